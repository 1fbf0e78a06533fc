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

/** Ways to devices, and what only looks like them. */
const env = fc.array(
  fc.record(
    {
      name: fc.constantFrom(
        'NVIDIA_VISIBLE_DEVICES',
        'NVIDIA_MIG_MONITOR_DEVICES',
        'CUDA_MPS_PIPE_DIRECTORY',
        'AMD_VISIBLE_DEVICES',
        'AMD_LOG_LEVEL',
        'NVIDIA_API_KEY',
        'nvidia_visible_devices',
        'A',
      ),
      value: fc.constantFrom('all', '0', 'void', 'none', ''),
    },
    { requiredKeys: ['name'] },
  ),
  { maxLength: 2 },
);
const volumeMounts: fc.Arbitrary<{ name: string; mountPath: string }[]> = fc.constantFrom(
  ...[
    '/var/run//nvidia-container-devices/all',
    '/run/nvidia',
    '/a',
    'nvidia-container-devices',
  ].map((mountPath) => [{ name: 'host', mountPath }]),
);
const hostPath = fc.constantFrom('/dev/nvidia0', '/dev/./dri', '/dev/kfd', '/data', '/', 'dev/shm');

/** Ways to nodes with GPUs, and what only looks like them or keeps off them. */
const taintKey = fc.constantFrom('nvidia.com/gpu', 'amd.com/gpu', 'nvidia.comm/gpu', 'sku');
const toleration = fc.oneof(
  fc.record({ key: taintKey, operator: fc.constant('Exists') }),
  fc.record({ key: taintKey, value: fc.constantFrom('gpu', 'present', 'gpus', '') }),
  fc.constant({ operator: 'Exists', effect: 'NoSchedule' }),
);
const nodeLabel = fc.constantFrom(
  'nvidia.com/gpu.present',
  'nvidia.com/mig.strategy',
  'cloud.google.com/gke-accelerator',
  'karpenter.k8s.aws/instance-gpu-name',
  'karpenter.k8s.aws/instance-cpu',
  'kubernetes.io/arch',
  'x.nvidia.com/gpu',
);
const nodeSelector = fc.dictionary(nodeLabel, fc.constantFrom('true', 'false', '', 'l4'), {
  maxKeys: 2,
});
const expression = fc.oneof(
  fc.record({
    key: nodeLabel,
    operator: fc.constantFrom('In', 'NotIn'),
    values: fc.constantFrom(['true'], ['false'], ['false', '1']),
  }),
  fc.record({ key: nodeLabel, operator: fc.constantFrom('Exists', 'DoesNotExist') }),
  fc.record({ key: nodeLabel, operator: fc.constant('Gt'), values: fc.constant(['3']) }),
);
const expressions = fc.array(expression, { minLength: 1, maxLength: 2 });
const term = fc.oneof(
  expressions.map((matchExpressions) => ({ matchExpressions })),
  fc.constant({ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['nobody'] }] }),
);
const affinity = fc.array(term, { minLength: 1, maxLength: 2 }).map((nodeSelectorTerms) => ({
  nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } },
}));
const owned = (kind: string, controls: object = {}) => [
  { apiVersion: 'apps/v1', kind, name: 'odd', uid: 'odd', ...controls },
];
const ownerReferences = fc.constantFrom(
  owned('DaemonSet'),
  owned('DaemonSet', { controller: true }),
  owned('DaemonSet', { controller: false }),
  owned('ReplicaSet', { controller: true }),
);

/** Most say nothing of it, or nearly all pods would be ours. */
const rarely = <T>(what: fc.Arbitrary<T>, otherwise: T): fc.Arbitrary<T> =>
  fc.oneof({ weight: 7, arbitrary: fc.constant(otherwise) }, { weight: 1, arbitrary: what });

const container = (name: string) =>
  fc
    .record(
      { resources, env: rarely(env, []), volumeMounts: rarely(volumeMounts, []) },
      { requiredKeys: [] },
    )
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
  'app',
  'cdi.k8s.io/gpus',
  'cdi.k8s.iox/gpus',
  'gpu-fraction',
  'gpu-fraction-note',
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

/** They must be there before a pod may name them. */
export const RUNTIMES = ['nvidia', 'nvidia-cdi', 'not-nvidia'];

/** Without a name, which whoever sends it gives. */
export const oddPod: fc.Arbitrary<OddPod> = fc.record({
  metadata: fc.record(
    { annotations: keys, labels: keys, ownerReferences: rarely(ownerReferences, []) },
    { requiredKeys: [] },
  ),
  spec: fc
    .record({
      nodeSelector: rarely(nodeSelector, {}).map((some) => ({ ...some, nobody: 'has-it' })),
      tolerations: rarely(fc.array(toleration, { maxLength: 2 }), []),
      affinity: rarely<object>(affinity, {}),
      containers: fc
        .tuple(container('main'), container('other'))
        .chain((both) => fc.constantFrom(both.slice(0, 1), both)),
      initContainers: fc
        .constantFrom(0, 0, 0, 1, 2)
        .chain((count) => fc.tuple(...['first', 'second'].slice(0, count).map(initContainer))),
      runtimeClassName: rarely<string>(fc.constantFrom(...RUNTIMES), ''),
      path: rarely<string>(hostPath, '/tmp'),
    })
    .map(({ runtimeClassName, path, ...spec }) => ({
      ...spec,
      ...(runtimeClassName !== '' && { runtimeClassName }),
      volumes: [{ name: 'host', hostPath: { path } }],
    })),
});

/** Annotations of a pod before and after somebody touches it. */
export const touched = fc.record({ before: keys, after: keys }, { requiredKeys: [] });
