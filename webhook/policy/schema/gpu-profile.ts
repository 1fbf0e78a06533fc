/** GpuProfile: what the containers of one workload have been seen to use. */
import type { Static } from '@sinclair/typebox';
import { namespacedKind, type Served } from './kind.ts';
import {
  amount,
  choice,
  count,
  held,
  keyed,
  list,
  optional,
  record,
  standard,
  text,
} from './vocabulary.ts';
import { engineFigures, figuresForPeople } from './profile-figures.ts';
import { profileStatus } from './profile-status.ts';
import * as words from './words.ts';

/** Of one workload: some containers, some revisions, some sizes each. */
export const MOST_BACKED_OFF = 64;

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
  ...engineFigures,
  ...figuresForPeople,
});

const backedOff = record(
  'A slice that a container died on: until then its workload gets larger ones (evidence/backed-off).',
  {
    container: text('Name of the container in the pod.'),
    revision: text('Its revision, as in a row of containers; another one is free of it.'),
    slice: record('The slice, as it was offered.', {
      name: text('Product and resource, e.g. H100-80GB nvidia.com/mig-1g.10gb.'),
      memoryMiB: count('Memory of it that may be filled, MiB.', 1),
      sms: count('Streaming multiprocessors of the slice.'),
    }),
    since: words.timeThatExists('When it died on it, RFC 3339.'),
    until: words.timeThatExists('From then on it has no effect, RFC 3339.'),
    because: text('What was seen, for people.'),
  },
);

const said = record('Which workload was measured, and what each container used.', {
  workload: record('Whose figures these are; it lives in the namespace of this object.', {
    kind: words.ownerKind('Kind of the top owner, e.g. Deployment.'),
    name: text('Name of the top owner, e.g. whisper.'),
  }),
  containers: standard(
    keyed(list('What was measured, a row for each container.', container), 'name'),
    [],
  ),
  backedOff: optional(
    list(
      'Slices that proved too small; Tranche writes them itself, into objects that hold nothing else.',
      backedOff,
      1,
      MOST_BACKED_OFF,
    ),
  ),
});

export const gpuProfile = namespacedKind(
  'GpuProfile',
  'What the containers of one workload have been seen to use. Written by hand, or by a profiler; what it is backed off from, by Tranche.',
  held(
    said,
    'size(self.containers) > 0 || has(self.backedOff)',
    'must have a row in containers, or say what it is backedOff from',
  ),
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
