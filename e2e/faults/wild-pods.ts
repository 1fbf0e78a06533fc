/** Pods as teams write them: most ask for a GPU and no more, the others for all that a scheduler knows. */
import * as fc from 'fast-check';

import { type Written, profile } from '../product/install.ts';

/** VRAM in MiB by workload; those beyond the list have never been measured. */
const MEASURED = [1500, 3000, 4200, 6000, 8000, 8500, 12_000, 17_000, 30_000, 60_000];
const WORKLOADS = MEASURED.length + 2;

/** As kubectl would create it, but for namespace and prefix of its name. */
export interface WildPod {
  readonly workload: number;
  readonly spec: { readonly affinity?: object | undefined; readonly [field: string]: unknown };
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

const rarely = <T>(arbitrary: fc.Arbitrary<T>, oneIn: number): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: oneIn - 1, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });

const asked = fc.oneof(
  { weight: 16, arbitrary: fc.constant({ 'nvidia.com/gpu': '1' }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      { 'nvidia.com/gpu': '2' },
      { 'nvidia.com/mig-1g.10gb': '1' },
      { 'nvidia.com/gpu.shared': '1' },
    ),
  },
);
const others = fc.record(
  {
    cpu: fc.constantFrom('100m', '1', '3', '16'),
    memory: fc.constantFrom('256Mi', '2Gi', '12Gi', '64Gi'),
  },
  { requiredKeys: [] },
);

const DEVICES = { requests: {}, limits: {} };
const container = (name: string, workload: number, limits: object) =>
  others.map((requests) => ({
    name,
    image: `${imageOf(workload)}:1.0`,
    resources: { ...DEVICES, requests, limits },
  }));

const containers = (workload: number) =>
  asked.chain((limits) =>
    fc.oneof(
      { weight: 2, arbitrary: fc.tuple(container('rocm', workload, { 'amd.com/gpu': '1' })) },
      { weight: 8, arbitrary: fc.tuple(container('main', workload, limits)) },
      // A helper, or a second one that has a GPU too.
      {
        weight: 1,
        arbitrary: fc.tuple(container('main', workload, limits), container('helper', workload, {})),
      },
      {
        weight: 1,
        arbitrary: fc.tuple(
          container('main', workload, limits),
          container('second', workload, limits),
        ),
      },
    ),
  );

const initContainers = (workload: number) =>
  fc
    .constantFrom({}, { 'nvidia.com/gpu': '1' })
    .chain((limits) => fc.tuple(container('init', workload, limits)));

const ZONE = 'topology.kubernetes.io/zone';
const selectors = fc.constantFrom<Record<string, string>>(
  { [ZONE]: 'a' },
  { [ZONE]: 'b' },
  { 'example.com/pool': 'red' },
  { 'nvidia.com/gpu.product': 'NVIDIA-A100-SXM4-80GB' },
  { 'nvidia.com/gpu.present': 'true' },
);

const expression = fc.constantFrom(
  { key: ZONE, operator: 'In', values: ['a'] },
  { key: 'example.com/pool', operator: 'NotIn', values: ['red'] },
  { key: 'example.com/pool', operator: 'In', values: ['red', 'blue'] },
  { key: 'nvidia.com/gpu.memory', operator: 'Gt', values: ['20000'] },
  { key: 'nvidia.com/gpu.memory', operator: 'Lt', values: ['50000'] },
  { key: 'nvidia.com/mig.capable', operator: 'Exists' },
  { key: 'nvidia.com/mig.strategy', operator: 'DoesNotExist' },
  { key: 'nvidia.com/gpu.sharing-strategy', operator: 'In', values: ['none'] },
);
const term = fc
  .array(expression, { minLength: 1, maxLength: 2 })
  .map((matchExpressions) => ({ matchExpressions }));
/** Pods that will not stand beside each other carry a label that the others do not. */
const APART = { spread: 'apart' };
const GUEST = { guest: 'yes' };
const apart = {
  labelSelector: { matchLabels: APART },
  topologyKey: 'kubernetes.io/hostname',
};
const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';

const affinities = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .array(term, { minLength: 1, maxLength: 2 })
      .map((nodeSelectorTerms) => ({ nodeAffinity: { [REQUIRED]: { nodeSelectorTerms } } })),
  },
  {
    weight: 2,
    arbitrary: term.map((preference) => ({
      nodeAffinity: { [PREFERRED]: [{ weight: 10, preference }] },
    })),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      { podAntiAffinity: { [REQUIRED]: [apart] } },
      { podAntiAffinity: { [PREFERRED]: [{ weight: 1, podAffinityTerm: apart }] } },
    ),
  },
);

const tolerations = fc.constantFrom(
  [{ key: 'nvidia.com/gpu', operator: 'Exists' }],
  [{ key: 'nvidia.com/gpu', operator: 'Equal', value: 'present', effect: 'NoSchedule' }],
  [{ key: 'dedicated', value: 'research', effect: 'NoSchedule' }],
  [{ operator: 'Exists' }],
);

const spreads = fc.constantFrom('DoNotSchedule', 'ScheduleAnyway').map((whenUnsatisfiable) => [
  {
    maxSkew: 3,
    topologyKey: ZONE,
    whenUnsatisfiable,
    labelSelector: { matchLabels: { wild: 'yes' } },
  },
]);

/** More than its containers can ask for together, or the API server would refuse it. */
const OF_THE_POD = { requests: { cpu: '50', memory: '200Gi' } };

export const wildPods: fc.Arbitrary<WildPod> = fc.nat({ max: WORKLOADS - 1 }).chain((workload) =>
  fc
    .record({
      containers: containers(workload),
      initContainers: rarely(initContainers(workload), 10),
      nodeSelector: rarely(selectors, 5),
      affinity: rarely(affinities, 4),
      tolerations: rarely(tolerations, 2),
      topologySpreadConstraints: rarely(spreads, 20),
      resources: rarely(fc.constant(OF_THE_POD), 10),
      // The one user whom the sharing by MPS is for.
      securityContext: rarely(fc.constant({ runAsUser: 0 }), 2),
      keep: rarely(fc.constant({ 'tranche.dev/keep': 'original' }), 30),
    })
    .map(({ keep, ...spec }) => ({
      workload,
      labels: { wild: 'yes', ...(apartFrom(spec.affinity) && APART) },
      spec: { terminationGracePeriodSeconds: 0, ...spec },
      ...(keep && { annotations: keep }),
    })),
);

const apartFrom = (affinity: object = {}): boolean =>
  'podAntiAffinity' in affinity && REQUIRED in (affinity.podAntiAffinity as object);

const imageOf = (workload: number): string => `registry.example.com/wild-${workload}`;

/** Wants no guest beside it. */
export const hermit = (node: string): WildPod => ({
  workload: WORKLOADS,
  labels: {},
  spec: {
    containers: [{ name: 'main', image: 'registry.example.com/hermit:1' }],
    nodeSelector: { 'kubernetes.io/hostname': node },
    affinity: {
      podAntiAffinity: { [REQUIRED]: [{ ...apart, labelSelector: { matchLabels: GUEST } }] },
    },
  },
});

/** Fits a small slice, and has no wishes. */
export const guest: WildPod = {
  workload: 1,
  labels: GUEST,
  spec: {
    containers: [
      {
        name: 'main',
        image: `${imageOf(1)}:1.0`,
        resources: { limits: { 'nvidia.com/gpu': '1' } },
      },
    ],
  },
};

/** Pods of one stem are of one workload. */
export const written = ({ spec, ...rest }: WildPod, namespace: string, stem: string) => ({
  metadata: {
    namespace,
    generateName: `${stem}-`,
    labels: rest.labels,
    annotations: rest.annotations,
  },
  spec,
});

/** What the scheduler is to think of the pod if nobody touches it. */
export const twinOf = (wild: WildPod): WildPod => ({
  ...wild,
  annotations: { 'tranche.dev/keep': 'original' },
});

/** What is known of the workloads of a prefix. */
export const profiles = (namespace: string, prefix: string): Written[] =>
  MEASURED.map((vramMaxMiB, workload) =>
    profile(
      namespace,
      'Pod',
      `${prefix}-${workload}`,
      ['main', 'second', 'init', 'rocm'].map((name) => ({
        name,
        revision: imageOf(workload),
        vramMaxMiB,
        smP95: 0.05,
        ...(name === 'rocm' && { measuredOn: 'MI300X' }),
      })),
    ),
  );
