/** What other webhooks and plugins of a cluster do to a pod after us, and mean no harm by. */
import type { Draw } from './draw.ts';
import type { Raw } from './raw-pods.ts';

type Change = (pod: Raw) => Raw;

const child = (of: Raw, key: string): Raw => Object.fromEntries(Object.entries(Object(of[key])));
const listIn = (of: Raw, key: string): unknown[] => (Array.isArray(of[key]) ? [...of[key]] : []);

const spec = (pod: Raw, change: (spec: Raw) => Raw): Raw => ({
  ...pod,
  spec: { ...child(pod, 'spec'), ...change(child(pod, 'spec')) },
});
const metadata = (pod: Raw, change: (metadata: Raw) => Raw): Raw => ({
  ...pod,
  metadata: { ...child(pod, 'metadata'), ...change(child(pod, 'metadata')) },
});

const proxy = { name: 'mesh-proxy', image: 'mesh:1', resources: { limits: { cpu: '100m' } } };
const toleration = (key: string, effect: string) => ({ key, operator: 'Exists', effect });

const CHANGES: readonly [Change, ...Change[]] = [
  (pod) => pod,
  (pod) => spec(pod, (s) => ({ containers: [...listIn(s, 'containers'), proxy] })),
  (pod) => spec(pod, (s) => ({ containers: [proxy, ...listIn(s, 'containers')] })),
  (pod) =>
    spec(pod, (s) => ({
      initContainers: [{ ...proxy, name: 'mesh-init' }, ...listIn(s, 'initContainers')],
    })),
  (pod) =>
    spec(pod, (s) => ({
      initContainers: [
        ...listIn(s, 'initContainers'),
        { ...proxy, name: 'mesh-side', restartPolicy: 'Always' },
      ],
    })),
  (pod) =>
    metadata(pod, (m) => ({
      labels: { ...child(m, 'labels'), 'mesh.example.com/injected': 'yes' },
    })),
  (pod) =>
    metadata(pod, (m) => ({
      annotations: {
        'a.example.com/first': '1',
        ...child(m, 'annotations'),
        'z.example.com/last': '2',
      },
    })),
  // ExtendedResourceToleration, run again: for the devices that are asked for by now.
  (pod) =>
    spec(pod, (s) => ({
      tolerations: [
        ...listIn(s, 'tolerations'),
        toleration('nvidia.com/mig-1g.10gb', 'NoSchedule'),
        toleration('nvidia.com/gpu.shared', 'NoSchedule'),
      ],
    })),
  // DefaultTolerationSeconds.
  (pod) =>
    spec(pod, (s) => ({
      tolerations: [
        ...listIn(s, 'tolerations'),
        { ...toleration('node.kubernetes.io/not-ready', 'NoExecute'), tolerationSeconds: 300 },
      ],
    })),
  (pod) =>
    spec(pod, (s) => ({
      volumes: [...listIn(s, 'volumes'), { name: 'token' }],
      serviceAccountName: 'default',
      priority: 0,
      preemptionPolicy: 'PreemptLowerPriority',
    })),
  (pod) =>
    spec(pod, (s) => ({
      topologySpreadConstraints: [
        ...listIn(s, 'topologySpreadConstraints'),
        { maxSkew: 1, whenUnsatisfiable: 'ScheduleAnyway' },
      ],
    })),
];

/** None, one or a few of them, in any order. */
export function afterNeighbours(pod: Raw, draw: Draw): Raw {
  let changed = pod;
  for (let left = draw.int(4); left > 0; left--) changed = draw.oneOf(...CHANGES)(changed);
  return changed;
}
