/**
 * Pods and Jobs as Kueue's webhooks leave them (its module, pkg/controller/jobs): marked, gated and
 * held by a finalizer, until it admits their Workload.
 */
import { type Pod, type Workload, type Written, gpuJob, gpuPod } from './objects.ts';

export const QUEUE = 'night';
export const ADMISSION = 'kueue.x-k8s.io/admission';
export const TOPOLOGY = 'kueue.x-k8s.io/topology';
/** Label and finalizer alike. */
export const MANAGED = 'kueue.x-k8s.io/managed';

const queueName = { 'kueue.x-k8s.io/queue-name': QUEUE };

/** With what Kueue adds to it. */
export type Queued = Pod & {
  readonly metadata: { readonly finalizers?: readonly string[] };
  readonly spec: {
    readonly schedulingGates?: readonly { readonly name: string }[];
    readonly nodeSelector?: Readonly<Record<string, string>>;
  };
};

type Made = Written & {
  readonly metadata: { readonly finalizers?: readonly string[]; readonly labels?: object };
};

/** A pod that names a queue. */
export const queued = ({ labels, annotations, spec, ...words }: Workload): Made => {
  const pod = gpuPod({
    ...words,
    labels: { ...queueName, [MANAGED]: 'true', ...labels },
    annotations: { 'kueue.x-k8s.io/role-hash': 'b54683bb', ...annotations },
    spec: { schedulingGates: [{ name: ADMISSION }], restartPolicy: 'Never', ...spec },
  });
  return { ...pod, metadata: { ...pod.metadata, finalizers: [MANAGED] } };
};

/** One of two that Kueue admits together. */
export const grouped = (words: Workload): Made =>
  queued({
    ...words,
    labels: { 'kueue.x-k8s.io/pod-group-name': 'pair' },
    annotations: { 'kueue.x-k8s.io/pod-group-total-count': '2' },
  });

/** One for whose place Kueue looks, too. */
export const placedByKueue = (words: Workload): Made =>
  queued({
    ...words,
    annotations: { 'kueue.x-k8s.io/podset-required-topology': 'kubernetes.io/hostname' },
    spec: { schedulingGates: [{ name: ADMISSION }, { name: TOPOLOGY }] },
  });

/** A Job that names a queue waits as a whole. */
export function queuedJob(words: Workload): Made {
  const { metadata, spec, ...job } = gpuJob(words);
  return {
    ...job,
    metadata: { ...metadata, labels: queueName },
    spec: { ...(spec as object), suspend: true },
  };
}
