/**
 * Engines known by their image or command, and how each takes a card's memory (usage-profiles §4.2).
 * In a MIG instance a fraction of the card is one of the instance; on a shared card it is not.
 */
import { words } from '../command-line.ts';
import type { Container } from '../pod.ts';

/** What can be said to an engine so that it takes no more than its share. */
export type Bound =
  /** A flag that takes a fraction of the whole card. */
  | { readonly by: 'flag'; readonly names: readonly string[]; readonly absolute: readonly string[] }
  /** Variables: a fraction of the whole card where `value` is `share`, else the value itself. */
  | {
      readonly by: 'variables';
      readonly set: readonly (readonly [name: string, value: string])[];
      /** The same said on the command line, which comes before a variable. */
      readonly flags: readonly string[];
    }
  /** Only its owner can say it: a fraction of what happens to be free when it starts. */
  | { readonly by: 'owner'; readonly names: readonly string[] };

export interface Engine {
  readonly name: string;
  readonly sign: RegExp;
  /** Whether it fills the card it sees unless it is told otherwise. */
  readonly fills: boolean;
  readonly bound: Bound;
}

const fractions = (...names: readonly string[]) => names.map((name) => [name, 'share'] as const);

const ENGINES: readonly Engine[] = [
  {
    name: 'vLLM',
    sign: /vllm/,
    fills: true,
    bound: {
      by: 'flag',
      names: ['--gpu-memory-utilization', '--gpu_memory_utilization'],
      absolute: ['--kv-cache-memory-bytes', '--kv_cache_memory_bytes'],
    },
  },
  {
    name: 'SGLang',
    sign: /sglang/,
    fills: true,
    bound: { by: 'owner', names: ['--mem-fraction-static', '--mem_fraction_static'] },
  },
  {
    name: 'TGI',
    sign: /text-generation-(?:inference|launcher)/,
    fills: true,
    bound: {
      by: 'variables',
      set: fractions('CUDA_MEMORY_FRACTION'),
      flags: ['--cuda-memory-fraction'],
    },
  },
  {
    name: 'TensorRT-LLM',
    sign: /tensorrt[-_]llm|trtllm/,
    fills: true,
    bound: {
      by: 'owner',
      names: ['--kv_cache_free_gpu_memory_fraction', '--free_gpu_memory_fraction'],
    },
  },
  {
    name: 'JAX',
    sign: /(?<![a-z])jax/,
    fills: true,
    bound: {
      by: 'variables',
      // The second is what older releases read.
      set: [
        ...fractions('XLA_CLIENT_MEM_FRACTION', 'XLA_PYTHON_CLIENT_MEM_FRACTION'),
        ['XLA_PYTHON_CLIENT_PREALLOCATE', 'false'],
      ],
      flags: [],
    },
  },
  {
    name: 'TensorFlow',
    sign: /tensorflow/,
    fills: true,
    bound: { by: 'variables', set: [['TF_FORCE_GPU_ALLOW_GROWTH', 'true']], flags: [] },
  },
  {
    name: 'PyTorch',
    sign: /pytorch|(?<![a-z])torch/,
    fills: false,
    bound: {
      by: 'variables',
      // Less fragmentation, no limit; the second is what older releases read.
      set: [
        ['PYTORCH_ALLOC_CONF', 'expandable_segments:True'],
        ['PYTORCH_CUDA_ALLOC_CONF', 'expandable_segments:True'],
      ],
      flags: [],
    },
  },
];

const WRITTEN = new Set(
  ENGINES.flatMap(({ bound }) => {
    if (bound.by === 'variables') return bound.set.map(([name]) => name);
    return bound.by === 'flag' ? bound.names.slice(0, 1) : [];
  }),
);

/** Whether a flag or a variable is one that we set. */
export const writesSetting = (name: string): boolean => WRITTEN.has(name);

/** Kept by container: each offer of a shared card asks. */
const found = new WeakMap<Container, { readonly engine: Engine | undefined }>();

export function engineOf(container: Container): Engine | undefined {
  const known = found.get(container);
  if (known !== undefined) return known.engine;
  const text = [container.image ?? '', ...words(container)].join('\n').toLowerCase();
  const engine = ENGINES.find(({ sign }) => sign.test(text));
  found.set(container, { engine });
  return engine;
}
