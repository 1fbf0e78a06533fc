/** What the tests put into a cluster, from few words each: our documents, and workloads with a GPU. */
import type { KubeObject } from '../cluster.ts';
import type { FakeNode } from '../fleet.ts';

export type Pod = KubeObject & {
  readonly spec: {
    readonly nodeName?: string;
    readonly affinity?: object;
    readonly tolerations?: readonly { readonly key?: string }[];
    readonly containers: readonly Container[];
    readonly initContainers?: readonly Container[];
  };
  readonly status?: { readonly phase?: string };
};

interface Container {
  readonly name: string;
  readonly resources: {
    readonly limits?: Readonly<Record<string, string>>;
    readonly requests?: Readonly<Record<string, string>>;
  };
}

/** A document or workload as a test writes it. */
export interface Written {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec: unknown;
}

const API = 'tranche.dev/v1alpha1';

/** Slices by MIG, enforced, for everybody and bare pods too, unless its spec says otherwise. */
export const policy = (name: string, spec: object = {}): Written => ({
  apiVersion: API,
  kind: 'GpuPolicy',
  metadata: { name },
  spec: { mode: 'enforce', sharing: { ladder: { default: ['mig'], unknown: ['mig'] } }, ...spec },
});

/** One container as it was measured; the rest is a week of a small model on a whole A100. */
export interface Measured {
  readonly name?: string;
  readonly revision?: string;
  readonly vramMaxMiB?: number;
  readonly smP95?: number;
  readonly measuredOn?: string;
  readonly [field: string]: unknown;
}

/** Without containers: one called `main`, of the image that `gpuDeployment` and its like give it. */
export const profile = (
  namespace: string,
  kind: string,
  name: string,
  containers: readonly Measured[] = [{}],
): Written => ({
  apiVersion: API,
  kind: 'GpuProfile',
  metadata: { name: `${kind}-${name}`.toLowerCase(), namespace },
  spec: {
    workload: { kind, name },
    containers: containers.map((container) => ({
      name: 'main',
      revision: repositoryOf(name),
      measuredOn: 'A100-80GB',
      sharing: 'whole',
      attribution: 'exact',
      vramMaxMiB: 6000,
      smP95: 0.1,
      hours: 168,
      samples: 10_080,
      ...container,
    })),
  },
});

export const quota = (
  name: string,
  namespaces: readonly string[],
  gpus: number | string,
  mode: 'observe' | 'warn' | 'enforce' = 'enforce',
): Written => ({
  apiVersion: API,
  kind: 'GpuQuota',
  metadata: { name },
  spec: { mode, namespaces, limits: { gpus } },
});

const repositoryOf = (name: string): string => `registry.example.com/${name}`;

export interface Workload {
  readonly namespace: string;
  readonly name: string;
  readonly replicas?: number;
  /** In the place of the one container `main` with `nvidia.com/gpu: 1`. */
  readonly containers?: readonly object[];
  /** Laid over the spec of the pod. */
  readonly spec?: object;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** A container that asks for GPUs as most do: under limits, and nothing else. */
export const gpuContainer = (image: string, name = 'main', limits: object = GPU): object => ({
  name,
  image: `${repositoryOf(image)}:1.0`,
  resources: { limits },
});

const GPU = { 'nvidia.com/gpu': '1' };

export function gpuPod({ namespace, name, ...rest }: Workload): Written {
  const { metadata, spec } = template({ namespace, name, ...rest });
  return { apiVersion: 'v1', kind: 'Pod', metadata: { ...metadata, namespace, name }, spec };
}

export const gpuDeployment = ({ replicas = 1, ...words }: Workload): Written => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: words.name, namespace: words.namespace },
  spec: { replicas, selector: selector(words), template: template(words) },
});

export const gpuStatefulSet = ({ replicas = 1, ...words }: Workload): Written => ({
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name: words.name, namespace: words.namespace },
  spec: { replicas, serviceName: words.name, selector: selector(words), template: template(words) },
});

export const gpuJob = (words: Workload): Written => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: words.name, namespace: words.namespace },
  spec: jobSpec(words),
});

/** Suspended: whoever wants a Job of it makes one. */
export const gpuCronJob = (words: Workload): Written => ({
  apiVersion: 'batch/v1',
  kind: 'CronJob',
  metadata: { name: words.name, namespace: words.namespace },
  spec: { schedule: '* * * * *', suspend: true, jobTemplate: { spec: jobSpec(words) } },
});

const jobSpec = (words: Workload): object => ({
  template: template({ ...words, spec: { restartPolicy: 'Never', ...words.spec } }),
});

const selector = ({ name }: Workload): object => ({ matchLabels: { app: name } });

function template({ name, containers = [gpuContainer(name)], ...rest }: Workload): {
  readonly metadata: object;
  readonly spec: object;
} {
  const { spec, labels, annotations } = rest;
  return {
    metadata: { labels: { app: name, ...labels }, ...(annotations && { annotations }) },
    spec: { terminationGracePeriodSeconds: 0, containers, ...spec },
  };
}

/** The nodes most of these tests need: cards to keep, and cards in slices. */
export const A100 = { product: 'NVIDIA-A100-SXM4-80GB', gpuMemoryMiB: 81_920 };
export const MIG = 'nvidia.com/mig-1g.10gb';

export const cardsAndSlices = (name: string): readonly [FakeNode, FakeNode] => [
  { name: `${name}-whole`, ...A100, gpus: 8, allocatable: { 'nvidia.com/gpu': 8 } },
  { name: `${name}-mig`, ...A100, gpus: 4, allocatable: { [MIG]: 28 } },
];

/** Lets the pods of a namespace past these guardrails until then. */
export const exemption = (
  name: string,
  { namespace, rules, expires }: { namespace: string; rules: readonly string[]; expires: Date },
): Written => ({
  apiVersion: API,
  kind: 'GpuExemption',
  metadata: { name },
  spec: {
    owner: 'team-lab',
    reason: 'its driver needs the whole node',
    expires: expires.toISOString(),
    rules,
    match: { namespaces: [namespace] },
  },
});
