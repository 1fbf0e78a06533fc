/**
 * Words of commands and variables that may be kept, because they stand in this list or in one of the
 * core's: nobody's secret is among them. What is in no list is not kept, whatever it looks like, so
 * a word that is missing here costs an answer and never a secret.
 */
import { MOVING } from '../../core/identity/memory-words.ts';
import { LAUNCHERS } from '../../core/never-slice/launchers.ts';
import { byOption, byVariable, sizeNamed } from '../../core/never-slice/size-names.ts';
import { ENGINES } from '../../core/settings/engines.ts';
import { DEVICE_VARIABLES } from '../../core/words/picked.ts';

const listed = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '');

/** Programs, modules and what a shell says around them. */
const PROGRAMS: ReadonlySet<string> = new Set([
  ...LAUNCHERS,
  ...listed(`
    accelerate accelerate.commands.launch bash ash zsh ksh catatonit chroot code-server command
    composer conda cd clone cp curl dash deepstream-app do done dumb-init ds echo elif else env exec
    export fi for git huggingface-cli if in ionice jupyter jupyter-lab jupyter-notebook
    jupyterhub-singleuser launch lmdeploy llama-cli llama-server login ls micromamba mkdir mpiexec
    mpiexec.hydra mpirun mpirun.openmpi mpirun_rsh mysql nice nohup nsys numactl nvidia-smi ollama
    pip pip3 pipenv poetry printf profile pushd pytest rm rstudio-server run runuser sed serve set
    setsid sg sglang sh sleep start script stdbuf su sudo tar taskset tee text-embeddings-router
    text-generation-launcher text-generation-router then time timeout tini torchx touch train
    trtllm-serve tritonserver trtserver true false unset until uv vllm wait wget while download
    api_server bench chat ray worker wrk ffmpeg gst-launch-1.0 blender Xorg X startx xinit vglrun
    glxgears glmark2 vulkaninfo vkcube nvidia-xconfig isaac-sim.sh
    nvidia-cuda-mps-control nvidia-device-plugin dcgm-exporter dcgmi nv-hostengine nvidia-persistenced
    import from jax jaxlib torch torch.distributed tensorflow sglang.launch_server
    sglang.srt.server vllm.entrypoints.openai.api_server vllm.entrypoints.api_server
    vllm.entrypoints.cli.main huggingfaceserver deepspeed os os.system os.popen subprocess.run
    subprocess.Popen all_gather_perf all_reduce_perf alltoall_perf broadcast_perf
    gather_perf hypercube_perf reduce_perf reduce_scatter_perf scatter_perf sendrecv_perf ncu mig
    xvfb-run subprocess.call subprocess.check_call subprocess.check_output
  `),
]);

const PYTHON = /^python(?:\d(?:\.\d{1,2})?)?$/;
const SHELLS_END = /^(?:docker-)?entrypoint(?:\.sh)?$/;

export const isProgram = (word: string): boolean =>
  PROGRAMS.has(word) || PYTHON.test(word) || SHELLS_END.test(word);

/** What is seen inside a longer word, such as the call of a text in Python. */
const SIGNS: readonly string[] = listed(`
  jax.distributed.initialize init_process_group DistributedDataParallel MirroredStrategy
  NixlConnector P2pNcclConnector PyNcclConnector MooncakeConnector kv_producer kv_consumer
`);

export const signIn = (word: string): string | undefined =>
  SIGNS.find((sign) => word.includes(sign));

const parts = (names: Iterable<string>): string[] =>
  [...names].flatMap((name) => name.toLowerCase().split(/[-_.]+/)).filter((part) => part !== '');

const flagsOf = ENGINES.flatMap(({ bound }): readonly string[] => {
  if (bound.by === 'models') return [];
  if (bound.by === 'variables')
    return [...bound.flags, ...bound.set.flatMap(({ names, also }) => [...names, ...also])];
  return [...bound.names, ...bound.files, ...(bound.by === 'flag' ? bound.absolute : [])];
});

/** Names are made of these: `--max-num-batched-tokens`, `OLLAMA_CONTEXT_LENGTH`. */
const OF_NAMES: ReadonlySet<string> = new Set([
  ...MOVING,
  ...parts([...byOption.keys(), ...byVariable.keys(), ...flagsOf, ...DEVICE_VARIABLES]),
  ...listed(`
    accelerate accumulation addr address allow as attention attn backend cache capabilities chunked
    code cpu cuda cudagraph cycles data dataset decode deepspeed default device devices disable
    disaggregation display distributed draft driver dtype eager egl embed embeddings enable enforce
    engine epochs eval expandable flash flashinfer format fsdp fused fast gl global gpu gpus gradient
    graph graphs growth headless hf host hwaccel id infer input is iters join kernel kv launcher
    learning limit llama llm load local lws machine machines master max megatron micro min mixed mode
    mp mps multi name nccl new nnodes no node nodes np nproc num numa nvidia of ollama ompi opt or
    overlap p2p padding paged parallelism path pet per platform pool port prefill prefix pretrained
    process processes queue rank ranks ray rdzv remote replica replicas requests revision role rope
    running sampling scale scaling schedule scheduler served serverapp shutdown activity timeout shard
    sharded sharding shm size slots space spec speculative static stage steps swap task tasks tf theta
    torch total train transfer trust type use variant version vision visible vllm waiting warmup
    window world xformers xla zero
    repository repo mujoco pyopengl qt xcb integration glx vendor library config file dir split root run
    cpus head actor rollout trainer algorithm strategy executor nodeport endpoint backbone main conf
    platforms python client fit gpumem dev option extra api options instance visual allocator sm
  `),
]);

/** Longer ones are nobody's. */
const LONGEST_NAME = 64;
const LETTERS =
  /^-(?:[a-zA-Z]|tp|pp|dp|dpl|ep|np|ngl|ub|fa|lc|ec|ic|xc|exc|euc|lgc|mig|cgi|noaudio|hwaccel|RenderOffScreen|PixelStreaming)$/;

/** As an option, a key of a file or of JSON, or a variable. */
export const isName = (name: string): boolean =>
  name.length <= LONGEST_NAME &&
  /^[A-Za-z][\w.-]*$/.test(name) &&
  parts([name]).every((part) => OF_NAMES.has(part));

/** With its dashes. */
export const isOption = (word: string): boolean =>
  LETTERS.test(word) ||
  (word.startsWith('--') && (isName(word.slice(2)) || isCutShort(word.slice(2))));

/** As argparse takes them: `--tensor-par`. */
const isCutShort = (name: string): boolean =>
  sizeNamed(name.replaceAll('_', '-'), true) !== undefined;

/** What is said of the many that take part; that they are set is what counts. */
const RANKS = /^(?:FI_EFA|FI_PROVIDER|HOROVOD|NCCL|NVSHMEM|OMPI_MCA|OMPI_COMM|PMI|UCX|GLOO)_?\w*$/;

export const isVariable = (name: string): boolean => byVariable.has(name) || isName(name);

/** As the name of one that a shell sets: what is kept of it is that name alone. */
export const isAssigned = (name: string): boolean =>
  isVariable(name) || (name.length <= LONGEST_NAME && RANKS.test(name));

const NUMBER =
  /^[+-]?(?:\d{1,15}(?:\.\d{1,6})?|\.\d{1,6})(?:e-?\d{1,2})?(?:[kKmMgGtT](?:i?[bB]?))?$/;
const RANGE = /^\d{1,3}:\d{1,3}$/;
const ENUM: ReadonlySet<string> = new Set(
  listed(`
    true false True False TRUE FALSE yes no on off none None null auto all void default
    half float float16 float32 bfloat16 fp4 fp8 fp16 fp32 bf16 tf32 int4 int8 q4_0 q4_k_m q5_k_m q8_0 f16 f32
    fp8_e4m3 fp8_e5m2 nf4 w4a16 w8a8 awq awq_marlin gptq gptq_marlin bitsandbytes marlin gguf
    eetq exl2 modelopt compressed-tensors fbgemm_fp8
    compute utility video graphics display compat32 ngx
    egl osmesa glfw glx nccl gloo mpi mp ray uni external_launcher
    prefill decode both localhost 127.0.0.1 0.0.0.0 ::1 static c10d ddp fsdp deepspeed cuda cuda:0 cpu cuvid nvdec
    expandable_segments:True safetensors pt npcache dummy sharded_state CYCLES EEVEE
  `),
);

/** A number, a word of a short list, or several of them. */
export const isPlain = (value: string): boolean =>
  value
    .split(/[\s,]+/)
    .every((one) => one === '' || NUMBER.test(one) || RANGE.test(one) || ENUM.has(one));

/** `max-model-len` has a model in its name as well. */
const OF_MODELS: ReadonlySet<string> = new Set(
  listed(`
    adapter adapters base checkpoint ckpt dir draft hf id llm lora loras model models modules name
    ollama or path pretrained repo repository speculative vllm weights
  `),
);
const A_MODEL = /adapter|checkpoint|ckpt|lora|model|weights/;

/** What it says is which model, or where one is. */
export const namesModel = (name: string): boolean =>
  A_MODEL.test(name.toLowerCase()) && parts([name]).every((part) => OF_MODELS.has(part));

const SEGMENT = '[A-Za-z0-9][\\w.-]{0,95}';
const MODEL = new RegExp(
  `^(?:(?:s3|gs|hf|oci|pvc)://|\\.{0,2}/)?${SEGMENT}(?:/${SEGMENT}){0,7}/?$`,
);
/** As those who hand out keys begin them. */
const KEY =
  /^(?:AIza|AKIA|ASIA|dapi|eyJ|gh[opsu]_|github_pat|glpat|hf_|npm_|nvapi|pypi-|[rs]k[-_]|xox)/;

export const isModel = (value: string): boolean => MODEL.test(value) && !KEY.test(value);

const NAMED = /(?:^|_)MODEL(?:_(?:ID|NAME|PATH))?$/;

/** Somebody's, as hubs have them: of what is said by a variable, this alone is taken for a model. */
export const isOwnersModel = (name: string, value: string): boolean =>
  NAMED.test(name) &&
  isVariable(name) &&
  isModel(value) &&
  /^[A-Za-z0-9][\w.-]*\/[A-Za-z0-9][\w.-]*$/.test(value);
