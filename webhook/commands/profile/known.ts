/** What a run has to know beforehand: of the cluster itself, or of files that say how one is. */
import { existsSync } from 'node:fs';
import type { Api } from '../../adapters/cluster/api.ts';
import { listed, type Denied, type Listed } from '../../adapters/profiler/cluster.ts';
import { keptIn, statusesInTexts, type Statuses } from '../../adapters/profiler/kept.ts';
import type { Known } from '../../adapters/profiler/run.ts';
import { nodeLabels, standingOf } from '../../adapters/profiler/standing.ts';
import { SNAPSHOT_BYTES } from '../../adapters/read-files.ts';
import { staticWorld } from '../../adapters/static-world.ts';
import { ofKind, type Document } from '../../policy/documents.ts';
import { profilesOf } from '../../policy/profiles.ts';
import { lineOf } from '../../policy/render.ts';
import type { Reading } from '../../policy/read.ts';
import { shipped } from '../paths.ts';
import { documentsAt } from '../terminal.ts';
import { faulty } from '../unfaulty.ts';
import { withoutNodes } from './allowing.ts';
import { shownBy, type Shown } from './shown.ts';

export interface From {
  /** Absent: `world` says it all. */
  readonly api: Api | undefined;
  readonly world: readonly string[];
  /** Whoever asks with rights of their own may see some namespaces only. Absent: the whole cluster, or what may be seen of it. */
  readonly within?: { readonly home: string; readonly namespaces: readonly string[] };
  /** Where profiles are written, and an earlier run may have. */
  readonly folder: string | undefined;
  /** Whether what is at fault in the files is left out, and said; otherwise it is thrown. */
  readonly lenient?: boolean;
}

export interface Before {
  readonly known: Known;
  /** What could not be seen, for whoever called. */
  readonly notes: readonly string[];
  /** All that was read. */
  readonly documents: readonly Document[];
}

export interface Gathered extends Reading {
  readonly statuses: Statuses;
  readonly notes: readonly string[];
  /** None of files: nobody forbids anything there. */
  readonly denied: readonly Denied[];
}

interface Placed extends Gathered, Pick<Shown, 'within'> {}

export async function knownBy(from: From): Promise<Before> {
  const { within, ...found } = await gathered(from);
  const told = knownOf(found);
  const before = { ...told, notes: [...withoutNodes(found.denied), ...told.notes] };
  if (within === 'all') return before;
  const { known, notes } = before;
  return {
    ...before,
    known: { ...known, namespaces: within },
    notes: [...notes, `only of ${within.join(', ')}`],
  };
}

export function knownOf({
  documents,
  statuses,
  notes,
}: Omit<Gathered, 'faults' | 'denied'>): Before {
  const others = documents.filter(({ kind }) => kind !== 'GpuProfile');
  const { source, without } = worldOf(others);
  const { profiles, unreadable } = keptIn(documents, statuses);
  const world = source.current();
  // A fault in one of them keeps nobody from measuring.
  const { store: figures } = profilesOf(ofKind(documents, 'GpuProfile'), world.catalogue);
  return {
    documents,
    known: {
      world: { ...world, profile: (...asked) => figures.profile(...asked) },
      standing: standingOf(documents),
      nodes: nodeLabels(documents),
      profiles,
    },
    notes: [
      ...notes,
      ...without,
      ...unreadable.map((title) => `what was kept in ${title} cannot be read: it starts anew`),
    ],
  };
}

async function gathered({ api, world, folder, lenient = false, within }: From): Promise<Placed> {
  const paths = [...world, ...(folder !== undefined && existsSync(folder) ? [folder] : [])];
  const files = filesAt(paths, lenient);
  if (api === undefined) return { ...files, within: 'all' };
  const shown: Shown =
    within === undefined
      ? { cluster: await listed(api), within: 'all' }
      : await shownBy(api, within.home, within.namespaces);
  return { ...joined(shown.cluster, files), within: shown.within };
}

/** What the cluster shows and what files say, read for whoever wants both. */
export function joined(cluster: Listed, files: Gathered): Gathered {
  // What was written to the folder is newer than what somebody has applied of it.
  const own = new Set(files.documents.map(titleOf));
  return {
    documents: [...cluster.documents.filter((one) => !own.has(titleOf(one))), ...files.documents],
    faults: [],
    statuses: new Map([...cluster.statuses, ...files.statuses]),
    denied: cluster.denied,
    notes: [
      ...files.notes,
      ...cluster.hidden.map((says) => `not seen: ${says}`),
      ...cluster.faults.map((fault) => `left out: ${lineOf(fault)}`),
    ],
  };
}

const titleOf = ({ kind, namespace = '', name }: Document): string =>
  `${kind} ${namespace}/${name}`;

export function filesAt(paths: readonly string[], lenient = false): Gathered {
  const read = documentsAt([...shipped, ...paths], {
    maxBytes: SNAPSHOT_BYTES,
    asked: paths.join(', '),
  });
  if (read.faults.length > 0 && !lenient) throw faulty(read.faults, (file) => read.texts.get(file));
  for (const world of ofKind(read.documents, 'World'))
    if (world.value.spec?.hashes !== undefined) throw imageless(world.at('').file);
  const notes = read.faults.map((fault) => `left out: ${lineOf(fault)}`);
  return { ...read, statuses: statusesInTexts(read.texts.values()), notes, denied: [] };
}

/** What was measured is told by the image, and a snapshot says of each pod only which are of one revision. */
const imageless = (file: string): Error =>
  new Error(
    `${file} is a snapshot, which keeps no images, so that nobody can tell of which revision the figures are: ` +
      'ask the cluster itself (without --world), or give what `kubectl get nodes,namespaces,pods,replicasets,statefulsets,jobs -A -o yaml` prints',
  );

/** Policies that contradict each other must not keep anybody from measuring; they say class and identity alone. */
function worldOf(documents: readonly Document[]) {
  const readAt = Math.floor(Date.now() / 1000);
  const made = staticWorld(documents, readAt);
  if (made.ok) return { source: made.source, without: [] };
  const plain = staticWorld(
    documents.filter(({ kind }) => !OF_POLICY.includes(kind)),
    readAt,
  );
  if (!plain.ok) throw faulty(plain.faults);
  const [first] = made.faults;
  const why = first === undefined ? '' : `: ${lineOf(first)}`;
  return {
    source: plain.source,
    without: [`measured without what policies say of classes and identity${why}`],
  };
}

const OF_POLICY: readonly string[] = ['GpuPolicy', 'GpuQuota', 'GpuExemption'];
