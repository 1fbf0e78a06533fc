/** GpuPolicy: which workloads get which terms, and which guardrails hold for them. */
import type { Static } from '@sinclair/typebox';
import { guardRules } from '../guard-rules.ts';
import { vendor } from './gpu-catalogue.ts';
import { clusterKind, type Served } from './kind.ts';
import {
  always,
  amount,
  choice,
  count,
  held,
  labels,
  list,
  optional,
  record,
  standard,
  text,
  whole,
} from './vocabulary.ts';
import * as words from './words.ts';

const match = record(
  'Which workloads: all that is written must hold. Nothing written matches everything.',
  {
    namespaces: standard(
      list('Any of these namespaces.', words.namespaceGlob('Name or glob, e.g. team-*.')),
      [],
    ),
    namespaceLabels: standard(labels('Labels the namespace must have.'), {}),
    podLabels: standard(labels('Labels the pod must have.'), {}),
    ownerKinds: standard(
      list('Any of these workload kinds.', words.ownerKind('E.g. Deployment.')),
      [],
    ),
    ownerNames: standard(list('Any of these workload names.', words.nameGlob('Name or glob.')), []),
    classes: standard(
      list('Any of these classes.', words.workloadClass('Class of the workload.')),
      [],
    ),
  },
);

const rung = (of: string) =>
  optional(
    list(
      `Mechanisms for ${of}, first choice first; whole comes last by itself.`,
      words.mechanism('Mechanism.'),
    ),
  );

const ladder = record(
  'By class, how a GPU may be shared. The first mechanism with a slice that fits wins.',
  {
    default: standard(
      list('Mechanisms for classes not named here.', words.mechanism('Mechanism.')),
      ['mig', 'timeSlice'],
    ),
    serving: rung('servers'),
    batch: rung('batch jobs'),
    training: rung('training'),
    notebook: rung('notebooks'),
    build: rung('builds and tests'),
    unknown: rung('workloads whose class nobody could tell; they stay whole unless named here'),
  },
);

const evidence = record(
  'How much must have been seen before a workload is given less than a card.',
  {
    minHours: standard(amount('Hours observed.', 0), 24),
    minSamples: standard(count('Samples taken.'), 100),
    maxAgeHours: optional(
      amount(
        'Hours after the last sample at which even a running shape is given up. Absent: never.',
        1,
      ),
    ),
  },
);

const timeSlice = record(
  'Where workloads may take turns on one card; its memory is not isolated.',
  {
    trustDomain: standard(
      choice(
        'team: only the pools below. cluster: every time-sliced pool, all teams trust each other.',
        ['team', 'cluster'],
      ),
      'team',
    ),
    pools: standard(
      list(
        'Pools given to the workloads this policy matches.',
        record('A pool: nodes that have all of these labels.', {
          nodeLabels: labels('Node labels.', 1),
        }),
      ),
      [],
    ),
  },
);

const requirement = held(
  record('A condition on node labels, as in node affinity.', {
    key: text('Label of the node.'),
    operator: choice('How the label is compared.', [
      'In',
      'NotIn',
      'Exists',
      'DoesNotExist',
      'Gt',
      'Lt',
    ]),
    values: standard(
      list('Values to compare with; none for Exists and DoesNotExist.', text('Value.')),
      [],
    ),
  }),
  "self.operator in ['Exists', 'DoesNotExist'] ? size(self.values) == 0 : (self.operator in ['Gt', 'Lt'] ? size(self.values) == 1 : size(self.values) > 0)",
  'Exists and DoesNotExist take no values, Gt and Lt take one, In and NotIn at least one',
);

const sharing = record('Terms of sharing. A policy without them never competes to win.', {
  ladder: always(ladder),
  choose: standard(
    choice('ladder: the first mechanism that fits. cheapest: the cheapest slice of any of them.', [
      'ladder',
      'cheapest',
    ]),
    'ladder',
  ),
  headroom: standard(amount('Factor on the highest VRAM use seen.', 1), 1.2),
  evidence: always(evidence),
  floor: optional(
    record('The smallest slice anyone gets.', {
      vram: words.memory('Memory of the slice, e.g. 4Gi.'),
    }),
  ),
  products: standard(
    list(
      'Catalogue products that may stand in for the one a profile was measured on.',
      text('Name in the catalogue, e.g. H100-80GB.'),
    ),
    [],
  ),
  timeSlice: always(timeSlice),
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
  tolerate: standard(
    list('Taints of GPU nodes that a placed pod tolerates.', text('Key of the taint.')),
    ['nvidia.com/gpu'],
  ),
  require: standard(
    list('Further conditions on nodes for pods that get a slice.', requirement),
    [],
  ),
  vendors: standard(
    list(
      'Vendors whose pods are sized, each among its own GPUs; those of others stay as they are.',
      vendor('Vendor.'),
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

const guard = record('A guardrail that holds for what this policy matches.', {
  rule: choice('Id of the rule.', guardRules),
  severity: choice(
    'audit: note it. warn: tell who applies it. deny: refuse. Never more than the mode.',
    ['audit', 'warn', 'deny'],
  ),
});

const spec = held(
  record('What the policy says.', {
    priority: standard(whole('Higher wins; among equals the name that sorts first.'), 0),
    mode: standard(words.mode('How far the policy goes.'), 'observe'),
    match: always(match),
    class: optional(
      words.workloadClass('Class given to what matches; then match may not ask for classes.'),
    ),
    sharing: optional(sharing),
    guards: standard(
      list('Guardrails, from every policy that matches, not only the winner.', guard),
      [],
    ),
  }),
  '!has(self.class) || !has(self.match) || !has(self.match.classes) || size(self.match.classes) == 0',
  'a policy that gives a class cannot also match by class',
);

export const gpuPolicy = clusterKind(
  'GpuPolicy',
  'Which workloads share GPUs on which terms, and which guardrails hold for them.',
  spec,
);
export type GpuPolicy = Static<typeof gpuPolicy>;

export const gpuPolicyServed: Served = {
  plural: 'gpupolicies',
  scope: 'Cluster',
  columns: [
    { name: 'Mode', type: 'string', jsonPath: '.spec.mode' },
    { name: 'Priority', type: 'integer', jsonPath: '.spec.priority' },
    { name: 'Class', type: 'string', jsonPath: '.spec.class' },
    { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
  ],
};
