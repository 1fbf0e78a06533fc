/**
 * Kueue's CRDs and its books. Its controllers do not run here: what they would write next into a
 * Workload, a pod or a Job (its module, pkg/podset and pkg/controller), a test writes in their place.
 */
import { kueueCrds } from '../binaries/neighbours.ts';
import type { Cluster } from '../cluster.ts';
import { ADMISSION, QUEUE, type Queued } from './kueue-pods.ts';
import { MIG, type Pod } from './objects.ts';

/** Stored; the other version that is served needs Kueue's conversion webhook. */
const API = 'kueue.x-k8s.io/v1beta1';
const FLAVOUR = { 'nvidia.com/gpu.product': 'NVIDIA-A100-SXM4-80GB' };
const PODSET = { 'kueue.x-k8s.io/podset': 'main' };

export async function installKueueCrds(cluster: Cluster): Promise<void> {
  // The one of Workloads is larger than the annotation that a client-side apply would write.
  await cluster.kubectl(['apply', '--server-side', '-f', kueueCrds()]);
  const established = ['wait', '--for=condition=Established', '--timeout=60s'];
  await cluster.kubectl([...established, '-f', kueueCrds()]);
}

/** Its pods can go only once its finalizer is off. */
export async function removeKueue(cluster: Cluster, namespaces: readonly string[]): Promise<void> {
  for (const namespace of namespaces)
    for (const { metadata } of await cluster.list<Pod>('pod', { namespace }))
      await patch(cluster, podAt(namespace, metadata.name), { metadata: { finalizers: null } });
  await cluster.kubectl(['delete', '-f', kueueCrds(), '--ignore-not-found', '--wait=false']);
}

/** One flavour, of A100s whole and cut, and a queue for it in each namespace. */
export const queues = (namespaces: readonly string[]): readonly object[] => [
  named('ResourceFlavor', { name: 'a100' }, { nodeLabels: FLAVOUR }),
  named(
    'ClusterQueue',
    { name: 'gpus' },
    {
      namespaceSelector: {},
      resourceGroups: [
        {
          coveredResources: ['nvidia.com/gpu', MIG],
          flavors: [
            {
              name: 'a100',
              resources: [
                { name: 'nvidia.com/gpu', nominalQuota: 8 },
                { name: MIG, nominalQuota: 28 },
              ],
            },
          ],
        },
      ],
    },
  ),
  ...namespaces.map((namespace) =>
    named('LocalQueue', { name: QUEUE, namespace }, { clusterQueue: 'gpus' }),
  ),
];

const named = (kind: string, metadata: object, spec: object): object => ({
  apiVersion: API,
  kind,
  metadata,
  spec,
});

export interface At {
  readonly kind: 'Pod' | 'Job' | 'Workload';
  readonly namespace: string;
  readonly name: string;
}

const podAt = (namespace: string, name: string): At => ({ kind: 'Pod', namespace, name });

/** Kueue's account of a pod or Job, its quota reserved and all of it admitted. */
export async function admit(
  cluster: Cluster,
  owner: At,
  podSet: { readonly template: object; readonly topologyRequest?: object },
): Promise<void> {
  const { kind, name, namespace } = owner;
  const uid = (await cluster.get(kind, name, namespace))?.metadata.uid;
  const apiVersion = kind === 'Pod' ? 'v1' : 'batch/v1';
  const by = { apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true };
  const at: At = { kind: 'Workload', name: `${kind}-${name}`.toLowerCase(), namespace };
  const metadata = { name: at.name, namespace, ownerReferences: [by] };
  const podSets = [{ name: 'main', count: 1, ...podSet }];
  const spec = { active: true, queueName: QUEUE, podSets };
  await cluster.apply(named('Workload', metadata, spec), { args: ['--server-side'] });
  await patch(cluster, at, { status: ADMITTED }, ['--subresource=status']);
}

const ADMITTED = {
  admission: {
    clusterQueue: 'gpus',
    podSetAssignments: [{ name: 'main', count: 1, flavors: { 'nvidia.com/gpu': 'a100' } }],
  },
  conditions: ['QuotaReserved', 'Admitted'].map((type) => ({
    type,
    status: 'True',
    reason: type,
    message: 'as Kueue would say',
    lastTransitionTime: '2026-11-21T00:00:00Z',
  })),
};

/** One update of a pod whose Workload is admitted, and its gate is gone. */
export async function release(cluster: Cluster, namespace: string, name: string): Promise<void> {
  const pod = (await cluster.get<Queued>('pod', name, namespace)) as Queued;
  const { metadata, spec } = pod;
  const stdin = JSON.stringify({
    ...pod,
    metadata: { ...metadata, labels: { ...metadata.labels, ...PODSET } },
    spec: {
      ...spec,
      nodeSelector: { ...spec.nodeSelector, ...FLAVOUR },
      schedulingGates: spec.schedulingGates?.filter((gate) => gate.name !== ADMISSION),
    },
  });
  await cluster.kubectl(['replace', '-f', '-'], { stdin });
}

/** The second gate goes with the node that Kueue has found. */
export const place = (
  cluster: Cluster,
  namespace: string,
  name: string,
  node: string,
): Promise<unknown> =>
  patch(cluster, podAt(namespace, name), {
    spec: { nodeSelector: { 'kubernetes.io/hostname': node }, schedulingGates: null },
  });

/** The template of an admitted Job, which then starts. */
export const start = (cluster: Cluster, namespace: string, name: string): Promise<unknown> =>
  patch(
    cluster,
    { kind: 'Job', namespace, name },
    {
      spec: {
        suspend: false,
        template: { metadata: { labels: PODSET }, spec: { nodeSelector: FLAVOUR } },
      },
    },
  );

/** A merge: what is not named stays. */
const patch = (
  cluster: Cluster,
  { kind, namespace, name }: At,
  body: object,
  flags: readonly string[] = [],
): Promise<unknown> => {
  const merge = ['--type=merge', '-p', JSON.stringify(body), ...flags];
  return cluster.kubectl(['patch', kind, name, '-n', namespace, ...merge]);
};
