/** Variables and options by which a process is told that it is one of several, and where they meet. */
import { assigned, option } from '../words/command-line.ts';
import { keptByRun } from '../kept.ts';
import type { Container, EnvVar } from '../pod.ts';
import { variable, variableOf, variables } from '../words/variables.ts';
import { parsed } from './sizes.ts';

const RANK_VARIABLES: ReadonlySet<string> = new Set([
  'COORDINATOR_ADDRESS',
  'DMLC_PS_ROOT_URI',
  'FORCE_TORCHRUN',
  'GLOO_SOCKET_IFNAME',
  'JAX_COORDINATOR_ADDRESS',
  'LWS_LEADER_ADDRESS',
  'OMPI_COMM_WORLD_SIZE',
  'PET_MASTER_ADDR',
  'PET_RDZV_ENDPOINT',
  'PMI_SIZE',
  'RDZV_ENDPOINT',
  'VLLM_ALL2ALL_BACKEND',
  'VLLM_DP_MASTER_IP',
]);
/** Of who takes part, beside the sizes. */
const ACROSS: ReadonlySet<string> = new Set([...RANK_VARIABLES, 'MASTER_ADDR', 'RAY_ADDRESS']);
const RANK_PREFIXES = [
  'FI_EFA_',
  'FI_PROVIDER',
  'HOROVOD_',
  'NCCL_',
  'NVSHMEM_',
  'OMPI_MCA_',
  'UCX_',
];
/** How loud NCCL is, what an image was built with, and ways between cards that are switched off: said of one card, too. */
const HARMLESS = [
  'HOROVOD_GPU_OPERATIONS',
  'HOROVOD_WITH_PYTORCH',
  'HOROVOD_WITH_TENSORFLOW',
  'NCCL_CUMEM_ENABLE',
  'NCCL_DEBUG',
  'NCCL_DEBUG_FILE',
  'NCCL_DEBUG_SUBSYS',
  'NCCL_IB_DISABLE',
  'NCCL_P2P_DISABLE',
  'NCCL_SHM_DISABLE',
  'NCCL_VERSION',
];

const MASTER = 'MASTER_ADDR';

/** Whoever is its own master is alone, as snippets for one process have it. */
function masterElsewhere(
  container: Container,
  run: readonly string[],
): Partial<EnvVar> | undefined {
  const found = variable(container, MASTER) ?? assigned(run, (name) => name === MASTER);
  return found === undefined || HOME.test(found.value ?? '') ? undefined : found;
}

const ranks = (name: string): boolean =>
  RANK_VARIABLES.has(name) ||
  (RANK_PREFIXES.some((prefix) => name.startsWith(prefix)) && !HARMLESS.includes(name));

export const tellsOfOthers = (container: Container): boolean =>
  variableOf(container, (name) => ACROSS.has(name)) !== undefined;

export function rank(container: Container, run: readonly string[]): string | undefined {
  const found =
    variableOf(container, ranks) ?? assigned(run, ranks) ?? masterElsewhere(container, run);
  if (found !== undefined) return `sets ${found.name}`;
  const config = variable(container, 'TF_CONFIG') ?? assigned(run, (name) => name === 'TF_CONFIG');
  return (config && clustered(config)) ?? meeting(run) ?? numbered(container, run);
}

/** TensorFlow's word for who takes part; one worker alone is no cluster. */
function clustered({ value }: EnvVar): string | undefined {
  // Empty, it is read as of nobody; from elsewhere it may say anything.
  const config = parsed(value === '' ? '{}' : (value ?? ''));
  if (typeof config !== 'object' || config === null) return 'sets TF_CONFIG, which cannot be read';
  const cluster: unknown = Reflect.get(config, 'cluster');
  const tasks = Object.values(cluster ?? {})
    .flat()
    .filter((task) => typeof task === 'string').length;
  return tasks > 1 ? `is one of ${tasks} tasks in TF_CONFIG` : undefined;
}

/** Where others are met; whoever is met at home is alone. */
const PLACES = ['--rdzv-endpoint', '--rdzv_endpoint'] as const;
/** Queues have a master as well, but its port is not told apart. */
const MASTERS = ['--master-addr', '--master_addr'] as const;
const PORTS = ['--master-port', '--master_port'] as const;
const HOME = /^(?:localhost|127\.|\[?::1\b)/;
const NODES = ['--node-rank', '--node_rank', '--machine-rank', '--machine_rank'] as const;

const meeting = keptByRun((run): string | undefined => {
  const master = option(run, PORTS) === undefined ? undefined : option(run, MASTERS);
  const place = option(run, PLACES) ?? master;
  if (place !== undefined && !HOME.test(place)) return `meets others at ${place}`;
  const node = option(run, NODES);
  return Number(node) > 0 ? `is the machine of rank ${node}` : undefined;
});

/** Among several machines or cards. `RANK` may be that of a matrix, and `MASTER_PORT` that of a website. */
const SEATS = ['NODE_RANK', 'PET_NODE_RANK', 'MACHINE_RANK', 'LOCAL_RANK'];
const PORT = 'MASTER_PORT';
/** A base image may number the only one there is. */
const WORLDS = ['WORLD_SIZE', 'NNODES', 'PET_NNODES'];
const TOLD: ReadonlySet<string> = new Set([...SEATS, 'RANK', PORT, ...WORLDS]);

function numbered(container: Container, run: readonly string[]): string | undefined {
  const own = variableOf(container, (name) => TOLD.has(name));
  // Of nearly all nothing is told.
  if (own === undefined && assigned(run, (name) => TOLD.has(name)) === undefined) return undefined;
  const told = new Map<string, string | undefined>();
  assigned(run, (name, value) => TOLD.has(name) && told.set(name, value) === undefined);
  for (const { name, value } of variables(container)) if (TOLD.has(name)) told.set(name, value);
  if (WORLDS.some((name) => told.get(name)?.trim() === '1')) return undefined;
  const seat = SEATS.find((name) => told.has(name) && mayBeAbove(told.get(name), 0));
  if (seat !== undefined) return `sets ${seat}`;
  const one = ['RANK', ...SEATS].find((name) => told.has(name));
  return one !== undefined && told.has(PORT) ? `sets ${one} and ${PORT}` : undefined;
}

const mayBeAbove = (value: string | undefined, least: number): boolean =>
  value === undefined || value.includes('$') || Number(value) > least;
