/** What was read of all files, one after the other: what makes pods is kept, all else is counted and let go of. */
import { expand, type Expanded, type Settings } from '../../expand/expand.ts';
import { isOfUse, libraryOf } from '../../expand/library.ts';
import { text, type Raw } from '../../expand/raw.ts';
import type { Found } from '../../review/fingerprint.ts';
import { lintsIn } from '../../review/lints.ts';
import type { Report, Unread } from '../../review/report.ts';
import { bringing, type Brought } from './brought.ts';
import type { InSnapshot } from './clusters.ts';
import type { Named } from './files.ts';
import { mayAsk } from './made.ts';
import { remembered } from './places.ts';
import { readAll, type Written } from './read.ts';

export interface Gathered extends Pick<Report, 'without' | 'unread'>, Brought {
  /** Of any kind. */
  readonly objects: number;
  readonly written: readonly Written[];
  /** Those of them with a template that is scaled to none. */
  readonly sleeping: ReadonlySet<Written>;
  /** Runtimes and templates that other objects may name. */
  readonly named: readonly Raw[];
  /** In objects that make no pods; of no cluster yet. */
  readonly found: readonly Found[];
}

export async function gathered(
  files: readonly Named[],
  settings: Omit<Settings, 'most' | 'library'>,
  progress: (done: number) => void,
): Promise<Gathered> {
  const [written, named]: [Written[], Raw[]] = [[], []];
  const { keep, brought } = bringing();
  const [found, unread]: [Found[], Unread[]] = [[], []];
  const [sleeping, idle] = [new Set<Written>(), new Set<Written>()];
  const counts = new Map<string, number>();
  const aside = ({ object, at }: Written, expanded: readonly Expanded[]): void => {
    const kind = text(object['kind']) ?? '';
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
    found.push(...linted(expanded, at, []));
  };
  let objects = 0;
  for await (const read of readAll(files)) {
    if ('unread' in read) {
      unread.push(read.unread);
      continue;
    }
    const { object, at } = read.written;
    progress(++objects);
    if (isOfUse(object)) named.push(object);
    keep(object);
    const expanded = expand(object, { ...settings, most: 0 });
    const asleep = expanded.some((one) => one.asleep === true);
    if (!asleep && !expanded.some(makesPods)) {
      aside(read.written, expanded);
      continue;
    }
    const one = { object, at: remembered(object, at) };
    written.push(one);
    if (asleep) sleeping.add(one);
    if (!expanded.some(makesPods)) idle.add(one);
  }
  // What an autoscaler or a runtime beside them makes of those is known only now.
  const library = libraryOf(named, settings.namespace);
  const awake = written.filter((one) => {
    if (!idle.has(one)) return true;
    const expanded = expand(one.object, { ...settings, library, most: 1, waking: true });
    if (expanded.some(({ pods, opaque }) => opaque || pods.some(mayAsk))) return true;
    aside(one, expanded);
    return false;
  });
  const without = byKind(counts);
  return { objects, written: awake, sleeping, named, ...brought, found, unread, without };
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
