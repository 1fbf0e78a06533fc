/**
 * Gatekeeper beside us: its own CRDs, its own webhook configuration from its own chart, before us or
 * after us. The API server calls mutating webhooks in the order of their configurations' names.
 */
import { gatekeeperChart } from '../binaries/neighbours.ts';
import { type Cluster, eventually } from '../cluster.ts';
import { GATEKEEPER_SYSTEM, type Gatekeeper } from '../gatekeeper.ts';
import type { Written } from './objects.ts';
import { creations } from './pods.ts';

export const orders = ['before us', 'after us'] as const;
export type Order = (typeof orders)[number];

/** Around `tranche`; the first is what its chart calls it unasked. */
export const names: Readonly<Record<Order, string>> = {
  'before us': 'gatekeeper-mutating-webhook-configuration',
  'after us': 'zz-gatekeeper-mutating-webhook-configuration',
};

const crds = (): string => `${gatekeeperChart()}/crds`;

export async function startGatekeeper(cluster: Cluster): Promise<Gatekeeper> {
  await cluster.namespace(GATEKEEPER_SYSTEM);
  await cluster.kubectl(['apply', '--server-side', '-f', crds()]);
  const running = await cluster.gatekeeper?.start();
  if (running === undefined) throw new Error('only a cluster of binaries has a Gatekeeper');
  return running;
}

/** Its policies go with its CRDs. */
export async function removeGatekeeper(cluster: Cluster): Promise<void> {
  const gone = ['--ignore-not-found', '--wait=false'];
  await cluster.kubectl(['delete', CONFIGURATION, ...Object.values(names), ...gone]);
  await cluster.gatekeeper?.stop();
  await cluster.kubectl(['delete', '-f', crds(), ...gone]);
  await cluster.kubectl(['delete', 'namespace', GATEKEEPER_SYSTEM, ...gone]);
}

const CONFIGURATION = 'mutatingwebhookconfiguration';

/** Comes back once the API server calls the two in that order. */
export async function stand(
  cluster: Cluster,
  { address, authority }: Gatekeeper,
  order: Order,
  probe: Written,
): Promise<void> {
  const chosen = {
    mutatingWebhookName: names[order],
    mutatingWebhookURL: address,
    mutatingWebhookReinvocationPolicy: 'IfNeeded',
    // One second is for machines that have nothing else to do.
    mutatingWebhookTimeoutSeconds: 10,
  };
  const sets = Object.entries(chosen).flatMap(([key, value]) => ['--set', `${key}=${value}`]);
  const only = 'gatekeeper-mutating-webhook-configuration-mutatingwebhookconfiguration.yaml';
  const words = ['template', 'gatekeeper', gatekeeperChart(), '-n', GATEKEEPER_SYSTEM];
  const { stdout } = await cluster.helm([...words, '-s', `templates/${only}`, ...sets]);
  await cluster.apply(stdout);
  const value = Buffer.from(authority).toString('base64');
  const patch = [{ op: 'add', path: '/webhooks/0/clientConfig/caBundle', value }];
  const words2 = ['--type=json', '-p', JSON.stringify(patch)];
  await cluster.kubectl(['patch', CONFIGURATION, names[order], ...words2]);
  const other = names[order === 'before us' ? 'after us' : 'before us'];
  await cluster.kubectl(['delete', CONFIGURATION, other, '--ignore-not-found']);

  await eventually(`Gatekeeper to be called ${order}`, async () => {
    const stdin = JSON.stringify(probe);
    await cluster.kubectl(['create', '-f', '-', '--dry-run=server'], { stdin });
    const { name, namespace = '' } = probe.metadata;
    const [first] = calls(cluster, namespace, name);
    return String(first) === String(calledIn(order));
  });
}

export const calledIn = (order: Order): readonly string[] =>
  order === 'before us' ? [names[order], 'tranche'] : ['tranche', names[order]];

/**
 * Which configurations the API server called for the last creation of a pod, round by round: what it
 * wrote into its audit log. The second round is the one in which it asks again.
 */
export function calls(
  cluster: Cluster,
  namespace: string,
  name: string,
): readonly (readonly string[])[] {
  const { annotations = {} } =
    creations(cluster, namespace).findLast(({ objectRef }) => objectRef?.name === name) ?? {};
  const rounds: string[][] = [];
  for (const [key, value] of Object.entries(annotations)) {
    const [, round] = /^mutation\.webhook\.admission\.k8s\.io\/round_(\d)_/.exec(key) ?? [];
    if (round === undefined) continue;
    const { configuration } = JSON.parse(value) as { configuration: string };
    (rounds[Number(round)] ??= []).push(configuration);
  }
  return rounds;
}
