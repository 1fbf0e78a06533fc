/**
 * What a profiler keeps in the status of a GpuProfile: all it knows, so that neither its own restart
 * nor the retention of its source ends what was learned (webhook/usage/statistics/checkpoint.ts).
 */
import {
  amount,
  choice,
  count,
  keyed,
  list,
  optional,
  record,
  shaped,
  text,
} from './vocabulary.ts';
import { objectName } from './words.ts';

const histogram = (of: string) =>
  shaped(
    `Histogram of ${of}: period of the newest sample, halvings that all weights have in common, then each bucket with its weight, to base 32.`,
    /^[0-9]+ [0-9]+( [0-9a-v]+:[0-9a-v]+)*$/,
    'two numbers and pairs such as 1k:a4, with a space between them',
    { maxLength: 4096 },
  );

const seconds = (description: string) => count(`${description} Seconds since the epoch.`);

const attribution = <const T extends 'exact' | 'perProcess' | 'duplicated' | 'unknown'>(
  of: readonly T[],
) => choice('Worst attribution of what was taken.', of);

const sharing = choice('Worst sharing under which it was taken.', [
  'whole',
  'mig',
  'mps',
  'timeSlice',
]);

const day = record('What one day of it came to.', {
  day: count('Days since the epoch, in UTC.'),
  MiB: amount('Most GPU memory in use, MiB of one device.', 0),
  ooms: count('Times it ran out of GPU memory.'),
  oomMiB: amount('Most GPU memory it was known to have had then, MiB.', 0),
});

const memory = record('GPU memory that it had in use.', {
  minutes: count('Minutes in which some pod was busy.'),
  samples: count('The same minutes, summed over its pods.'),
  attribution: attribution(['exact', 'perProcess']),
  days: list('The last days on which it was seen.', day, 0, 14),
  MiB: histogram('MiB of one device'),
});

const compute = record('Activity on one product, by one kind of figure.', {
  product: { ...text('Product of the catalogue that it was measured on.'), maxLength: 253 },
  by: choice('What the figures were taken from.', ['sm', 'engine', 'utilisation', 'none']),
  sharing,
  minutes: count('Minutes in which some pod was busy.'),
  samples: count('The same minutes, summed over its pods.'),
  sm: histogram('SM activity'),
  dram: histogram('memory bandwidth'),
  tensor: histogram('tensor core activity'),
  // Not `on`, which is true in the YAML of Kubernetes.
  sizes: histogram('the sizes of the instances it was measured on'),
  filled: histogram('the sizes of those that it filled'),
});

const doubted = record('What was seen and may be somebody else’s.', {
  product: { ...text('Product of the catalogue that it was measured on.'), maxLength: 253 },
  MiB: amount('Most GPU memory in use, MiB of one device.', 0),
  minutes: count('Minutes in which some pod was busy.'),
  samples: count('The same minutes, summed over its pods.'),
  lastSeen: seconds('Last reading of those.'),
  attribution: attribution(['exact', 'perProcess', 'duplicated', 'unknown']),
  sharing,
});

const engine = record('What the engine in it said of its own memory.', {
  engine: choice('Which of the engines it is.', [
    'vllm',
    'sglang',
    'tgi',
    'triton',
    'tensorrt-llm',
  ]),
  minutes: count('Minutes in which it was told of.'),
  pools: count('Most KV caches that one container had.'),
  days: list(
    'The last days on which it was told of.',
    record('What one day of it came to.', {
      day: count('Days since the epoch, in UTC.'),
      tokens: count('Most tokens that one KV cache held.'),
      capacity: count('Most tokens that one had room for; 0 where it does not say.'),
      pressed: count('1 where requests were put back, or waited while it was full.'),
      prefixHits: amount('Part of the tokens that were found in the prefix cache.', 0, 1),
    }),
    0,
    14,
  ),
});

const checkpoint = record('What a profiler knows of one container.', {
  name: objectName('Name of the container in the pod.'),
  version: count('Form of what follows; another one is not read, and the evidence starts anew.'),
  revision: text('What was measured: the revision of the container.'),
  tags: list(
    'Image tags it was measured under.',
    record('One tag, and for how long.', {
      tag: shaped('Tag or digest; empty where the image has none.', /^\S{0,253}$/, 'a tag', {
        maxLength: 253,
      }),
      minutes: count('Minutes in which some pod was busy under it.'),
      lastSeen: seconds('Last reading of it.'),
    }),
    0,
    4,
  ),
  firstSeen: seconds('First reading that is evidence, 0 for none.'),
  lastSeen: seconds('Last reading that is evidence, 0 for none.'),
  readTo: seconds('Where the next window of readings begins.'),
  memory,
  compute: list('Activity, by product and kind of figure.', compute, 0, 8),
  doubted: optional(doubted),
  engine: optional(engine),
  pods: list('Marks of pods it was seen in.', count('Mark of the name of one of its pods.'), 0, 32),
  devices: count('Most devices that one pod had at a time.'),
});

export const profileStatus = record('What a profiler keeps of a workload.', {
  checkpoints: optional(
    keyed(
      list('What a profiler knows, a row for each container; not to be edited.', checkpoint, 0, 64),
      'name',
    ),
  ),
});
