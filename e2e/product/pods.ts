/** Pods as they would be stored, pods as they are, and what is said of them. */
import { type AuditEvent, type Cluster, eventually } from '../cluster.ts';
import type { Pod, Written } from './objects.ts';

export const DECISION = 'tranche.dev/decision';
export const ORIGINAL = 'tranche.dev/original';

/**
 * The first pod of a workload as the cluster would store it now, by a dry run: nothing is
 * written. It is what a test looks at until the product has seen the test's nodes and documents.
 */
export async function foretold(cluster: Cluster, workload: Written): Promise<Pod> {
  const stdin = JSON.stringify(podOf(workload));
  const words = ['create', '-f', '-', '--dry-run=server', '-o', 'json'];
  return JSON.parse((await cluster.kubectl(words, { stdin })).stdout) as Pod;
}

/** Once the next pod of the workload would be changed; a product that has just started knows nothing yet. */
export const changedSoon = (cluster: Cluster, workload: Written): Promise<Pod> =>
  eventually(`a change for the next pod of ${workload.metadata.name}`, async () => {
    const pod = await foretold(cluster, workload);
    return isChanged(pod) && pod;
  });

export const leftSoon = (cluster: Cluster, workload: Written): Promise<Pod> =>
  eventually(`no change for the next pod of ${workload.metadata.name}`, async () => {
    const pod = await foretold(cluster, workload);
    return !isChanged(pod) && pod;
  });

/** What it is told once the next pod of the workload would be refused, in these words. */
export const refusedSoon = (cluster: Cluster, workload: Written, says = /./): Promise<string> =>
  eventually(`a refusal of the next pod of ${workload.metadata.name}`, () =>
    foretold(cluster, workload).then(
      () => '',
      (error: Error) => {
        const told = /admission webhook .* denied the request: .*/.exec(error.message)?.[0] ?? '';
        return says.test(told) && told;
      },
    ),
  );

const isChanged = ({ metadata }: Pod): boolean => metadata.annotations?.[DECISION] !== undefined;

/** As its controller would make it, up to the random part of its name. */
function podOf({ apiVersion, kind, metadata, spec }: Written): object {
  if (kind === 'Pod') return { apiVersion, kind, metadata, spec };
  const { template, jobTemplate } = spec as Templates;
  const { metadata: meta = {}, spec: podSpec } = template ?? jobTemplate?.spec.template ?? {};
  const { name, namespace } = metadata;
  const owner = owners[kind]?.(name) ?? { apiVersion, kind, name };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      ...meta,
      name: `${name}-foretold`,
      namespace,
      labels: { ...meta.labels, ...(kind === 'Deployment' && { 'pod-template-hash': HASH }) },
      ownerReferences: [{ ...owner, uid: '0', controller: true, blockOwnerDeletion: true }],
    },
    spec: podSpec,
  };
}

interface Template {
  readonly metadata?: { readonly labels?: object };
  readonly spec?: object;
}

interface Templates {
  readonly template?: Template;
  readonly jobTemplate?: { readonly spec: { readonly template: Template } };
}

const HASH = 'f0aee7011';

const owners: Readonly<Record<string, (name: string) => object>> = {
  Deployment: (name) => ({ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: `${name}-${HASH}` }),
  CronJob: (name) => ({ apiVersion: 'batch/v1', kind: 'Job', name: `${name}-29000000` }),
};

/** By the label `app`, which the workloads of these tests all carry; those being deleted left out. */
export async function podsOf(cluster: Cluster, { metadata }: Written): Promise<readonly Pod[]> {
  const { name, namespace = 'default' } = metadata;
  const pods = await cluster.list<Pod>('pod', { namespace, labels: `app=${name}` });
  return pods.filter((pod) => !('deletionTimestamp' in pod.metadata));
}

/** Once so many of them run, or have come to their end, and there are no others. */
export const runningPods = (
  cluster: Cluster,
  workload: Written,
  count = 1,
): Promise<readonly Pod[]> =>
  eventually(`${count} running pods of ${workload.metadata.name}`, async () => {
    const pods = await podsOf(cluster, workload);
    const ran = pods.filter(({ status }) => RAN.includes(status?.phase ?? ''));
    return ran.length === count && pods.length === count && ran;
  });

/** A fake node ends the pods of a Job at once. */
const RAN = ['Running', 'Succeeded'];

/** What a pod's containers hold under `nvidia.com/`, by container, ordinary init containers too. */
export const gpusOf = ({ spec }: Pod): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...(spec.initContainers ?? []), ...spec.containers].map(({ name, resources }) => [
      name,
      Object.entries(resources.limits ?? {})
        .filter(([key]) => key.startsWith('nvidia.com/'))
        .map(([key, amount]) => `${key}: ${amount}`)
        .join(', '),
    ]),
  );

/** As the annotation tells it; it must look as people and reports expect it to. */
export function decisionOf(pod: Pod | undefined): { readonly id: string; readonly says: string } {
  const says = pod?.metadata.annotations?.[DECISION] ?? '';
  const id = /, id ([0-9a-f]{16})\)\. To undo: /.exec(says)?.[1];
  if (id === undefined) throw new Error(`no decision id in the annotation: ${says || 'none'}`);
  return { id, says };
}

export interface Event {
  readonly metadata: { readonly name: string };
  readonly involvedObject: { readonly kind: string; readonly name: string; readonly uid: string };
  readonly reason: string;
  readonly message: string;
  readonly reportingComponent: string;
}

/** Those that are ours. */
export async function eventsIn(cluster: Cluster, namespace: string): Promise<readonly Event[]> {
  const events = await cluster.list<Event>('event', { namespace });
  return events.filter(({ reportingComponent }) => reportingComponent.startsWith('tranche.dev/'));
}

/** Creations of pods in a namespace, as the API server recorded them. */
export const creations = (cluster: Cluster, namespace: string): readonly AuditEvent[] =>
  cluster
    .auditEvents()
    .filter(
      ({ verb, stage, objectRef: about }) =>
        verb === 'create' &&
        stage === 'ResponseComplete' &&
        about?.resource === 'pods' &&
        about.namespace === namespace &&
        about.subresource === undefined,
    );
