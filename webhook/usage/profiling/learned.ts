/**
 * What was learned of each container of each workload, fed a window at a time. Two revisions may run
 * beside each other, so each has a tally of its own until the end, when the newest is taken.
 */
import type { WorkloadClass } from '../../core/decision.ts';
import type { Catalogue } from '../../core/products/catalogue.ts';
import type { Measured } from '../measured.ts';
import { fed, unread } from '../statistics/history.ts';
import { engineSeen, joinedSeen } from '../engines/seen.ts';
import type { EngineSigns } from '../engines/signs.ts';
import { minuteOf, MINUTE_S } from '../statistics/sights.ts';
import type { Tally } from '../statistics/tally.ts';
import type { Member } from './whose.ts';

export interface Key {
  readonly namespace: string;
  readonly kind: string;
  readonly name: string;
  readonly container: string;
}

/** To find it by. */
export const keyText = ({ namespace, kind, name, container }: Key): string =>
  JSON.stringify([namespace, kind, name, container]);

/** A container in one revision, and what was seen of it. */
export interface Learned extends Key {
  readonly revision: string;
  /** Image tag of the pod that came last. */
  readonly tag: string;
  readonly class: WorkloadClass;
  /** When that pod came; before all others where only a checkpoint knows of it. */
  readonly newest: number;
  /** What an engine in it takes beside its KV cache; `none` where it runs none, as far as is known. */
  readonly parts?: Member['parts'];
  readonly tally: Tally | 'nothing';
}

/** What the engine of one container said in a window, and whose it is. */
export interface Heard {
  readonly member: Member;
  readonly signs: EngineSigns;
}

/** What one window brought of one container on one device, and whose it is. */
export interface Told {
  readonly member: Member;
  readonly measured: Measured;
}

export class Learning {
  readonly #catalogue: Catalogue;
  readonly #all = new Map<string, Learned>();

  constructor(catalogue: Catalogue) {
    this.#catalogue = catalogue;
  }

  /** What an earlier run kept; its class and tag come with its pods, if any still do. */
  restore(key: Key, tally: Tally): void {
    const { revision } = tally;
    const [tag = ''] = [...tally.tags.keys()].slice(-1);
    const learned = { ...key, revision, tag, class: 'unknown', newest: -1, tally } as const;
    this.#all.set(nameOf(learned), learned);
  }

  /** That there is such a container now, whether it is told of or not. */
  meet(member: Member): void {
    const { workload, container, revision, tag, since: newest, parts } = member;
    const { namespace, kind, name } = workload;
    const of = { namespace, kind, name, container, revision };
    const known = this.#all.get(nameOf(of));
    if (known !== undefined && known.newest > newest) return;
    const { tally = 'nothing' } = known ?? {};
    const engine = parts === undefined ? {} : { parts };
    this.#all.set(nameOf(of), { ...of, tag, class: member.class, newest, tally, ...engine });
  }

  /** `until`: all readings before it have been told. */
  feed(told: readonly Told[], until: number, heard: readonly Heard[] = []): void {
    for (const { member } of [...told, ...heard]) this.meet(member);
    const groups = groupedBy(told, keyOf);
    const engines = groupedBy(heard, keyOf);
    for (const [key, learned] of this.#all) {
      const { tally: before } = learned;
      let tally = before;
      for (const { tag, measured, end } of byTag(groups.get(key) ?? [], until))
        tally = fed(
          tally,
          {
            revision: learned.revision,
            tag,
            until: end,
            measured: before === 'nothing' ? measured : unread(measured, before),
          },
          this.#catalogue,
        );
      if (tally === 'nothing') continue;
      const from = before === 'nothing' ? 0 : before.readTo;
      const signs = (engines.get(key) ?? []).map((one) => one.signs);
      const engine = joinedSeen(tally.engine, engineSeen(signs, { from, until }));
      this.#all.set(key, { ...learned, tally: { ...tally, engine } });
    }
  }

  /** Of each container the revision whose pod came last. */
  latest(): Learned[] {
    const newest = new Map<string, Learned>();
    for (const one of this.#all.values()) {
      const key = JSON.stringify([one.namespace, one.kind, one.name, one.container]);
      const other = newest.get(key);
      if (other === undefined || isLater(one, other)) newest.set(key, one);
    }
    return [...newest.values()].toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  }
}

const isLater = (a: Learned, b: Learned): boolean =>
  a.newest === b.newest ? lastSeen(a) > lastSeen(b) : a.newest > b.newest;

const lastSeen = ({ tally }: Learned): number => (tally === 'nothing' ? 0 : tally.lastSeen);

const keyOf = ({ member: { workload, container, revision } }: Told | Heard): string =>
  nameOf({ ...workload, container, revision });

const nameOf = (of: Key & { readonly revision: string }): string =>
  JSON.stringify([of.namespace, of.kind, of.name, of.container, of.revision]);

interface Part {
  readonly tag: string;
  readonly measured: readonly Measured[];
  readonly end: number;
}

/**
 * Minutes of one tag and then those of the next. While a rollout replaces one by the other they are
 * the earlier tag's: time is counted once, and a new build is not credited with what its forerunner did.
 */
function byTag(told: readonly Told[], until: number): Part[] {
  const spans = [...groupedBy(told, ({ member }) => member.tag)]
    .map(([tag, all]) => ({ tag, ...spanOf(all) }))
    .toSorted((a, b) => a.first - b.first);
  // That nothing was told is known now, too.
  if (spans.length === 0) return [{ tag: '', measured: [], end: until }];
  const parts: { tag: string; end: number; measured: Measured[] }[] = [];
  let from = 0;
  for (const [nth, { tag, last }] of spans.entries()) {
    const end = nth === spans.length - 1 ? until : Math.max(from, (minuteOf(last) + 1) * MINUTE_S);
    parts.push({ tag, end, measured: [] });
    from = end;
  }
  for (const { measured } of told)
    for (const [nth, readings] of groupedBy(measured.readings, ({ at }) => partOf(at, parts)))
      parts[nth]?.measured.push({ ...measured, readings });
  return parts;
}

/** Halved, since whoever makes pods may give each of a thousand a tag of its own. */
function partOf(at: number, parts: readonly Part[]): number {
  let [low, high] = [0, parts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (at < (parts[middle]?.end ?? Infinity)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function groupedBy<T, K>(all: readonly T[], by: (one: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const one of all) {
    const key = by(one);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return groups;
}

function spanOf(all: readonly Told[]): { first: number; last: number } {
  let first = Infinity;
  let last = 0;
  for (const {
    measured: { readings },
  } of all) {
    first = Math.min(first, readings[0]?.at ?? Infinity);
    last = Math.max(last, readings.at(-1)?.at ?? 0);
  }
  return { first, last };
}
