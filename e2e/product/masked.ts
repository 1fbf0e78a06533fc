/** A stored pod without what differs from one storing to the next, whoever stood at the door. */
import type { KubeObject } from '../cluster.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Given by the API server anew each time. */
const NEW_EACH_TIME = [
  'uid',
  'resourceVersion',
  'creationTimestamp',
  'managedFields',
  'generation',
  'namespace',
];

/** A Job's uid, which its controller also writes as a label of its pods. */
const UID_LABELS = ['controller-uid', 'batch.kubernetes.io/controller-uid'];

/**
 * Equal for twins in two namespaces. Generated names go (`generateName` stays), and so do the
 * random name of the token's volume, the scheduler's `nodeName` and the kubelet's status.
 */
export function masked(pod: KubeObject): object {
  const { metadata, spec, status: _, ...head } = pod as unknown as Record<string, Fields>;
  return { ...head, metadata: metaOf(metadata ?? {}), spec: specOf(spec ?? {}) };
}

/** The same for pods that have the same in other orders: of these lists none means anything. */
export function unordered(pod: KubeObject): object {
  const { spec, ...rest } = masked(pod) as { spec: Fields };
  const text = JSON.stringify(spec, (key, value: unknown) =>
    SETS.includes(key) && Array.isArray(value)
      ? value.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
      : value,
  );
  return { ...rest, spec: JSON.parse(text) as Fields };
}

/** Variables too, where none is made of another. */
const SETS = ['tolerations', 'env', 'matchExpressions'];

/** The Job controller takes it off when it has counted the pod, whenever that is. */
const COUNTED_LATER = 'batch.kubernetes.io/job-tracking';

function metaOf(metadata: Fields): Fields {
  const { labels, ownerReferences, name, finalizers, ...rest } = without(metadata, NEW_EACH_TIME);
  const kept = ((finalizers ?? []) as readonly string[]).filter((one) => one !== COUNTED_LATER);
  const owners = (ownerReferences ?? []) as readonly Fields[];
  return {
    ...rest,
    ...(kept.length === 0 ? {} : { finalizers: kept }),
    labels: without((labels ?? {}) as Fields, UID_LABELS),
    ownerReferences: owners.map((owner) => without(owner, ['uid'])),
    ...('generateName' in metadata ? {} : { name }),
  };
}

function specOf(spec: Fields): Fields {
  const text = JSON.stringify(without(spec, ['nodeName']));
  return JSON.parse(text.replaceAll(/"kube-api-access-[a-z0-9]{5}"/g, '"token"')) as Fields;
}

const without = (fields: Fields, keys: readonly string[]): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([key]) => !keys.includes(key)));
