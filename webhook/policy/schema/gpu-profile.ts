/** GpuProfile: what the containers of one workload have been seen to use. */
import type { Static } from '@sinclair/typebox';
import { namespacedKind, type Served } from './kind.ts';
import {
  amount,
  choice,
  count,
  keyed,
  list,
  optional,
  record,
  standard,
  text,
} from './vocabulary.ts';
import { figuresForPeople } from './profile-figures.ts';
import { profileStatus } from './profile-status.ts';
import * as words from './words.ts';

const container = record('What one container has been seen to use.', {
  name: text('Name of the container in the pod.'),
  revision: text(
    'What was measured: image repository, and the arguments and variables that move memory (What a revision is, in policies/README.md).',
  ),
  tag: optional(text('Image tag or digest that was measured.')),
  measuredOn: text('Catalogue product it was measured on, e.g. H100-80GB.'),
  sharing: standard(
    choice('How the GPU was shared while measuring.', ['whole', 'mig', 'mps', 'timeSlice']),
    'whole',
  ),
  attribution: standard(
    choice(
      'Whether the figures are this container’s. exact: its own device. perProcess: summed over its processes. duplicated: the figure of the whole device, copied to each sharer. With duplicated and unknown the pod stays whole.',
      ['exact', 'perProcess', 'duplicated', 'unknown'],
    ),
    'unknown',
  ),
  vramMaxMiB: count('Highest GPU memory in use, MiB of one device. None seen is no row.', 1),
  weightsMiB: optional(
    count('Memory of the model’s weights, MiB; guard/memory asks the host for room for them.', 1),
  ),
  smP95: optional(
    amount(
      '95th percentile of SM activity, 0 to 1 of the whole GPU it was measured on. Without it the pod stays whole: missing is not zero.',
      0,
      1,
    ),
  ),
  computeBy: optional(
    choice(
      'What the figures of SM activity were taken from. sm: active multiprocessors. engine: a busy graphics engine, which is never less. utilisation: only that some kernel ran. none: there are none.',
      ['sm', 'engine', 'utilisation', 'none'],
    ),
  ),
  hours: amount('Hours for which it was observed.', 0),
  samples: count('Samples that were taken meanwhile.'),
  confidence: optional(
    amount(
      'How far the figures can be trusted, 0 to 1: by hours and samples, whose they are, and what was measured. A policy may ask for a least, sharing.evidence.minConfidence.',
      0,
      1,
    ),
  ),
  firstSeen: optional(words.timeThatExists('Time of the first sample, RFC 3339.')),
  lastSeen: optional(words.timeThatExists('Time of the last sample, RFC 3339.')),
  ...figuresForPeople,
});

export const gpuProfile = namespacedKind(
  'GpuProfile',
  'What the containers of one workload have been seen to use. Written by hand, or by a profiler.',
  record('Which workload was measured, and what each container used.', {
    workload: record('Whose figures these are; it lives in the namespace of this object.', {
      kind: words.ownerKind('Kind of the top owner, e.g. Deployment.'),
      name: text('Name of the top owner, e.g. whisper.'),
    }),
    containers: keyed(list('What was measured, a row for each container.', container, 1), 'name'),
  }),
);
export type GpuProfile = Static<typeof gpuProfile>;

export const gpuProfileServed: Served = {
  plural: 'gpuprofiles',
  scope: 'Namespaced',
  status: profileStatus,
  columns: [
    { name: 'Kind', type: 'string', jsonPath: '.spec.workload.kind' },
    { name: 'Workload', type: 'string', jsonPath: '.spec.workload.name' },
    { name: 'VRAM MiB', type: 'integer', jsonPath: '.spec.containers[0].vramMaxMiB' },
    { name: 'Hours', type: 'number', jsonPath: '.spec.containers[0].hours' },
    { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
  ],
};
