/** Reads a cluster for a snapshot: policies first, since they say whose the namespaces are, and pods last. */
import {
  ALLOCATED,
  isInstalled,
  NAMESPACES,
  OURS,
  PODS,
  readList,
  STATE,
  type Listed,
} from '../../adapters/cluster/lists.ts';
import type { Api } from '../../adapters/cluster/api.ts';
import { trimObject } from '../../adapters/cluster/seen-object.ts';
import { metaOf } from '../../adapters/seen.ts';
import { Gathering, type Gathered } from '../../adapters/snapshot/gathering.ts';
import { hidingNothing, hidingOthers, type Hiding } from '../../adapters/snapshot/hiding.ts';
import type { Raw } from '../../adapters/raw.ts';
import { ofKind, type Document, type Fault } from '../../policy/documents.ts';

export interface Look {
  readonly gathered: Gathered;
  readonly hiding: Hiding;
  /** Of the files and of the cluster. */
  readonly documents: readonly Document[];
  /** Of objects of the cluster that cannot be read. */
  readonly faults: readonly Fault[];
  /** What decides and could not be read, a line each. */
  readonly missing: readonly string[];
  /** Whether the cluster has our kinds, to whoever may see them. */
  readonly installed: boolean;
}

export interface LookOptions {
  readonly api: Api;
  /** Of files. */
  readonly policies: readonly Document[];
  readonly teams: readonly string[];
  /** Whether Dynamic Resource Allocation is read, too. */
  readonly dra: boolean;
}

export async function look({ api, policies, teams, dra }: LookOptions): Promise<Look> {
  const missing: string[] = [];
  const barred = new Set<string>();
  const all = async (listed: Listed, take: (raw: Raw) => void): Promise<void> => {
    if ((await readList(api, listed, take)) !== 'forbidden') return;
    missing.push(hidden(listed));
    barred.add(listed.kind);
  };

  const documents = [...policies];
  const faults: Fault[] = [];
  const installed = await isInstalled(api);
  for (const listed of installed ? OURS : [])
    await all(listed, (raw) => {
      const { reading } = trimObject(raw, listed.kind);
      documents.push(...reading.documents);
      faults.push(...reading.faults);
    });

  const namespaces: Raw[] = [];
  await all(NAMESPACES, (raw) => namespaces.push(raw));
  const hiding = teams.length === 0 ? hidingNothing : hidingFor(teams, documents, namespaces);

  const gathering = new Gathering(hiding, 'not ready');
  for (const raw of namespaces) gathering.add(NAMESPACES.kind, raw);
  for (const listed of [...STATE, ...(dra ? ALLOCATED : []), PODS])
    await all(listed, (raw) => gathering.add(listed.kind, raw));
  if (LEAST.every((kind) => barred.has(kind))) throw new Error(NOTHING);
  return { gathered: gathering.done(), hiding, documents, faults, missing, installed };
}

/** Of a cluster without them no World could be made. */
const LEAST = [NAMESPACES.kind, PODS.kind, 'Node'];
const NOTHING =
  'nothing of the cluster may be seen: you may list neither namespaces nor nodes nor pods in all namespaces; nothing was written';

const hidden = ({ kind, path }: Listed): string =>
  `${kind}: you may not list ${path.slice(path.lastIndexOf('/') + 1)} in all namespaces`;

/** Its uid is known in the cluster and nowhere else, and stays as long as the cluster does. */
const KEY = 'kube-system';

function hidingFor(
  teams: readonly string[],
  documents: readonly Document[],
  namespaces: readonly Raw[],
): Hiding {
  const quotas = ofKind(documents, 'GpuQuota');
  const known = quotas.map(({ name }) => name);
  const stranger = teams.find((team) => !known.includes(team));
  if (stranger !== undefined)
    throw new Error(
      `--teams: no GpuQuota is called ${stranger}; there are ${known.join(', ') || 'none'}`,
    );
  const key = namespaces.map(metaOf).find(({ name }) => name === KEY)?.uid ?? '';
  if (key === '')
    throw new Error(`--teams: names are hidden by the uid of namespace ${KEY}, which is not seen`);
  const shown = quotas
    .filter(({ name }) => teams.includes(name))
    .flatMap(({ value }) => value.spec.namespaces);
  return hidingOthers(shown, key);
}
