/**
 * The fleet of a script as the files that describe its cluster: nodes, pods that live, and the
 * ReplicaSets and Jobs that made them.
 */
import { stringify } from 'yaml';
import type { FleetScript, Use } from './script.ts';

/** What a script does not say: it is about metrics. */
export interface Described {
  readonly script: FleetScript;
  /** Labels of nodes by name. */
  readonly nodes: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Allocatable devices of nodes by name. */
  readonly devices: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Seconds since the epoch: who is gone then is no pod any more. */
  readonly now: number;
}

type Held = Use & Required<Pick<Use, 'holder'>>;

export function worldOf({ script, nodes, devices, now }: Described): string {
  const held = script.uses.filter((use): use is Held => use.holder !== undefined);
  const living = held.filter(({ until = Infinity }) => until > now);
  const makers = new Map(
    held.flatMap(makerOf).map((one) => [`${one.kind}/${one.metadata.name}`, one]),
  );
  const objects = [
    ...Object.entries(nodes).map(([name, labels]) => ({
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name, labels },
      status: { allocatable: { cpu: '64', memory: '512Gi', pods: '110', ...devices[name] } },
    })),
    ...[...new Set(held.map(({ holder }) => holder.namespace))].map((name) => ({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name, labels: { 'kubernetes.io/metadata.name': name } },
    })),
    ...makers.values(),
    ...living.map(podOf),
  ];
  return objects.map((object) => stringify(object)).join('---\n');
}

const time = (seconds: number): string => new Date(seconds * 1000).toISOString();

const specOf = ({ holder }: Held) => ({
  containers: [
    {
      name: holder.container,
      image: holder.image ?? `registry.local/${holder.container}:1.0`,
      ...(holder.args === undefined ? {} : { args: holder.args }),
      resources: { limits: { [holder.resource ?? 'nvidia.com/gpu']: '1' } },
    },
  ],
});

/** The hash is the end of its ReplicaSet's name. */
const labelsOf = ({ holder: { owner, pod } }: Held): Record<string, string> =>
  owner?.kind === 'ReplicaSet'
    ? { app: owner.name, 'pod-template-hash': owner.name.split('-').at(-1) ?? '' }
    : { app: owner?.name ?? pod };

const groups: Readonly<Record<string, string>> = { Job: 'batch/v1', CronJob: 'batch/v1' };

const reference = ({ kind, name }: { kind: string; name: string }) => ({
  apiVersion: groups[kind] ?? 'apps/v1',
  kind,
  name,
  uid: `uid-of-${name}`,
  controller: true,
});

function makerOf(use: Held) {
  const { holder, from = 0 } = use;
  const { owner, namespace } = holder;
  if (owner?.kind !== 'ReplicaSet' && owner?.kind !== 'Job') return [];
  return [
    {
      apiVersion: groups[owner.kind] ?? 'apps/v1',
      kind: owner.kind,
      metadata: {
        name: owner.name,
        namespace,
        uid: `uid-of-${owner.name}`,
        creationTimestamp: time(from),
        ownerReferences: owner.owner === undefined ? [] : [reference(owner.owner)],
      },
      spec: { template: { metadata: { labels: labelsOf(use) }, spec: specOf(use) } },
    },
  ];
}

const podOf = (use: Held) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: use.holder.pod,
    namespace: use.holder.namespace,
    uid: `uid-of-${use.holder.pod}`,
    labels: labelsOf(use),
    creationTimestamp: time(use.from ?? 0),
    ownerReferences: use.holder.owner === undefined ? [] : [reference(use.holder.owner)],
  },
  spec: { nodeName: use.node, ...specOf(use) },
  status: { phase: 'Running', startTime: time(use.from ?? 0) },
});
