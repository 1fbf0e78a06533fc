/**
 * GpuPool: nodes an autoscaler would make, so that a pool at zero is on the menu too. That its cards
 * can be cut so is checked by ../pools.ts, which knows the catalogue; that they would be made at all by
 * ../autoscalers.ts, which knows the autoscalers.
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
} from './vocabulary.ts';
import * as words from './words.ts';

const taint = record('A taint its nodes will have.', {
  key: words.labelKey('Key of the taint.'),
  value: optional(words.labelValue('Value of the taint.')),
  effect: choice('Effect of the taint.', ['NoSchedule', 'PreferNoSchedule', 'NoExecute']),
});

const autoscaler = record(
  'What makes the nodes. It makes none for a name or a label it has not been told of, and that is a fault here. Absent: it knows all that the template says.',
  {
    kind: choice(
      'gke: also node auto-provisioning and ComputeClasses. karpenter: on any cloud. clusterAutoscaler: on node groups of EKS, AKS and others.',
      ['gke', 'karpenter', 'clusterAutoscaler'],
    ),
    resources: standard(
      list(
        'Resource names it was told of: in spec.capacity of a NodeOverlay (Karpenter), by a node-template/resources tag of the node group (Cluster Autoscaler).',
        words.resourceName('Resource name, e.g. nvidia.com/mig-1g.10gb.'),
      ),
      [],
    ),
    labels: standard(
      list(
        'Labels it was told of: in the template of the NodePool (Karpenter), of the node group or by its node-template/label tags (Cluster Autoscaler), of the node pool (GKE).',
        words.labelKey('Key of the label, e.g. nvidia.com/gpu.product.'),
      ),
      [],
    ),
  },
);

export const gpuPool = clusterKind(
  'GpuPool',
  'Nodes that do not exist yet and that an autoscaler would make when a pod asks for them.',
  record('How many nodes, and what each will look like.', {
    nodes: count('The most nodes the autoscaler may make.', 1),
    autoscaler: optional(autoscaler),
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
