/**
 * Who lives in a large cluster, by number, so that no list of them is held anywhere: pods of
 * Deployments, StatefulSets and Jobs, half of which ask for a GPU, with the sidecars, variables,
 * volumes and managed fields that make a pod eight kilobytes; GPU nodes; profiles of workloads.
 */
import { gpuLabels } from '../gpu-labels.ts';

const NAMESPACES = 100;
/** Replicas of one workload. */
const REPLICAS = 20;
/** Of the pods of a namespace, how many nodes are between one and the next. */
const STRIDE = 7;

export const namespaceOf = (pod: number): string => `team-${workloadOf(pod) % NAMESPACES}`;

export const namespaces = (): string[] => Array.from({ length: NAMESPACES }, (_, i) => `team-${i}`);

const workloadOf = (pod: number): number => Math.floor(pod / REPLICAS);

export const nodeName = (i: number): string =>
  `ip-10-${i >> 8}-${i & 255}-17.eu-west-1.compute.internal`;

export function nodeObject(i: number): object {
  const allocatable = i % 5 === 4 ? { 'nvidia.com/mig-1g.10gb': '56' } : { 'nvidia.com/gpu': '8' };
  const name = nodeName(i);
  const labels = {
    'kubernetes.io/hostname': name,
    'kubernetes.io/os': 'linux',
    'kubernetes.io/arch': 'amd64',
    'node.kubernetes.io/instance-type': 'p5.48xlarge',
    'topology.kubernetes.io/region': 'eu-west-1',
    'topology.kubernetes.io/zone': `eu-west-1${'abc'[i % 3]}`,
    ...gpuLabels({
      name,
      product: 'NVIDIA-H100-80GB-HBM3',
      gpuMemoryMiB: 81_559,
      gpus: 8,
      allocatable,
    }),
  };
  const offered = {
    cpu: '192',
    memory: '2Ti',
    pods: '250',
    'ephemeral-storage': '1Ti',
    ...allocatable,
  };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels },
    spec: { taints: [{ key: 'nvidia.com/gpu', value: 'present', effect: 'NoSchedule' }] },
    status: {
      capacity: offered,
      allocatable: offered,
      conditions: ['MemoryPressure', 'DiskPressure', 'PIDPressure', 'Ready'].map((type) => ({
        type,
        status: type === 'Ready' ? 'True' : 'False',
        reason: `KubeletHas${type}`,
        message: 'as the kubelet tells',
        lastHeartbeatTime: '2026-11-22T08:00:00Z',
        lastTransitionTime: '2026-11-20T08:00:00Z',
      })),
      // The kubelet lists up to fifty images.
      images: Array.from({ length: 50 }, (_, image) => ({
        names: [`registry.example.com/team/image-${image}@sha256:${hex(image, 64)}`],
        sizeBytes: 1_000_000_000 + image,
      })),
    },
  };
}

/** As whoever made it would post it; `status` and managed fields are the server's. */
export function podObject(i: number, nodes: number): object {
  const workload = workloadOf(i);
  const { kind, controller, name, labels } = lineageOf(i, workload);
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: namespaceOf(i),
      labels: { ...LABELS, app: `service-${workload}`, ...labels },
      annotations: ANNOTATIONS,
      ownerReferences: [
        {
          apiVersion: kind === 'Job' ? 'batch/v1' : 'apps/v1',
          kind,
          name: controller,
          uid: uidOf(workload, 1),
          controller: true,
          blockOwnerDeletion: true,
        },
      ],
    },
    spec: specOf(workload, nodeName((i * STRIDE) % nodes)),
  };
}

/** What only its kind makes of a pod's name and labels; a Job of one pod has labels of its own. */
function lineageOf(i: number, workload: number) {
  const hash = hex(workload, 10);
  const app = `service-${workload}`;
  if (workload % 10 < 7)
    return {
      kind: 'ReplicaSet',
      controller: `${app}-${hash}`,
      name: `${app}-${hash}-${hex(i, 5)}`,
      labels: { 'pod-template-hash': hash },
    };
  if (workload % 10 < 9)
    return {
      kind: 'StatefulSet',
      controller: app,
      name: `${app}-${i % REPLICAS}`,
      labels: {
        'controller-revision-hash': `${app}-${hash}`,
        'statefulset.kubernetes.io/pod-name': `${app}-${i % REPLICAS}`,
        'apps.kubernetes.io/pod-index': String(i % REPLICAS),
      },
    };
  return {
    kind: 'Job',
    controller: `${app}-${i % REPLICAS}`,
    name: `${app}-${i % REPLICAS}-${hex(i, 5)}`,
    labels: {
      'batch.kubernetes.io/controller-uid': uidOf(i, 2),
      'batch.kubernetes.io/job-name': `${app}-${i % REPLICAS}`,
      'controller-uid': uidOf(i, 2),
      'job-name': `${app}-${i % REPLICAS}`,
    },
  };
}

const LABELS = {
  'app.kubernetes.io/managed-by': 'Helm',
  'app.kubernetes.io/part-of': 'inference',
  'helm.sh/chart': 'service-4.2.1',
};

const ANNOTATIONS = {
  'prometheus.io/scrape': 'true',
  'prometheus.io/port': '9090',
  'checksum/config': hex(7, 64),
  'sidecar.istio.io/status': JSON.stringify({
    initContainers: ['istio-init'],
    containers: ['istio-proxy'],
    volumes: [
      'workload-socket',
      'credential-socket',
      'workload-certs',
      'istio-envoy',
      'istio-data',
    ],
    revision: 'default',
  }),
};

function specOf(workload: number, node: string): object {
  // Of each ten workloads another half, so that every kind asks for them.
  const gpu = (workload + Math.floor(workload / 10)) % 2 === 0;
  const device = gpu ? { 'nvidia.com/gpu': '1' } : {};
  return {
    nodeName: node,
    containers: [
      {
        name: 'server',
        image: `registry.example.com/team/service-${workload}:v1.${workload % 40}.2`,
        args: ['--model=/models/current', `--port=8000`, '--log-level=info'],
        env: variables(20),
        ports: [{ containerPort: 8000 }, { containerPort: 9090 }],
        resources: {
          limits: { memory: '16Gi', ...device },
          requests: { cpu: '4', memory: '16Gi', ...device },
        },
        readinessProbe: { httpGet: { path: '/ready', port: 8000 }, periodSeconds: 5 },
        livenessProbe: { httpGet: { path: '/live', port: 8000 }, periodSeconds: 10 },
        volumeMounts: [{ name: 'models', mountPath: '/models' }, ...MOUNTS],
      },
      {
        name: 'istio-proxy',
        image: 'docker.io/istio/proxyv2:1.24.2',
        args: ['proxy', 'sidecar', '--domain', '$(POD_NAMESPACE).svc.cluster.local'],
        env: variables(24),
        resources: {
          limits: { cpu: '2', memory: '1Gi' },
          requests: { cpu: '100m', memory: '128Mi' },
        },
        volumeMounts: MOUNTS,
      },
    ],
    tolerations: [{ key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' }],
    volumes: ['models', ...MOUNTS.map(({ name }) => name)].map((name) => ({ name, emptyDir: {} })),
    automountServiceAccountToken: false,
    terminationGracePeriodSeconds: 30,
  };
}

const MOUNTS = ['workload-socket', 'credential-socket', 'istio-envoy', 'istio-data'].map(
  (name) => ({
    name,
    mountPath: `/var/run/${name}`,
  }),
);

const variables = (count: number): object[] =>
  Array.from({ length: count }, (_, i) => ({
    name: `SETTING_${i}`,
    value: `https://backend-${i}.internal.example.com`,
  }));

export const profileObject = (i: number): object => ({
  apiVersion: 'tranche.dev/v1alpha1',
  kind: 'GpuProfile',
  metadata: { name: `deployment-service-${i}`, namespace: `team-${i % NAMESPACES}` },
  spec: {
    workload: { kind: 'Deployment', name: `service-${i}` },
    containers: [
      {
        name: 'server',
        revision: `registry.example.com/team/service-${i} model=large-v${i % 9}`,
        tag: `v1.${i % 40}.2`,
        measuredOn: 'H100-80GB',
        sharing: 'whole',
        attribution: 'exact',
        vramMaxMiB: 4_000 + (i % 60) * 1_000,
        smP95: (i % 90) / 100,
        computeBy: 'sm',
        hours: 336,
        samples: 20_160,
        confidence: 0.9,
        firstSeen: '2026-11-01T08:00:00Z',
        lastSeen: '2026-11-15T08:00:00Z',
      },
    ],
  },
});

/** Digits that look random and are the same in each run. */
function hex(seed: number, length: number): string {
  let state = (seed + 1) * 2_654_435_761;
  let text = '';
  while (text.length < length) {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 374_761_393) >>> 0;
    text += state.toString(16).padStart(8, '0');
  }
  return text.slice(0, length);
}

function uidOf(seed: number, salt: number): string {
  const digits = hex(seed * 31 + salt, 32);
  return [8, 12, 16, 20, 32].map((end, at, ends) => digits.slice(ends[at - 1] ?? 0, end)).join('-');
}
