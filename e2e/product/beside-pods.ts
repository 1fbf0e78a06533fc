/** The pods that meet a neighbour, and what becomes of them whoever comes first. */
import { mirrored, onA100 } from './gatekeeper-policies.ts';
import {
  MIG,
  type Measured,
  type Workload,
  type Written,
  cardsAndSlices,
  gpuContainer,
  gpuPod,
  policy,
  profile,
} from './objects.ts';

export const NAMESPACE = 'beside';
const GPU = 'nvidia.com/gpu';

const T4 = { product: 'Tesla-T4', gpuMemoryMiB: 15_360, gpus: 2 };

/** Cards, slices, and cards in turns that are called as a whole one is. */
export const nodes = [
  ...cardsAndSlices(NAMESPACE),
  { name: `${NAMESPACE}-turns`, ...T4, replicas: 4, allocatable: { [GPU]: 8 } },
];
const [whole, mig, turns] = nodes.map(({ name }) => name);

export const terms = policy(NAMESPACE, {
  match: { namespaces: [NAMESPACE] },
  sharing: {
    ladder: { default: ['mig', 'timeSlice'], unknown: ['mig', 'timeSlice'] },
    timeSlice: { trustDomain: 'cluster' },
    settings: 'rewrite',
  },
});

export interface Met {
  readonly is: string;
  readonly pod: Written;
  readonly evidence?: Written;
  /** By container; the neighbour's own has none. */
  readonly holds: Readonly<Record<string, string>>;
  readonly on: string | undefined;
}

const pod = (name: string, rest: Omit<Workload, 'namespace' | 'name'> = {}): Written =>
  gpuPod({ namespace: NAMESPACE, name, ...rest });
const measured = (name: string, ...containers: readonly Measured[]): Written =>
  profile(NAMESPACE, 'Pod', name, containers.length > 0 ? containers : [{}]);

/** Of a T4, whose cards are not cut. */
const small = { measuredOn: 'T4', vramMaxMiB: 2000 };

const limits = { [GPU]: '1' };
const vllm = {
  name: 'main',
  image: 'vllm/vllm-openai:v0.11.0',
  args: ['--model', 'Qwen/Qwen2.5-0.5B-Instruct', '--max-model-len', '2048'],
  resources: { limits },
};
const jax = {
  name: 'main',
  image: 'nvcr.io/nvidia/jax:25.10-py3',
  env: [{ name: 'JAX_PLATFORMS', value: 'cuda' }],
  resources: { limits },
};

const onSlice = { holds: { main: `${MIG}: 1` }, on: mig };
const inTurns = { holds: { main: `${GPU}: 1` }, on: turns };
const onCard = { holds: { main: `${GPU}: 1` }, on: whole };

export const met: readonly Met[] = [
  { is: 'a slice by MIG', pod: pod('slice'), evidence: measured('slice'), ...onSlice },
  { is: 'a card in turns', pod: pod('turn'), evidence: measured('turn', small), ...inTurns },
  { is: 'a card kept off slices', pod: pod('card'), ...onCard },
  {
    is: 'an engine that is told its share by an argument',
    pod: pod('vllm', { containers: [vllm] }),
    evidence: measured('vllm', {
      ...small,
      revision: 'vllm/vllm-openai max-model-len=2048 model=Qwen/Qwen2.5-0.5B-Instruct',
    }),
    ...inTurns,
  },
  {
    is: 'an engine that is told its share by variables',
    pod: pod('jax', { containers: [jax] }),
    evidence: measured('jax', { ...small, revision: 'nvcr.io/nvidia/jax' }),
    ...inTurns,
  },
  {
    is: 'two containers with a slice each',
    pod: pod('two', { containers: ['left', 'right'].map((name) => gpuContainer('two', name)) }),
    evidence: measured('two', { name: 'left' }, { name: 'right' }),
    holds: { left: `${MIG}: 1`, right: `${MIG}: 1` },
    on: mig,
  },
  {
    is: 'an init container that shares the slice',
    pod: pod('prepared', { spec: { initContainers: [gpuContainer('prepared', 'prepare')] } }),
    evidence: measured('prepared', {}, { name: 'prepare' }),
    holds: { prepare: `${MIG}: 1`, main: `${MIG}: 1` },
    on: mig,
  },
  {
    is: 'a slice of the model that the neighbour asks for',
    pod: pod('slice-of-a100', { labels: onA100 }),
    evidence: measured('slice-of-a100'),
    ...onSlice,
  },
];

/**
 * What a neighbour does to these after us takes away the grounds of what we did before. Our second
 * visit takes it back, or gives it more where there are grounds for more.
 */
export const unsettled: readonly Pick<Met, 'is' | 'pod' | 'evidence'>[] = [
  {
    is: 'a card in turns, and then the neighbour asks for another model',
    pod: pod('turn-of-a100', { labels: onA100 }),
    evidence: measured('turn-of-a100', small),
  },
  {
    is: 'a card kept off slices that the model the neighbour asks for has none of',
    pod: pod('card-of-a100', { labels: onA100 }),
  },
  {
    is: 'a slice, and then the neighbour names an image that nobody has measured',
    pod: pod('mirrored', { labels: mirrored }),
    evidence: measured('mirrored'),
  },
  {
    is: 'a card for want of evidence, and then the neighbour names the image that was measured',
    pod: pod('measured', { labels: mirrored }),
    evidence: measured('measured', { revision: 'mirror.example.com/measured' }),
  },
];
