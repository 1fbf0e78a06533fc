/**
 * Engines, and how each takes a card's memory (usage-profiles §4.2). In a MIG instance a fraction of
 * the card is one of the instance; on a shared card it is not.
 */

/** One thing that variables say. */
export interface Variable {
  /** What we write where its owner has set none of these, nor of `also`. */
  readonly names: readonly [string, ...string[]];
  /** Further names of the same, which some releases read. */
  readonly also: readonly string[];
  /** `share` where it takes a fraction of the whole card. */
  readonly value: string;
  /** Spellings of the owner's that come to the same as `value`. */
  readonly spelt: readonly string[];
}

/** What can be said to an engine so that it takes no more than its share. */
export type Bound =
  | {
      /** A flag that takes a fraction of the whole card. */
      readonly by: 'flag';
      readonly names: readonly [string, ...string[]];
      /** The cache alone, in bytes, whatever the fraction leaves for it. */
      readonly absolute: readonly [string, ...string[]];
      /** Flags that name a file with more of what could be said here. */
      readonly files: readonly string[];
    }
  | {
      readonly by: 'variables';
      readonly set: readonly Variable[];
      /** The same said on the command line, which comes before a variable. */
      readonly flags: readonly string[];
    }
  | {
      /** Only its owner can say it: a fraction of what happens to be free when it starts. */
      readonly by: 'owner';
      readonly names: readonly [string, ...string[]];
      /** Flags that name a file whose word goes before theirs. */
      readonly files: readonly string[];
    }
  /** Its models' own files say it, each for itself. */
  | { readonly by: 'models' };

export interface Engine {
  readonly name: string;
  /** In the name of the image's repository, or of the program that is run. */
  readonly sign: RegExp;
  /** What the image's tag has as well. */
  readonly tag?: RegExp;
  /** Whether it fills the card it sees unless it is told otherwise. */
  readonly fills: boolean;
  readonly bound: Bound;
}

const fraction = (name: string, ...also: readonly string[]): Variable => ({
  names: [name],
  also,
  value: 'share',
  spelt: [],
});

/** By the program first and the image second, those that fill a card before others, in this order. */
export const ENGINES: readonly Engine[] = [
  {
    // With other backends it grows with its models, and is told nothing.
    name: 'Triton',
    sign: /tritonserver/,
    tag: /vllm|trtllm/,
    fills: true,
    bound: { by: 'models' },
  },
  {
    name: 'vLLM',
    // KServe's server runs it, unless it is told not to.
    sign: /vllm|huggingfaceserver/,
    fills: true,
    bound: {
      by: 'flag',
      // The second is the same in 0.33; 0.14 has no such flag.
      names: ['--gpu-memory-utilization', '--device-memory-utilization'],
      absolute: ['--kv-cache-memory-bytes'],
      files: ['--config'],
    },
  },
  {
    name: 'SGLang',
    sign: /sglang/,
    fills: true,
    // Of its `--config` the command line has the last word.
    bound: { by: 'owner', names: ['--mem-fraction-static'], files: [] },
  },
  {
    name: 'TGI',
    sign: /text-generation-(?:inference|launcher)/,
    fills: true,
    bound: {
      by: 'variables',
      set: [fraction('CUDA_MEMORY_FRACTION')],
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
      files: ['--config', '--extra_llm_api_options'],
    },
  },
  {
    name: 'JAX',
    sign: /(?<![a-z])jax/,
    fills: true,
    bound: {
      by: 'variables',
      set: [
        // The old name, which all releases read: jaxlib 0.4.31 and before know no other, and 0.4.33
        // to 0.10.2 (the newest there is) read both, call this one deprecated, and refuse to start
        // where both are set (jaxlib/xla_client.py, generate_pjrt_gpu_plugin_options).
        fraction('XLA_PYTHON_CLIENT_MEM_FRACTION', 'XLA_CLIENT_MEM_FRACTION'),
        {
          names: ['XLA_PYTHON_CLIENT_PREALLOCATE'],
          also: [],
          value: 'false',
          // These three and no other: `FALSE` is true (the same place, 0.4.13 to 0.10.2).
          spelt: ['false', 'False', '0'],
        },
      ],
      flags: [],
    },
  },
  {
    name: 'TensorFlow',
    sign: /tensorflow/,
    fills: true,
    bound: {
      by: 'variables',
      set: [
        {
          names: ['TF_FORCE_GPU_ALLOW_GROWTH'],
          also: [],
          value: 'true',
          // Anything else, `1` and `True` too, is an error in its log and changes nothing
          // (GPUBFCAllocator::GetAllowGrowthValue).
          spelt: ['true'],
        },
      ],
      flags: [],
    },
  },
  {
    name: 'PyTorch',
    sign: /pytorch|(?<![a-z])torch/,
    fills: false,
    bound: {
      by: 'variables',
      set: [
        {
          // Less fragmentation, no limit. The second is what older releases read; of those that read
          // both, some heed the first and some the second, so one that its owner set is enough.
          names: ['PYTORCH_ALLOC_CONF', 'PYTORCH_CUDA_ALLOC_CONF'],
          also: ['PYTORCH_HIP_ALLOC_CONF'],
          value: 'expandable_segments:True',
          spelt: [],
        },
      ],
      flags: [],
    },
  },
];

const WRITTEN = new Set(
  ENGINES.flatMap(({ bound }): readonly string[] => {
    // The other names as well: pods that were told by them still run.
    if (bound.by === 'variables')
      return bound.set.flatMap(({ names, also }) => [...names, ...also]);
    return bound.by === 'flag' ? [bound.names[0], bound.absolute[0]] : [];
  }),
);

/** Whether a flag or a variable is one that we set. */
export const writesSetting = (name: string): boolean => WRITTEN.has(name);
