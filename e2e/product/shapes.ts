/**
 * A hundred pods of many shapes, and a few that the API server refuses by itself. Shape n is the
 * same each time; what it has follows from n by remainders that have little in common.
 */
import { MIG, type Written, gpuDeployment, gpuJob, gpuPod, gpuStatefulSet } from './objects.ts';

const BARE = 72;
/** Each with two pods. */
const DEPLOYMENTS = 10;
const STATEFUL_SETS = 5;
const JOBS = 10;

export interface Shapes {
  readonly objects: readonly Written[];
  readonly stored: number;
  readonly refused: number;
}

export function shapes(namespace: string): Shapes {
  const bare = numbers(BARE).map((n) => barePod(namespace, n));
  const refused = numbers(BARE).filter(isRefused).length;
  const objects = [
    ...bare,
    ...numbers(DEPLOYMENTS).map((n) =>
      gpuDeployment({ ...words(namespace, `deployment-${n}`, n), replicas: 2 }),
    ),
    ...numbers(STATEFUL_SETS).map((n) => statefulSet(namespace, n)),
    ...numbers(JOBS).map((n) => job(namespace, n)),
  ];
  const stored = BARE - refused + 2 * (DEPLOYMENTS + STATEFUL_SETS) + JOBS;
  return { objects, stored, refused };
}

const numbers = (count: number): readonly number[] => [...Array(count).keys()];

function barePod(namespace: string, n: number): Written {
  const pod = gpuPod(words(namespace, `pod-${n}`, n));
  if (isRefused(n)) return spoiled(pod, n);
  if (n % 13 !== 5) return pod;
  const metadata = { ...pod.metadata, name: '', generateName: `pod-${n}-` };
  return { ...pod, metadata };
}

/** Otherwise the second pod waits for the first, which may never run. */
function statefulSet(namespace: string, n: number): Written {
  const { spec, ...rest } = gpuStatefulSet({ ...words(namespace, `set-${n}`, n), replicas: 2 });
  return { ...rest, spec: { ...(spec as object), podManagementPolicy: 'Parallel' } };
}

function job(namespace: string, n: number): Written {
  const { spec, ...rest } = gpuJob(words(namespace, `job-${n}`, n));
  // Else those who can never run are tried again, and nobody can say how many pods there are.
  return { ...rest, spec: { ...(spec as object), backoffLimit: 0 } };
}

const words = (namespace: string, name: string, n: number) => ({
  namespace,
  name,
  labels: { shape: String(n) },
  annotations: annotationsOf(name, n),
  containers: [container(name, n), ...(n % 5 === 4 ? [container(`${name}-too`, n + 3)] : [])],
  spec: {
    ...inits[n % inits.length],
    ...(n % 3 === 0 && { nodeSelector: { 'kubernetes.io/os': 'linux' } }),
    ...(n % 4 === 1 && { tolerations: [{ key: 'nvidia.com/gpu', operator: 'Exists' }] }),
    ...(n % 8 === 3 && { affinity }),
    ...(n % 9 === 2 && { volumes: [{ name: 'scratch', emptyDir: { medium: 'Memory' } }] }),
    ...(n % 11 === 7 && { schedulingGates: [{ name: 'example.com/wait' }] }),
    ...(n % 17 === 6 && { hostNetwork: true, dnsPolicy: 'ClusterFirstWithHostNet' }),
  },
});

const container = (name: string, n: number): object => ({
  name,
  image: `registry.example.com/${name}:1.0`,
  ...resources[n % resources.length],
  ...(n % 6 === 1 && { env: [{ name: 'NVIDIA_VISIBLE_DEVICES', value: 'all' }] }),
  ...(n % 6 === 2 && { command: ['torchrun', '--nproc-per-node=1', 'train.py'] }),
  ...(n % 10 === 4 && { securityContext: { privileged: true } }),
});

const limits = (of: object): object => ({ resources: { limits: of } });

const resources: readonly object[] = [
  limits({ 'nvidia.com/gpu': 1 }),
  {},
  {
    resources: {
      limits: { 'nvidia.com/gpu': '1', cpu: '2' },
      requests: { 'nvidia.com/gpu': '1', cpu: '1', memory: '1Gi' },
    },
  },
  limits({ 'nvidia.com/gpu': 2, memory: '4Gi' }),
  limits({ [MIG]: 1 }),
  limits({ 'nvidia.com/gpu.shared': 2 }),
  limits({ 'nvidia.com/unheard-of': 1 }),
];

/** The fourth is a decision such as we write, about something that is not so. */
const annotationsOf = (name: string, n: number): Readonly<Record<string, string>> =>
  [
    { 'example.com/note': 'größer "als" sonst' },
    {},
    { 'tranche.dev/keep': 'original' },
    {
      'tranche.dev/decision':
        `${name} takes nvidia.com/mig-7g.80gb of A100-80GB instead of a whole nvidia.com/gpu: ` +
        'I say so (fit/mig, policy mine, id 0123456789abcdef). To undo: do nothing.',
      'tranche.dev/original': '{"v":1}',
    },
    { 'gpu-memory': '4096' },
  ][n % 6] ?? {};

const init = { name: 'init', image: 'registry.example.com/init:1.0' };
const inits: readonly object[] = [
  {},
  { initContainers: [init] },
  { initContainers: [{ ...init, ...limits({ 'nvidia.com/gpu': 1 }) }] },
  {},
  { initContainers: [{ ...init, ...limits({ 'nvidia.com/gpu': 1 }), restartPolicy: 'Always' }] },
];

const affinity = {
  nodeAffinity: {
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: [
        { matchExpressions: [{ key: 'nvidia.com/gpu.count', operator: 'Gt', values: ['2'] }] },
        { matchExpressions: [{ key: 'nvidia.com/gpu.present', operator: 'DoesNotExist' }] },
      ],
    },
  },
};

const isRefused = (n: number): boolean => n % 12 === 11;

/** Each in a way of its own. */
function spoiled(pod: Written, n: number): Written {
  const spec = pod.spec as { containers: readonly object[] };
  const [first = {}] = spec.containers;
  const flaws: readonly object[] = [
    { containers: [{ ...first, ...limits({ 'nvidia.com/gpu': '0.5' }) }] },
    { containers: [first, first] },
    { serviceAccountName: 'nobody-made-it' },
    { restartPolicy: 'Sometimes' },
    {
      containers: [
        {
          ...first,
          resources: { limits: { 'nvidia.com/gpu': 1 }, requests: { 'nvidia.com/gpu': 2 } },
        },
      ],
    },
    { containers: [{ ...first, name: 'Not_A_Name' }] },
  ];
  return { ...pod, spec: { ...spec, ...flaws[((n - 11) / 12) % flaws.length] } };
}
