/** What was read of all files, one after the other: what makes pods is kept, all else is counted and let go of. */
import { expand, type Expanded, type Settings } from '../../expand/expand.ts';
import { isNamedByOthers } from '../../expand/library.ts';
import { text, type Raw } from '../../expand/raw.ts';
import type { Found } from '../../review/fingerprint.ts';
import { lintsIn } from '../../review/lints.ts';
import type { Report, Unread } from '../../review/report.ts';
import { tellsDevices } from './claims.ts';
import type { InSnapshot } from './clusters.ts';
import type { Named } from './files.ts';
import { remembered } from './places.ts';
import { readAll, type Written } from './read.ts';

export interface Gathered extends Pick<Report, 'without' | 'unread'> {
  /** Of any kind. */
  readonly objects: number;
  readonly written: readonly Written[];
  /** Runtimes and templates that other objects may name. */
  readonly named: readonly Raw[];
  /** What tells of the devices that pods claim. */
  readonly devices: readonly Raw[];
  /** In objects that make no pods; of no cluster yet. */
  readonly found: readonly Found[];
}

export async function gathered(
  files: readonly Named[],
  settings: Omit<Settings, 'most' | 'library'>,
  progress: (done: number) => void,
): Promise<Gathered> {
  const [written, named, devices]: [Written[], Raw[], Raw[]] = [[], [], []];
  const [found, unread]: [Found[], Unread[]] = [[], []];
  const counts = new Map<string, number>();
  let objects = 0;
  for await (const read of readAll(files)) {
    if ('unread' in read) {
      unread.push(read.unread);
      continue;
    }
    const { object, at } = read.written;
    progress(++objects);
    if (isNamedByOthers(object)) named.push(object);
    if (tellsDevices(object)) devices.push(object);
    const expanded = expand(object, { ...settings, most: 0 });
    if (expanded.some(makesPods)) written.push({ object, at: remembered(object, at) });
    else {
      const kind = text(object['kind']) ?? '';
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
      found.push(...linted(expanded, at, []));
    }
  }
  return { objects, written, named, devices, found, unread, without: byKind(counts) };
}

const makesPods = ({ replicas, opaque }: Expanded): boolean => replicas > 0 || opaque;

const byKind = (counts: ReadonlyMap<string, number>): Report['without'] =>
  [...counts]
    .map(([kind, objects]) => ({ kind, objects }))
    .toSorted((a, b) => (a.kind < b.kind ? -1 : 1));

export const linted = (
  all: readonly Expanded[],
  at: Written['at'],
  asked: readonly InSnapshot[],
): Found[] =>
  lintsIn(all, {
    clusters: asked.map(({ cluster: { name }, today }) => ({
      name,
      known: today.source.current(),
    })),
    at: (_object, pointer) => at(pointer),
  });
