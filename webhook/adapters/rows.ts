/** The rows of one group while it is counted: found by what they count, so that a pod costs no search. */
import type { Numbered } from '../core/identity/numbered.ts';
import type { Pod } from '../core/pod.ts';

export interface Alike {
  readonly pod: Pod;
  /** '' while unbound. */
  readonly node: string;
  /** Which of the replicas it is, so that each has a row of its own where they are numbered. */
  readonly numbered: Numbered | 'none';
  readonly count: number;
}

/** Fewer are found by going through them: a table of few weighs more than they do. */
export const LARGE = 32;

export class Rows {
  #rows: readonly Alike[];
  /** `#rows`, unless somebody has it who relies on it. */
  #own: Alike[] | undefined;
  /** Where each stands, by pod, and by its node and number; there are many where there is one. */
  #at: Index | undefined;

  /** As an earlier one has copied them. */
  constructor(rows: readonly Alike[] = []) {
    this.#rows = rows;
    if (rows.length >= LARGE) this.#at = indexOf(rows);
  }

  /** `count` is how many more there are, or fewer. */
  count(more: Alike): void {
    const at = this.#find(more);
    const before = at === undefined ? undefined : this.#rows[at];
    const count = (before?.count ?? 0) + more.count;
    if (count > 0) this.#put(at ?? this.#rows.length, { ...more, count });
    else if (at !== undefined) this.#drop(at, more);
  }

  /** As it is now, for whoever keeps it: what is counted from now on is counted in another list. */
  copy(): readonly Alike[] {
    // A list that has grown by one and one has room for more, which a copy has not.
    if (this.#own !== undefined) this.#rows = [...this.#own];
    this.#own = undefined;
    return this.#rows;
  }

  #find(row: Alike): number | undefined {
    if (this.#at !== undefined) return this.#at.get(row.pod)?.get(placeOf(row));
    const at = this.#rows.findIndex((other) => other.pod === row.pod && samePlace(other, row));
    return at < 0 ? undefined : at;
  }

  #writable(): Alike[] {
    this.#own ??= [...this.#rows];
    this.#rows = this.#own;
    return this.#own;
  }

  #put(at: number, row: Alike): void {
    const rows = this.#writable();
    rows[at] = row;
    if (this.#at !== undefined) enter(this.#at, row, at);
    else if (rows.length >= LARGE) this.#at = indexOf(rows);
  }

  /** The last one takes its place: in which order they stand is of no account. */
  #drop(at: number, row: Alike): void {
    const places = this.#at?.get(row.pod);
    places?.delete(placeOf(row));
    if (places?.size === 0) this.#at?.delete(row.pod);
    const rows = this.#writable();
    const last = rows.pop();
    if (last !== undefined && at < rows.length) this.#put(at, last);
    if (rows.length < LARGE / 2) this.#at = undefined;
  }
}

type Index = Map<Pod, Map<string, number>>;

function indexOf(rows: readonly Alike[]): Index {
  const index: Index = new Map();
  rows.forEach((row, at) => enter(index, row, at));
  return index;
}

function enter(index: Index, row: Alike, at: number): void {
  const places = index.get(row.pod) ?? new Map<string, number>();
  index.set(row.pod, places.set(placeOf(row), at));
}

const samePlace = ({ node, numbered: a }: Alike, { node: other, numbered: b }: Alike): boolean =>
  node === other &&
  (a === b ||
    (a !== 'none' &&
      b !== 'none' &&
      a.ordinal === b.ordinal &&
      a.name === b.name &&
      a.kind === b.kind));

/** No name of Kubernetes' has a space in it. */
const placeOf = ({ node, numbered }: Alike): string =>
  numbered === 'none' ? node : `${node} ${numbered.kind} ${numbered.name} ${numbered.ordinal}`;
