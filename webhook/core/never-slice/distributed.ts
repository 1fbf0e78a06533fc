/** Work that spans GPUs: launchers, ranks, parallel serving. */
import { assigned, launcher, option } from '../command-line.ts';
import { seats, type Container, type EnvVar, type Pod } from '../pod.ts';
import type { NeverSlice } from './rule.ts';
import { parsed, sizesOf } from './sizes.ts';
import { spoken } from './spoken.ts';

/** Launchers that start one process a GPU and join them by NCCL or MPI, and NCCL's own tests. */
const LAUNCHERS = [
  'torchrun',
  'torch.distributed.run',
  'torch.distributed.launch',
  'paddle.distributed.launch',
  'deepspeed.launcher.runner',
  'mpirun',
  'mpiexec',
  'mpiexec.hydra',
  'prterun',
  'srun',
  'horovodrun',
  'deepspeed',
  'colossalai',
  'trtllm-llmapi-launch',
  'all_reduce_perf',
  'all_gather_perf',
  'alltoall_perf',
];

/** What a program's own text calls to join others. */
const JOINING = [
  'jax.distributed.initialize',
  'init_process_group',
  'DistributedDataParallel',
  'MirroredStrategy',
];

/** Disaggregated serving: prefill and decode pass the KV cache from GPU to GPU. */
const HANDING_ON = ['NixlConnector', 'P2pNcclConnector', 'MooncakeConnector'];
const ROLES = ['prefill', 'decode'];

const RANK_VARIABLES = [
  'MASTER_ADDR',
  'COORDINATOR_ADDRESS',
  'FORCE_TORCHRUN',
  'GLOO_SOCKET_IFNAME',
  'JAX_COORDINATOR_ADDRESS',
  'OMPI_COMM_WORLD_SIZE',
  'PET_MASTER_ADDR',
  'PET_RDZV_ENDPOINT',
  'PMI_SIZE',
  'VLLM_ALL2ALL_BACKEND',
  'VLLM_DP_MASTER_IP',
];
/** Of who takes part, beside the sizes. */
const ACROSS = [...RANK_VARIABLES, 'RAY_ADDRESS'];
const RANK_PREFIXES = [
  'FI_EFA_',
  'FI_PROVIDER',
  'HOROVOD_',
  'NCCL_',
  'NVSHMEM_',
  'OMPI_MCA_',
  'UCX_',
];
/** How loud NCCL is, and which one the image was built with: said of every image, used or not. */
const HARMLESS = ['NCCL_DEBUG', 'NCCL_DEBUG_FILE', 'NCCL_DEBUG_SUBSYS', 'NCCL_VERSION'];

const ranks = (name: string): boolean =>
  RANK_VARIABLES.includes(name) ||
  (RANK_PREFIXES.some((prefix) => name.startsWith(prefix)) && !HARMLESS.includes(name));

export const launched: NeverSlice = {
  id: 'never/distributed',
  about:
    'Launchers and rank variables join processes over NCCL or MPI, which has no path between slices.',
  check({ pod }) {
    return firstOf(pod, (container) => {
      const run = spoken(container);
      const program = launcher(run, LAUNCHERS) ?? rayByHand(run, pod);
      return (program && `runs ${program}`) ?? joining(run) ?? rank(container, run);
    });
  },
};

/** Whether it is one of several that share the work, or may be; what each of them takes is not told here. */
export function acrossPods(container: Container): boolean {
  const run = spoken(container);
  return (
    launcher(run, LAUNCHERS) !== undefined ||
    run.some((word) => word === 'ray' || word.endsWith('=ray')) ||
    (container.env ?? []).some(({ name }) => ACROSS.includes(name)) ||
    sizesOf(container).some(
      ({ what, value }) => what === 'number of machines' && (value === 'unknown' || value > 1),
    )
  );
}

/** KubeRay's workers run what they are sent, one GPU at a time; a Ray that is started by hand is one server. */
const rayByHand = (run: readonly string[], { metadata }: Pod): string | undefined =>
  metadata.labels?.['ray.io/cluster'] === undefined &&
  run.some((word, i) => word === 'ray' && run[i + 1] === 'start')
    ? 'ray start'
    : undefined;

function joining(run: readonly string[]): string | undefined {
  for (const word of run) {
    const call = JOINING.find((name) => word.includes(name));
    if (call !== undefined) return `calls ${call}`;
    const connector = HANDING_ON.find((name) => word.includes(name));
    if (connector !== undefined) return `hands its KV cache to other pods by ${connector}`;
  }
  const role = option(run, ['--disaggregation-mode']) ?? '';
  return ROLES.includes(role) ? `serves the ${role} part alone` : undefined;
}

function rank({ env = [] }: Container, run: readonly string[]): string | undefined {
  const found = env.find(({ name }) => ranks(name)) ?? assigned(run, ranks);
  if (found !== undefined) return `sets ${found.name}`;
  const config = env.find(({ name }) => name === 'TF_CONFIG');
  return config && clustered(config);
}

/** TensorFlow's word for who takes part; one worker alone is no cluster. */
function clustered({ value = '' }: EnvVar): string | undefined {
  const config = parsed(value);
  if (typeof config !== 'object' || config === null) return 'sets TF_CONFIG, which cannot be read';
  const cluster: unknown = Reflect.get(config, 'cluster');
  const tasks = Object.values(cluster ?? {}).flat().length;
  return tasks > 1 ? `is one of ${tasks} tasks in TF_CONFIG` : undefined;
}

/** What `accelerate launch`, the Trainer of transformers and TGI call it. */
const MANY_GPUS = ['--multi-gpu', '--multi_gpu', '--use-deepspeed', '--use_deepspeed'];
const MANY_GPUS_BY = ['--deepspeed', '--fsdp', '--use_fsdp', '--use-fsdp'];
const TRUE = ['true', 'True', '1'];

export const parallel: NeverSlice = {
  id: 'never/parallel-size',
  about: 'Tensor, pipeline or data parallel work above 1 needs as many whole GPUs.',
  check({ pod }) {
    return firstOf(pod, (container) => {
      const size = sizesOf(container).find(({ value }) => value === 'unknown' || value > 1);
      if (size !== undefined) return size.says;
      const run = spoken(container);
      const many = run.find((word) => MANY_GPUS.includes(word) || by(word));
      if (many !== undefined) return `sets ${many}`;
      return sharded(container, run);
    });
  },
};

const by = (word: string): boolean =>
  word.startsWith('--') &&
  MANY_GPUS_BY.some((name) => word === name || word.startsWith(`${name}=`));

function sharded({ env = [] }: Container, run: readonly string[]): string | undefined {
  if (TRUE.includes(option(run, ['--sharded']) ?? '')) return 'sets --sharded';
  if (env.some(({ name, value = '' }) => name === 'SHARDED' && TRUE.includes(value)))
    return 'sets SHARDED';
  const accelerate = launcher(run, ['accelerate', 'accelerate.commands.launch']) !== undefined;
  const file = accelerate ? option(run, ['--config_file', '--config-file']) : undefined;
  return file && `takes its number of processes from ${file}`;
}

function firstOf(pod: Pod, look: (container: Container) => string | undefined): string | undefined {
  for (const { container } of seats(pod)) {
    const seen = look(container);
    if (seen !== undefined) return `container ${container.name} ${seen}`;
  }
  return undefined;
}
