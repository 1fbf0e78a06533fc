/** Pods that people do not write, or write by mistake: around the edges of what makes one ours. */
import * as fc from 'fast-check';

import type { Pod } from '../../webhook/core/pod.ts';

export type OddPod = Pick<Pod, 'metadata' | 'spec'>;

/** One in two names a GPU; the others come near it. */
const resourceName = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('cpu', 'memory', 'ephemeral-storage', 'hugepages-2Mi') },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      'nvidia.com/gpu',
      'nvidia.com/mig-1g.10gb',
      'nvidia.com/gpu.shared',
      'nvidia.com/nobody-knows-it',
      'nvidia.com/GPU',
      'amd.com/gpu',
      'gpu.intel.com/xe',
      'volcano.sh/vgpu-number',
      'mig.das.com/1g.5gb',
    ),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      'amd.com.example/gpu',
      'intel.com/gpu',
      'volcano.sh/queue',
      'aws.amazon.com/neuron',
      'nvidia.co/gpu',
      'nvidia.com.example/gpu',
      'nvidia.comm/gpu',
      'example.com/nvidia.com',
      'x.nvidia.com/gpu',
      'xnvidia.com/gpu',
    ),
  },
);

const amounts = fc.dictionary(resourceName, fc.constantFrom('0', '1', '1', '1', '2', '1k'), {
  maxKeys: 3,
});

/** What an API client may leave out, leave empty, or say once instead of twice. */
const resources = fc.oneof(
  fc.constant({}),
  fc.record({ limits: amounts }),
  fc.record({ requests: amounts }),
  fc.record({ requests: fc.constant({}), limits: amounts }),
  amounts.map((same) => ({ requests: same, limits: same })),
  fc.constant({ requests: {}, limits: {} }),
);

const container = (name: string) =>
  fc
    .record({ resources }, { requiredKeys: [] })
    .map((rest) => ({ name, image: 'registry.example.com/odd:1', ...rest }));

const initContainer = (name: string) =>
  fc
    .record({ one: container(name), restartPolicy: fc.constantFrom(undefined, 'Always') })
    .map(({ one, restartPolicy }) => ({ ...one, ...(restartPolicy && { restartPolicy }) }));

const ownKey = fc.constantFrom(
  'tranche.dev/keep',
  'tranche.dev/decision',
  'tranche.dev/original',
  'tranche.dev/nobody-knows-it',
);
const otherKey = fc.constantFrom(
  'app',
  'tranche.dev',
  'tranche.devil/keep',
  'x.tranche.dev/keep',
  'example.com/tranche.dev',
  'nvidia.com/gpu',
);
const keys = fc.dictionary(
  fc.oneof({ weight: 1, arbitrary: ownKey }, { weight: 4, arbitrary: otherKey }),
  fc.constantFrom('', 'original', 'x'),
  { maxKeys: 2 },
);

/** Without a name, which whoever sends it gives. */
export const oddPod: fc.Arbitrary<OddPod> = fc.record({
  metadata: fc.record({ annotations: keys, labels: keys }, { requiredKeys: [] }),
  spec: fc.record({
    nodeSelector: fc.constant({ nobody: 'has-it' }),
    containers: fc
      .tuple(container('main'), container('other'))
      .chain((both) => fc.constantFrom(both.slice(0, 1), both)),
    initContainers: fc
      .constantFrom(0, 0, 0, 1, 2)
      .chain((count) => fc.tuple(...['first', 'second'].slice(0, count).map(initContainer))),
  }),
});

/** Annotations of a pod before and after somebody touches it. */
export const touched = fc.record({ before: keys, after: keys }, { requiredKeys: [] });
