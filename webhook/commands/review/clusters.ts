/** The clusters that a review asks: each snapshot as it is, and as it would be with nothing running in it. */
import { basename, resolve } from 'node:path';
import {
  readFiles,
  SNAPSHOT_BYTES,
  type FilesRead,
  type Texts,
} from '../../adapters/read-files.ts';
import { isRecord } from '../../adapters/raw.ts';
import type { Document, Fault } from '../../policy/documents.ts';
import { sentenceOf } from '../../policy/render.ts';
import { EMBEDDED } from '../../review/heads.ts';
import type { Cluster, Unread } from '../../review/report.ts';
import type { Clock } from '../../ports.ts';
import type { BatchItem } from '../asking/batch.ts';
import { sample, shipped } from '../paths.ts';
import { standingOn, staying, type Stage } from '../standing.ts';
import { policiesAt } from '../terminal.ts';
import { pathIn, reasonOf } from '../unread.ts';
import { instead } from '../scan/policies.ts';
import { changedIn } from './as-written.ts';
import { beside } from './claims.ts';
import { enforcing } from './enforcing.ts';
import { notRead } from './files.ts';
import { doubtsOf, headerOf, type Header } from './header.ts';
import { isCluster } from './is-cluster.ts';
import { withNamespaces } from './namespaces.ts';

/** One cluster that is asked: of a snapshot here, or by its server. */
export type Asked = InSnapshot | AtServer;

/** Of one cluster. */
export interface InSnapshot {
  readonly cluster: Cluster;
  readonly today: Stage;
  /** Without what runs and what is used: what is found here as well hangs on manifests and policies alone. */
  readonly atRest: Stage;
  /** As today, did every policy and quota enforce: made when it is first asked for, which is rare; absent where they do. */
  readonly enforced?: () => Made;
}

type Made = ReturnType<typeof standingOn>;

/** The cluster that was asked, and what it said of each pod by how many came before it in the review. */
export interface AtServer {
  readonly cluster: Cluster;
  readonly answers: ReadonlyMap<number, BatchItem>;
}

export interface Snapshot {
  readonly file: string;
  readonly name?: string;
}

export interface Wishes {
  readonly snapshots: readonly Snapshot[];
  /** Files in place of the policies of each snapshot. */
  readonly policies: readonly string[];
  /** In seconds. */
  readonly maxAge: number;
  readonly version: string;
  readonly clock: Clock;
}

/** Live pods that are not to stand there, by namespace and name: their manifests are about to replace them. */
export type Gone = (stage: Stage, documents: readonly Document[]) => ReadonlySet<string>;

/** What the manifests themselves bring about. */
export interface Coming {
  readonly gone: Gone;
  /** What their pods claim devices by. */
  readonly devices: readonly Document[];
  readonly namespaces: readonly Document[];
}

export interface Clusters {
  readonly asked: readonly Asked[];
  readonly unread: readonly Unread[];
  readonly limits: readonly string[];
}

const SAMPLE: Snapshot = { file: sample, name: 'sample' };

/** It is of one day for ever. */
const isOurs = ({ file }: Snapshot): boolean => resolve(file) === resolve(sample);

export function clustersOf(wishes: Wishes, coming: Coming): Clusters {
  const given = givenBy(wishes.policies);
  if ('unread' in given) return { asked: [], unread: given.unread, limits: [] };
  const asked: Asked[] = [];
  const unread: Unread[] = [];
  const limits: string[] = [];
  const all = wishes.snapshots.length === 0 ? [SAMPLE] : wishes.snapshots;
  for (const snapshot of all) {
    const made = standingBy(snapshot, given.documents, { wishes, coming });
    unread.push(...made.unread);
    if (!('header' in made)) continue;
    const { header, stages } = made;
    limits.push(...(header?.missing ?? []).map((line) => `not in ${snapshot.file}: ${line}`));
    const name = unique(snapshot.name ?? header?.cluster ?? calledBy(snapshot, all), asked);
    asked.push({ ...stages, cluster: clusterOf(name, snapshot, stages.today, header) });
  }
  return { asked, unread, limits };
}

function clusterOf(name: string, snapshot: Snapshot, { source }: Stage, header: Header): Cluster {
  const { readAt, serverVersion } = header ?? {};
  const of = isOurs(snapshot)
    ? {}
    : readAt === undefined
      ? { age: 'unknown' as const }
      : { readAt };
  return {
    name,
    from: snapshot === SAMPLE ? EMBEDDED : snapshot.file,
    ...of,
    ...(serverVersion === undefined ? {} : { serverVersion }),
    policyHash: source.current().policyHash,
  };
}

/** As people call a cluster whose file has no other name for it: by that of the file, where it tells them apart. */
function calledBy({ file }: Snapshot, all: readonly Snapshot[]): string {
  const own = stemOf(file);
  return all.some((other) => other.file !== file && stemOf(other.file) === own) ? file : own;
}

const stemOf = (file: string): string =>
  basename(file).replace(/(?:\.(?:ya?ml|json))?(?:\.gz)?$/, '') || file;

/** Two snapshots of one cluster are two columns of one matrix. */
function unique(name: string, asked: readonly Asked[]): string {
  const taken = new Set(asked.map(({ cluster }) => cluster.name));
  let own = name;
  for (let nth = 2; taken.has(own); nth++) own = `${name} (${nth})`;
  return own;
}

type Documents =
  | { readonly documents: readonly Document[]; readonly texts: Texts }
  | { readonly unread: readonly Unread[] };

const givenBy = (paths: readonly string[]): Documents =>
  paths.length === 0
    ? { documents: [], texts: new Map() }
    : reading(paths.join(', '), 'policies', () => policiesAt(paths));

function readOne({ file }: Snapshot): Documents {
  const read = reading(file, 'snapshot', () => readFiles([...shipped, file], SNAPSHOT_BYTES));
  return 'unread' in read || isCluster(read.documents)
    ? read
    : { unread: [{ of: 'snapshot', ...NO_CLUSTER, file, line: 1, column: 1 }] };
}

const NO_CLUSTER = {
  says: 'is no cluster: it has no node, no namespace and no policy',
  help: 'tranche snapshot -o FILE writes one',
};

function reading(asked: string, of: NonNullable<Unread['of']>, read: () => FilesRead): Documents {
  try {
    const { documents, faults, texts } = read();
    return faults.length === 0
      ? { documents, texts }
      : { unread: faults.map((fault) => ({ of, ...asUnread(fault) })) };
  } catch (error) {
    // Whoever read policies has put it into a sentence of its own.
    const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
    return { unread: [{ of, ...notRead(pathIn(cause) ?? asked, reasonOf(cause)) }] };
  }
}

function asUnread(fault: Fault): Unread {
  const { file, line, column, help } = fault;
  const says = sentenceOf(fault);
  return { file, line, column, says, ...(help === undefined ? {} : { help }) };
}

interface Standing {
  readonly header: Header;
  readonly stages: Omit<InSnapshot, 'cluster'>;
  /** Why it may not be what the cluster is now. */
  readonly unread: readonly Unread[];
}

function standingBy(
  snapshot: Snapshot,
  given: readonly Document[],
  { wishes, coming }: { readonly wishes: Wishes; readonly coming: Coming },
): Standing | { readonly unread: readonly Unread[] } {
  const read = readOne(snapshot);
  if ('unread' in read) return read;
  const documents = given.length === 0 ? read.documents : instead(read.documents, given);
  const joined = withNamespaces(beside(documents, coming.devices), coming.namespaces);
  const stages = stagesOn(joined, wishes.clock, coming.gone);
  if ('faults' in stages)
    return { unread: stages.faults.map((fault) => ({ of: 'snapshot', ...asUnread(fault) })) };
  const header = headerOf(documents);
  const changed = changedIn(read.documents, read.texts);
  const doubts = isOurs(snapshot) ? [] : doubtsOf(snapshot.file, header, wishes);
  return { header, stages, unread: [...doubts, ...changed] };
}

function stagesOn(
  documents: readonly Document[],
  clock: Clock,
  gone: Gone,
): Standing['stages'] | { readonly faults: readonly Fault[] } {
  const atRest = standingOn(resting(documents), clock);
  if ('faults' in atRest) return atRest;
  const stays = staying(documents, gone(atRest, documents));
  const today = standingOn(stays, clock);
  if ('faults' in today) return today;
  const all = enforcing(stays);
  if (all === 'already') return { today, atRest };
  let made: Made | undefined;
  return { today, atRest, enforced: () => (made ??= standingOn(all, clock)) };
}

/** What runs there, what it takes of its nodes and which devices it was given, all left out. */
const resting = (documents: readonly Document[]): Document[] =>
  documents.filter(({ kind }) => kind !== 'Pod').map(untaken);

function untaken(document: Document): Document {
  const { kind, value } = document;
  if (!isRecord(value) || !isRecord(value['status'])) return document;
  const { taken: _taken, allocation: _allocation, reservedFor: _for, ...status } = value['status'];
  return kind === 'Node' || kind === 'ResourceClaim'
    ? { ...document, value: { ...value, status } }
    : document;
}

export const isSample = (asked: readonly Asked[]): boolean =>
  asked.length === 1 && asked[0]?.cluster.from === EMBEDDED;
