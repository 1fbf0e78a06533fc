/** What a profiler adds to a row of a GpuProfile for people, and for reports; nothing is decided by it. */
import { amount, choice, count, optional, record, text } from './vocabulary.ts';

const part = (description: string) => optional(amount(description, 0, 1));

export const engineFigures = {
  engine: optional(
    record('What an engine that fills the card it sees says of itself: reserved is not needed.', {
      name: choice('Which of the engines it is.', [
        'vllm',
        'sglang',
        'tgi',
        'triton',
        'tensorrt-llm',
      ]),
      hours: amount('Hours for which it was told of.', 0),
      needMiB: optional(
        count(
          'GPU memory that it needs of what it reserves, MiB of one device, before headroom; absent where nobody can tell. Slices go by it where a policy says sharing.settings: rewrite.',
          1,
        ),
      ),
      kvMiB: optional(count('What of that is its KV cache, MiB.')),
      peakTokens: optional(
        count('Most tokens that its KV cache held, with room for peaks unseen.'),
      ),
      says: text('Of what the need consists, or why nobody can tell it.'),
    }),
  ),
};

export const figuresForPeople = {
  vramP95MiB: optional(
    count('95th percentile of GPU memory in use, MiB of one device; no slice goes by it.', 0),
  ),
  vramP50MiB: optional(count('Median of GPU memory in use, MiB of one device.', 0)),
  smP50: part('Median of SM activity, 0 to 1 of the whole GPU.'),
  smP90: part('90th percentile of SM activity, 0 to 1 of the whole GPU.'),
  smMax: part('Highest SM activity, 0 to 1 of the whole GPU.'),
  smNeed: part(
    'SM activity to be met for its class, 0 to 1 of the whole GPU: the 95th percentile of servers and notebooks, the 90th of batch jobs and training.',
  ),
  smBoundedAt: part(
    'Part of the GPU, 0 to 1, above an instance that was too little for it: busy there for as long as it could be. The figures of SM activity do not fall below it while the revision is the same.',
  ),
  dramP95: part('95th percentile of memory bandwidth in use, 0 to 1 of the whole GPU.'),
  tensorP95: part('95th percentile of tensor core activity, 0 to 1 of the whole GPU.'),
  idleShare: part('Share of its time with at most a hundredth of the GPU active, 0 to 1.'),
  devicesPerPod: optional(count('Most devices that one pod had at a time.')),
  podsSeen: optional(count('Pods it was seen in; 32 means 32 or more.')),
  oomEvents: optional(
    count('Times it ran out of GPU memory; vramMaxMiB has room for what it asked for then.'),
  ),
  source: optional(
    choice(
      'Where the figures are from. measured: what its pods used. engine: what its engine says of itself. registry: an estimate from its model. declared: its owner.',
      ['measured', 'engine', 'registry', 'declared'],
    ),
  ),
};
