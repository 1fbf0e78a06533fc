/**
 * GpuPool: nodes an autoscaler would make, so that a pool at zero is on the menu too. That its cards
 * can be cut so is checked by ../pools.ts, which knows the catalogue.
 */
import type { Static } from '@sinclair/typebox';
import { clusterKind } from './kind.ts';
import {
  always,
  choice,
  count,
  labels,
  list,
  optional,
  quantities,
  record,
  standard,
  text,
} from './vocabulary.ts';

const taint = record('A taint its nodes will have.', {
  key: text('Key of the taint.'),
  value: optional(text('Value of the taint.')),
  effect: choice('Effect of the taint.', ['NoSchedule', 'PreferNoSchedule', 'NoExecute']),
});

export const gpuPool = clusterKind(
  'GpuPool',
  'Nodes that do not exist yet and that an autoscaler would make when a pod asks for them.',
  record('How many nodes, and what each will look like.', {
    nodes: count('The most nodes the autoscaler may make.', 1),
    template: record('A node of the pool as it will be, GPU Feature Discovery’s labels included.', {
      metadata: record('Metadata of the node.', { labels: standard(labels('Labels.'), {}) }),
      spec: always(record('Spec of the node.', { taints: standard(list('Taints.', taint), []) })),
      status: record('Status of the node.', {
        allocatable: quantities(
          'What pods can have, by resource name, e.g. nvidia.com/mig-1g.10gb: 7.',
        ),
      }),
    }),
  }),
);
export type GpuPool = Static<typeof gpuPool>;
