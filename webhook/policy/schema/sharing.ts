/** `sharing` of a GpuPolicy: the terms on which a workload is given less than a card. */
import { asked } from './asked.ts';
import { evidence } from './evidence.ts';
import { backOff } from './back-off.ts';
import { vendor } from './gpu-catalogue.ts';
import { MOST, pools, requirement } from './placement.ts';
import {
  always,
  amount,
  choice,
  count,
  held,
  matchLabels,
  list,
  optional,
  record,
  standard,
  text,
} from './vocabulary.ts';
import * as words from './words.ts';

/** By which Kubernetes and the clouds say that a node is not fit for pods. */
export const LIFECYCLE = ['node.kubernetes.io/', 'node.cloudprovider.kubernetes.io/'] as const;

/** Whatever came after it would never be tried. */
const wholeLast = (description: string) =>
  held(
    list(description, words.mechanism(), 0, MOST),
    "!('whole' in self) || self.indexOf('whole') == size(self) - 1",
    'whole comes last by itself, and nothing after it would be tried',
  );

const rung = (of: string) =>
  optional(wholeLast(`Mechanisms for ${of}, first choice first; whole comes last by itself.`));

const ladder = record(
  'By class, how a GPU may be shared. The first mechanism with a slice that fits wins.',
  {
    default: standard(wholeLast('Mechanisms for classes not named here.'), ['mig', 'timeSlice']),
    serving: rung('servers'),
    batch: rung('batch jobs'),
    training: rung('training'),
    notebook: rung('notebooks'),
    build: rung('builds and tests'),
    unknown: rung('workloads whose class nobody could tell; they stay whole unless named here'),
  },
);

const trust = () => ({
  trustDomain: standard(
    choice(
      'team: only the pools below. cluster: every pool of this kind, all teams trust each other.',
      ['team', 'cluster'],
    ),
    'team',
  ),
  pools: standard(
    list(
      'Pools given to the workloads this policy matches.',
      record('A pool: nodes that have all of these labels.', {
        nodeLabels: matchLabels(
          'Labels that each of its nodes has, e.g. example.com/pool: shared.',
          1,
        ),
      }),
      0,
      MOST,
    ),
    [],
  ),
});

const timeSlice = record(
  'Where workloads may take turns on one card; its memory is not isolated.',
  trust(),
);

const mps = record(
  'Where workloads may share a card through Multi-Process Service; a fatal fault of one ends all.',
  {
    ...trust(),
    runAsUser: standard(
      count(
        'UID of the clients. A server serves one user; others wait until its clients are gone.',
      ),
      0,
    ),
  },
);

const fraction = held(
  record('Parts of a card that another scheduler hands out. Absent: none.', {
    ...trust(),
    engine: choice('kai: annotation gpu-fraction. hami: resources gpumem and gpucores.', [
      'kai',
      'hami',
    ]),
    schedulerName: optional(
      words.schedulerName('Name of its scheduler; absent: kai-scheduler or hami-scheduler.'),
    ),
    schedule: standard(
      choice('owned: pods that name that scheduler. always: others are handed to it.', [
        'owned',
        'always',
      ]),
      'owned',
    ),
    queue: optional(
      words.labelValue('Leaf queue for pods that are handed to KAI; it becomes a label of theirs.'),
    ),
  }),
  "self.engine != 'kai' || !has(self.schedule) || self.schedule != 'always' || has(self.queue)",
  'KAI schedules no pod without a queue',
);

const terms = record('Terms of sharing. A policy without them never competes to win.', {
  ladder: always(ladder),
  rolloutShare: standard(
    amount(
      'On how many the policy acts, from 0 to 1; towards the others it observes. Whoever is among them stays so while the share grows.',
      0,
      1,
    ),
    1,
  ),
  rolloutOf: standard(
    choice(
      'Of what that is a share. replicas: of each StatefulSet, Indexed Job and LeaderWorkerSet the first replicas, of all others some workloads, by their names. workloads: of those too.',
      ['replicas', 'workloads'],
    ),
    'replicas',
  ),
  choose: standard(
    choice('ladder: the first mechanism that fits. cheapest: the cheapest slice of any of them.', [
      'ladder',
      'cheapest',
    ]),
    'ladder',
  ),
  headroom: standard(
    amount(
      'Factor on the highest VRAM use seen; with less than 72 hours of evidence up to half as much again is asked for.',
      1,
    ),
    1.2,
  ),
  evidence: always(evidence),
  floor: optional(
    record('The smallest slice that anyone gets, however little was seen.', {
      vram: words.memory('Memory of the slice, e.g. 4Gi.'),
    }),
  ),
  ...asked,
  products: standard(
    list(
      'Catalogue products that may stand in for the one a profile was measured on.',
      text('Name in the catalogue, e.g. H100-80GB.'),
    ),
    [],
  ),
  timeSlice: always(timeSlice),
  mps: always(mps),
  fraction: optional(fraction),
  settings: standard(
    choice(
      'rewrite: engines that fill the card they see (vLLM, TGI, JAX, TensorFlow) are told their share, and may then share it; one that says how much of what it reserves it needs gets a slice for that. leave: they do not share.',
      ['leave', 'rewrite'],
    ),
    'leave',
  ),
  optOut: standard(
    choice('Whether a pod may keep its whole GPU with the annotation tranche.dev/keep: original.', [
      'allowed',
      'denied',
    ]),
    'allowed',
  ),
  adopt: standard(
    choice(
      'onRollout: replicas of a running revision keep its shape. onCreate: each new pod is decided anew.',
      ['onRollout', 'onCreate'],
    ),
    'onRollout',
  ),
  backOff,
  tolerate: standard(
    held(
      list(
        'Taints of GPU nodes that a placed pod tolerates; not those by which Kubernetes says that a node is unfit.',
        words.taintKey(
          'Key of a taint, e.g. nvidia.com/gpu; of any value, with the effect NoSchedule.',
        ),
        0,
        MOST,
      ),
      `self.all(one, ${LIFECYCLE.map((prefix) => `!one.startsWith('${prefix}')`).join(' && ')})`,
      'taints of the life of a node are not to be tolerated',
    ),
    ['nvidia.com/gpu'],
  ),
  require: standard(
    list('Further conditions on nodes for pods that get a slice.', requirement, 0, MOST),
    [],
  ),
  pools: always(pools),
  packing: standard(
    choice(
      'fuller: a pod that gets a slice prefers nodes on which more of such slices are taken, so that others run empty. none: where it runs is the scheduler’s.',
      ['fuller', 'none'],
    ),
    'none',
  ),
  volumes: standard(
    choice(
      'zonal: a volume may be bound to a zone, so a pod that claims one gets a slice only where each zone in which it could run has such a slice. anywhere: its storage is within reach of every zone.',
      ['zonal', 'anywhere'],
    ),
    'zonal',
  ),
  vendors: standard(
    list(
      'Vendors whose pods are sized, each among its own GPUs; those of others stay as they are.',
      vendor('nvidia: GPUs of NVIDIA. amd: those of AMD. intel: those of Intel.'),
    ),
    ['nvidia'],
  ),
  kueue: standard(
    choice('leave: pods that Kueue manages stay as they are. size: they are sized too.', [
      'leave',
      'size',
    ]),
    'leave',
  ),
});

const RUNGS = Object.keys(ladder.properties);

export const sharing = held(
  terms,
  `has(self.fraction) || !has(self.ladder) || (${RUNGS.map(
    (of) => `(!has(self.ladder.${of}) || !('fraction' in self.ladder.${of}))`,
  ).join(' && ')})`,
  'a ladder that names fraction needs sharing.fraction with an engine, kai or hami',
);
