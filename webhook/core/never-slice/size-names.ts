/** What the engines and launchers call the number of GPUs that one piece of work is spread over. */
export type What =
  | 'tensor parallel size'
  | 'pipeline parallel size'
  | 'data parallel size'
  | 'local data parallel size'
  | 'expert parallel size'
  | 'context parallel size'
  | 'number of shards'
  | 'number of GPUs'
  | 'number of machines'
  | 'number of processes'
  | 'world size';

/**
 * Names of options, of vLLM, SGLang, TGI, TensorRT-LLM, LMDeploy, Megatron, Lightning, Accelerate:
 * without dashes in front, with `-` for `_`. SGLang's `--ep` is left out: it is never above 1 alone,
 * and elsewhere it counts epochs.
 */
const OPTIONS: Readonly<Record<What, readonly string[]>> = {
  'tensor parallel size': [
    'tensor-parallel-size',
    'tensor-model-parallel-size',
    'tensor-parallel-degree',
    'tensor-parallel',
    'tp-size',
    'tp',
  ],
  'pipeline parallel size': [
    'pipeline-parallel-size',
    'pipeline-model-parallel-size',
    'pipeline-parallel',
    'pp-size',
    'pp',
  ],
  'data parallel size': ['data-parallel-size', 'dp-size', 'dp'],
  'local data parallel size': ['data-parallel-size-local', 'dpl'],
  'expert parallel size': ['expert-parallel-size', 'expert-model-parallel-size', 'ep-size'],
  'context parallel size': [
    'context-parallel-size',
    'decode-context-parallel-size',
    'prefill-context-parallel-size',
    'cp-size',
    'dcp',
    'pcp',
  ],
  'number of shards': ['num-shard'],
  'number of GPUs': ['devices', 'gpus', 'n-gpus', 'n-gpus-per-node', 'num-gpus', 'tensor-split'],
  'number of machines': ['nnodes', 'num-machines', 'num-nodes'],
  'number of processes': ['nproc-per-node'],
  'world size': ['world-size'],
};

const VARIABLES: Readonly<Record<string, What>> = {
  TENSOR_PARALLEL_SIZE: 'tensor parallel size',
  TENSOR_PARALLEL_DEGREE: 'tensor parallel size',
  OPTION_TENSOR_PARALLEL_DEGREE: 'tensor parallel size',
  NIM_TENSOR_PARALLEL_SIZE: 'tensor parallel size',
  VLLM_TENSOR_PARALLEL_SIZE: 'tensor parallel size',
  TP_SIZE: 'tensor parallel size',
  PIPELINE_PARALLEL_SIZE: 'pipeline parallel size',
  NIM_PIPELINE_PARALLEL_SIZE: 'pipeline parallel size',
  PP_SIZE: 'pipeline parallel size',
  DATA_PARALLEL_SIZE: 'data parallel size',
  VLLM_DP_SIZE: 'data parallel size',
  DP_SIZE: 'data parallel size',
  EP_SIZE: 'expert parallel size',
  NUM_SHARD: 'number of shards',
  SM_NUM_GPUS: 'number of GPUs',
  NPROC_PER_NODE: 'number of processes',
  PET_NPROC_PER_NODE: 'number of processes',
  JAX_NUM_PROCESSES: 'number of processes',
  JAX_PROCESS_COUNT: 'number of processes',
  DMLC_NUM_WORKER: 'number of processes',
  PADDLE_TRAINERS_NUM: 'number of processes',
  SLURM_NPROCS: 'number of processes',
  SLURM_NTASKS: 'number of processes',
  NNODES: 'number of machines',
  PET_NNODES: 'number of machines',
  SLURM_JOB_NUM_NODES: 'number of machines',
  SLURM_NNODES: 'number of machines',
  LWS_GROUP_SIZE: 'number of machines',
  LOCAL_WORLD_SIZE: 'world size',
  WORLD_SIZE: 'world size',
};

/** By the name of an option. */
export const byOption: ReadonlyMap<string, What> = new Map(
  // Keys of a table whose type names them all.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  (Object.entries(OPTIONS) as [What, readonly string[]][]).flatMap(([what, names]) =>
    names.map((name): [string, What] => [name, what]),
  ),
);

/** What Python's argparse takes for it: `--tensor-par=2`. Of shorter ones other names begin as well. */
const SHORTEST = 8;
const abbreviations = new Map<string, What>();
for (const [name, what] of byOption)
  for (let end = SHORTEST; end < name.length; end++) {
    const cut = name.slice(0, end);
    if (cut.includes('-') && !cut.endsWith('-') && !byOption.has(cut)) abbreviations.set(cut, what);
  }

/** What an option of that name says; `--` is said before those that may be cut short. */
export const sizeNamed = (name: string, dashes: boolean): What | undefined =>
  byOption.get(name) ?? (dashes ? abbreviations.get(name) : undefined);

/** By the name of an environment variable. */
export const byVariable: ReadonlyMap<string, What> = new Map(Object.entries(VARIABLES));
