/** Work that spans GPUs: launchers, ranks, parallel serving, gangs. */
import { assigned, launcher, option, words } from '../command-line.ts';
import { seats, type Container, type Pod } from '../pod.ts';
import type { NeverSlice } from './rule.ts';

/** Launchers that start one process a GPU and join them by NCCL or MPI. */
const LAUNCHERS = [
  'torchrun',
  'torch.distributed.run',
  'torch.distributed.launch',
  'mpirun',
  'mpiexec',
  'horovodrun',
  'deepspeed',
];

const GANG_OWNERS = [
  'JAXJob',
  'JobSet',
  'LeaderWorkerSet',
  'MPIJob',
  'PaddleJob',
  'PyTorchJob',
  'RayJob',
  'TFJob',
  'TrainJob',
  'XGBoostJob',
];

const GANG_KEYS = [
  'scheduling.k8s.io/group-name',
  'kueue.x-k8s.io/pod-group-name',
  'pod-group.scheduling.sigs.k8s.io',
  'scheduling.x-k8s.io/pod-group',
  'leaderworkerset.sigs.k8s.io/name',
  'jobset.sigs.k8s.io/jobset-name',
];

/** Sizes that are harmless at 1. */
const SIZES: readonly { readonly what: string; readonly names: readonly string[] }[] = [
  {
    what: 'tensor parallel size',
    names: [
      '--tensor-parallel-size',
      '--tensor_parallel_size',
      '-tp',
      '--tp-size',
      '--tp',
      '--tp_size',
    ],
  },
  {
    what: 'pipeline parallel size',
    names: ['--pipeline-parallel-size', '--pipeline_parallel_size', '-pp', '--pp-size'],
  },
  { what: 'data parallel size', names: ['--data-parallel-size', '-dp', '--dp-size'] },
  { what: 'number of shards', names: ['--num-shard', '--num_shard'] },
  { what: 'world size', names: ['--world-size', '--world_size'] },
  { what: 'number of machines', names: ['--num-machines', '--num_machines', '--nnodes'] },
  { what: 'number of processes', names: ['--num-processes', '--num_processes'] },
];

/** What `accelerate launch` calls it. */
const MANY_GPUS = ['--multi-gpu', '--multi_gpu'];

const SIZE_VARIABLES = [
  'WORLD_SIZE',
  'TENSOR_PARALLEL_SIZE',
  'NUM_SHARD',
  'PIPELINE_PARALLEL_SIZE',
];
const RANK_VARIABLES = [
  'MASTER_ADDR',
  'OMPI_COMM_WORLD_SIZE',
  'NCCL_SOCKET_IFNAME',
  'NCCL_IB_HCA',
  'NCCL_P2P_LEVEL',
];

export const launched: NeverSlice = {
  id: 'never/distributed',
  about:
    'Launchers and rank variables join processes over NCCL or MPI, which has no path between slices.',
  check({ pod }) {
    return firstOf(pod, (container) => {
      const found = launcher(words(container), LAUNCHERS);
      if (found !== undefined) return `container ${container.name} runs ${found}`;
      const rank =
        container.env?.find(({ name }) => RANK_VARIABLES.includes(name)) ??
        assigned(words(container), RANK_VARIABLES);
      return rank && `container ${container.name} sets ${rank.name}`;
    });
  },
};

export const parallel: NeverSlice = {
  id: 'never/parallel-size',
  about: 'Tensor, pipeline or data parallel work above 1 needs as many whole GPUs.',
  check({ pod }) {
    return firstOf(pod, (container) => {
      const run = words(container);
      for (const { what, names } of SIZES) {
        const size = Number(option(run, names) ?? 1);
        if (size > 1) return `container ${container.name} sets a ${what} of ${size}`;
      }
      const many = run.find((word) => MANY_GPUS.includes(word));
      if (many !== undefined) return `container ${container.name} sets ${many}`;
      const sized =
        container.env?.find(
          ({ name, value }) => SIZE_VARIABLES.includes(name) && Number(value) > 1,
        ) ?? inCommand(run);
      return sized && `container ${container.name} sets ${sized.name}=${sized.value}`;
    });
  },
};

function inCommand(run: readonly string[]): ReturnType<typeof assigned> {
  const found = assigned(run, SIZE_VARIABLES);
  return Number(found?.value) > 1 ? found : undefined;
}

export const gang: NeverSlice = {
  id: 'never/gang',
  about: 'Pods that start together or not at all belong to one job over several GPUs.',
  check({ pod, workload }) {
    if (GANG_OWNERS.includes(workload.kind)) return `its owner is of kind ${workload.kind}`;
    const keys = { ...pod.metadata.labels, ...pod.metadata.annotations };
    const key = GANG_KEYS.find((name) => keys[name] !== undefined);
    return key && `it carries ${key}=${keys[key]}`;
  },
};

function firstOf(pod: Pod, look: (container: Container) => string | undefined): string | undefined {
  for (const { container } of seats(pod)) {
    const seen = look(container);
    if (seen !== undefined) return seen;
  }
  return undefined;
}
