/**
 * The product as its users get it: the chart, by helm. Beside it, what else the tests of the
 * product share: its metrics and its log, and pods as they would be and as they are.
 */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { type Cluster, eventually } from '../cluster.ts';
import { type FakeNode, removeNodes } from '../fleet.ts';
import { gpuPod } from './objects.ts';

export { masked, unordered } from './masked.ts';
export * from './objects.ts';
export * from './pods.ts';

export const SYSTEM = 'tranche-system';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const chart = join(root, 'manifests', 'chart');

export interface Install {
  readonly enforce?: boolean;
  /** For `--set`, one a word: `['drainSeconds=15']`. */
  readonly set?: readonly string[];
  /** For `--values`. */
  readonly values?: object;
}

/** By `helm install`, or `helm upgrade` where it is installed; comes back once both webhooks are called. */
export async function installTranche(cluster: Cluster, how: Install = {}): Promise<void> {
  // A test that failed while it held our pods down must not take the next one along.
  await cluster.kubelet?.resume();
  const { enforce = false, set = [], values = {} } = how;
  const { imageRef, runner } = cluster;
  const image = imageRef === undefined ? {} : splitImage(imageRef);
  const given = {
    nodeSelector: runner,
    ...(imageRef !== undefined && { image }),
    // Fifteen seconds are for API servers that are many.
    drainSeconds: 1,
    enforce,
    ...values,
  };
  const words = ['upgrade', '--install', 'tranche', chart, '-n', SYSTEM, '--create-namespace'];
  const sets = set.flatMap((word) => ['--set', word]);
  await cluster.helm([...words, '--values', '-', ...sets], { stdin: JSON.stringify(given) });
  await cluster.kubectl(['rollout', 'status', 'deploy/tranche', '-n', SYSTEM, '--timeout=60s']);
  await answering(cluster);
}

function splitImage(ref: string): object {
  const colon = ref.lastIndexOf(':');
  return { repository: ref.slice(0, colon), tag: ref.slice(colon + 1) };
}

/** The API server learns of a webhook a moment after it is written, and of its address after that. */
async function answering(cluster: Cluster): Promise<void> {
  const pod = gpuPod({ namespace: 'default', name: 'is-it-up' });
  const before = await reviewed(cluster);
  await eventually('both webhooks to be called', async () => {
    await cluster.apply(pod, { args: ['--dry-run=server'], ok: false });
    const { mutate, validate } = await reviewed(cluster);
    return mutate > before.mutate && validate > before.validate;
  });
}

/** Leaves the empty namespace; CRDs, which helm leaves, and what is stored in them go. */
export async function uninstallTranche(cluster: Cluster): Promise<void> {
  await cluster.helm(['uninstall', 'tranche', '-n', SYSTEM, '--ignore-not-found', '--wait']);
  await cluster.kubectl(['wait', '--for=delete', 'pod', '-l', OURS, '-n', SYSTEM, '--timeout=60s']);
  const crds = ['gpupolicies', 'gpuquotas', 'gpuprofiles', 'gpuexemptions'].map(
    (name) => `crd/${name}.tranche.dev`,
  );
  await cluster.kubectl(['delete', ...crds, '--ignore-not-found', '--timeout=60s']);
}

/**
 * The end of a test file: what it made goes, and the cluster is the next one's. A deleted namespace
 * takes five seconds to go; nobody waits for it, so no name may be used twice.
 */
export async function leave(
  cluster: Cluster,
  namespaces: readonly string[],
  nodes: readonly FakeNode[] = [],
): Promise<void> {
  const flags = ['--ignore-not-found', '--wait=false'];
  if (namespaces.length > 0)
    await cluster.kubectl(['delete', 'namespace', ...namespaces, ...flags]);
  await uninstallTranche(cluster);
  if (nodes.length > 0)
    await removeNodes(
      cluster,
      nodes.map(({ name }) => name),
    );
  await cluster.stop();
}

/** Sums over all other labels: `metric(text, 'tranche_reviews_total', { visit: 'mutate' })`. */
export function metric(
  text: string,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number {
  const wanted = Object.entries(labels).map(([key, value]) => `${key}="${value}"`);
  const values = text
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
    .filter((line) => wanted.every((label) => line.includes(label)))
    .map((line) => Number(line.slice(line.lastIndexOf(' ') + 1)));
  return values.reduce((sum, value) => sum + value, 0);
}

/** `/metrics` of the one pod that runs. */
export async function metrics(cluster: Cluster): Promise<string> {
  const pod = await eventually('one ready pod of ours', async () => {
    const pods = await cluster.list<OurPod>('pod', { namespace: SYSTEM, labels: OURS });
    const ready = pods.filter(isReady);
    return ready.length === 1 && ready[0];
  });
  if (cluster.kubelet === undefined) {
    const path = `/api/v1/namespaces/${SYSTEM}/pods/${pod.metadata.name}:8080/proxy/metrics`;
    return (await cluster.kubectl(['get', '--raw', path])).stdout;
  }
  // A client that keeps its connection keeps its pod, here as in a cluster.
  const headers = { connection: 'close' };
  const signal = AbortSignal.timeout(5000);
  const answer = await fetch(`http://${pod.status.podIP}:8080/metrics`, { headers, signal });
  return answer.text();
}

const OURS = 'app.kubernetes.io/name=tranche';

interface OurPod {
  readonly metadata: { readonly name: string; readonly deletionTimestamp?: string };
  readonly status: {
    readonly podIP?: string;
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  };
}

const isReady = ({ metadata, status }: OurPod): boolean =>
  metadata.deletionTimestamp === undefined &&
  (status.conditions ?? []).some(({ type, status: is }) => type === 'Ready' && is === 'True');

/** How often the API server has called us, by visit. */
export async function reviewed(cluster: Cluster): Promise<{ mutate: number; validate: number }> {
  const text = await metrics(cluster);
  const of = (visit: string): number => metric(text, 'tranche_reviews_total', { visit });
  return { mutate: of('mutate'), validate: of('validate') };
}

/** One line of our log about one visit. */
export interface VisitLine {
  readonly visit: 'mutate' | 'validate';
  readonly namespace: string;
  readonly pod: string;
  readonly workload: string;
  readonly verdict: string;
  readonly mode: string;
  readonly inForce: boolean;
  readonly dryRun: boolean;
  readonly rule: string;
  readonly policy: string;
  readonly id: string;
  readonly says: string;
}

/** What the log says of the visits of a namespace's pods; the log is written a second late. */
export async function visitsOf(cluster: Cluster, namespace: string): Promise<VisitLine[]> {
  const text = cluster.kubelet
    ? await cluster.kubelet.logs()
    : (await cluster.kubectl(['logs', 'deploy/tranche', '-n', SYSTEM, '--tail=-1'])).stdout;
  return text
    .split('\n')
    .filter((line) => line.startsWith('{') && line.endsWith('}'))
    .map((line) => JSON.parse(line) as VisitLine)
    .filter((line) => line.visit !== undefined && line.namespace === namespace);
}
