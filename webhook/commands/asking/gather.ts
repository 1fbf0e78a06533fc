/** Looks at the cluster with the rights of whoever asks, and asks the server. Nothing is written. */
import { ApiFault, type Api } from '../../adapters/cluster/api.ts';
import { pagesOf } from '../../adapters/cluster/pages.ts';
import { expand } from '../../expand/expand.ts';
import { isRecord, member, text, type Raw } from '../../expand/raw.ts';
import { asSubmitted } from '../live-pod.ts';
import { seen, unseen, type Facts, type Rehearsal, type Seen, type Webhook } from './facts.ts';
import { POD, REPLICA_SET, type Reference } from './reference.ts';
import type { Server } from './server.ts';

export interface Asked extends Reference {
  readonly namespace: string;
  readonly home: string;
}

/** What the server is asked about in one question. */
const MOST_NAMES = 32;

export async function gather(api: Api, server: Server, asked: Asked): Promise<Facts> {
  const { kind, namespace, name, home } = asked;
  const look = looking(api, namespace);
  const [object, labels, webhook] = await Promise.all([
    look.object(kind.api, kind.plural, name),
    labelsOf(api, namespace),
    webhookIn(api),
  ]);
  const sets = kind.kind === 'Deployment' && object.ok ? await look.madeBy(object.value) : [];
  const owners = object.ok ? [object.value, ...sets] : [];
  const pods = kind === POD ? (object.ok ? [object.value] : []) : await look.podsOf(owners);
  const names = [`${kind.kind}/${name}`, ...sets.map((set) => `ReplicaSet/${nameOf(set)}`)];
  const [memory, rehearsal, failures] = await Promise.all([
    server.decisions(namespace, names.slice(0, MOST_NAMES)),
    rehearsed(server, object, asked),
    kind === POD ? [] : look.failures(owners.map(nameOf)),
  ]);
  const { hidden } = look;
  const asks = { kind, namespace, name, home };
  return { ...asks, object, pods, labels, webhook, memory, rehearsal, failures, hidden };
}

const nameOf = (object: Raw): string => text(member(object, 'metadata')['name']) ?? '';
const uidOf = (object: Raw): string => text(member(object, 'metadata')['uid']) ?? '';
const madeAt = (object: Raw): string => text(member(object, 'metadata')['creationTimestamp']) ?? '';

const newestFirst = (objects: readonly Raw[]): Raw[] =>
  objects.toSorted((a, b) => madeAt(b).localeCompare(madeAt(a)));

function looking(api: Api, namespace: string) {
  const inside = (path: string, plural: string) => `${path}/namespaces/${namespace}/${plural}`;
  const hidden: string[] = [];
  const list = async (path: string, query: Record<string, string> = {}): Promise<Raw[]> => {
    const found: Raw[] = [];
    try {
      for await (const { items } of pagesOf(api, path, { query }))
        found.push(...items.filter(isRecord));
    } catch (fault) {
      if (!(fault instanceof ApiFault)) throw fault;
      hidden.push(fault.said || fault.message);
    }
    return found;
  };
  const of = async (path: string, owners: readonly Raw[]): Promise<Raw[]> => {
    const uids = new Set(owners.map(uidOf));
    // A Deployment comes first, and its ReplicaSets select the same and more.
    const all = owners.length === 0 ? [] : await list(path, selecting(owners));
    return newestFirst(all.filter((one) => uids.has(controllerOf(one))));
  };
  return {
    hidden,
    object: (path: string, plural: string, name: string) =>
      saw(api, `${inside(path, plural)}/${name}`),
    madeBy: (deployment: Raw) => of(inside(REPLICA_SET.api, REPLICA_SET.plural), [deployment]),
    podsOf: (owners: readonly Raw[]) => of(inside(POD.api, POD.plural), owners),
    async failures(names: readonly string[]): Promise<string[]> {
      const events = await list(inside('/api/v1', 'events'), {
        fieldSelector: 'reason=FailedCreate',
      });
      return events
        .filter((event) => names.includes(text(member(event, 'involvedObject')['name']) ?? ''))
        .toSorted((a, b) => lastSeen(b).localeCompare(lastSeen(a)))
        .flatMap((event) => text(event['message']) ?? []);
    },
  };
}

/** All that a controller makes has the labels by which it selects; a namespace may hold much else. */
function selecting([owner]: readonly Raw[]): Record<string, string> {
  const labels = Object.entries(member(owner, 'spec', 'selector', 'matchLabels'));
  return labels.length === 0
    ? {}
    : { labelSelector: labels.map(([key, value]) => `${key}=${String(value)}`).join(',') };
}

const lastSeen = (event: Raw): string =>
  text(event['lastTimestamp']) ?? text(event['eventTime']) ?? madeAt(event);

function controllerOf(object: Raw): string {
  const owners = member(object, 'metadata')['ownerReferences'];
  const controller = (Array.isArray(owners) ? owners : [])
    .filter(isRecord)
    .find((owner) => owner['controller'] === true);
  return text(controller?.['uid']) ?? '';
}

async function saw(api: Api, path: string, query: Record<string, string> = {}): Promise<Seen<Raw>> {
  try {
    return seen(await api.ask({ path, query }));
  } catch (fault) {
    if (fault instanceof ApiFault) return unseen(fault.said || fault.message, fault.status);
    // Then nothing at all can be told, and whoever asks is told that instead.
    throw new Error(`the cluster does not answer: ${reason(fault)}`, { cause: fault });
  }
}

const reason = (fault: unknown): string => {
  const cause = fault instanceof Error && fault.cause instanceof Error ? fault.cause : fault;
  return cause instanceof Error ? cause.message : String(cause);
};

async function labelsOf(api: Api, namespace: string): Promise<Facts['labels']> {
  const found = await saw(api, `/api/v1/namespaces/${namespace}`);
  if (!found.ok) return found;
  const labels = Object.entries(member(found.value, 'metadata', 'labels'));
  return seen(
    Object.fromEntries(
      labels.flatMap(([key, value]) => (typeof value === 'string' ? [[key, value]] : [])),
    ),
  );
}

const WEBHOOKS = '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations/tranche';

/** `/validate` sees every pod that `/mutate` sees, and more. */
async function webhookIn(api: Api): Promise<Seen<Webhook | 'none'>> {
  const found = await saw(api, WEBHOOKS);
  if (!found.ok) return found.status === 404 ? seen('none') : found;
  const { webhooks } = found.value;
  const [first] = Array.isArray(webhooks) ? webhooks.filter(isRecord) : [];
  if (first === undefined) return seen('none');
  return seen({
    createdAt: madeAt(found.value),
    failurePolicy: text(first['failurePolicy']) ?? 'Fail',
    namespaceSelector: member(first, 'namespaceSelector'),
  });
}

/** The pod as its user wrote it, or the first that its template would make. */
async function rehearsed(
  server: Server,
  object: Seen<Raw>,
  { kind, namespace }: Asked,
): Promise<Seen<Rehearsal>> {
  if (!object.ok)
    return unseen(
      'its manifest is not stored; kubectl apply --dry-run=server -f FILE asks the cluster about one',
    );
  const named = { apiVersion: versionOf(kind.api), kind: kind.kind, ...object.value };
  if (kind === POD) return server.rehearse(asSubmitted(named), uidOf(object.value));
  const [made] = expand(named, { namespace, minute: 0, most: 1 });
  const pod = made?.pods[0];
  return pod === undefined ? unseen('it makes no pod now') : server.rehearse(pod);
}

const versionOf = (api: string): string => api.replace(/^\/apis?\//, '');
