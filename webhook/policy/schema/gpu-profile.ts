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
  hours: amount('Hours for which it was observed.', 0),
  samples: count('Samples that were taken meanwhile.'),
  lastSeen: optional(words.timeThatExists('Time of the last sample, RFC 3339.')),
});

export const gpuProfile = namespacedKind(
  'GpuProfile',
  'What the containers of one workload have been seen to use. Written by hand, or by your own tooling.',
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
  columns: [
    { name: 'Kind', type: 'string', jsonPath: '.spec.workload.kind' },
    { name: 'Workload', type: 'string', jsonPath: '.spec.workload.name' },
    { name: 'VRAM MiB', type: 'integer', jsonPath: '.spec.containers[0].vramMaxMiB' },
    { name: 'Hours', type: 'number', jsonPath: '.spec.containers[0].hours' },
    { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
  ],
};
