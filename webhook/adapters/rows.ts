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

export class Rows {
  readonly #rows: Alike[] = [];
  /** Where each stands, by pod, and by its node and number. */
  readonly #at = new Map<Pod, Map<string, number>>();

  /** `count` is how many more there are, or fewer. */
  count(more: Alike): void {
    const at = this.#at.get(more.pod)?.get(placeOf(more));
    const before = at === undefined ? undefined : this.#rows[at];
    const count = (before?.count ?? 0) + more.count;
    if (count > 0) this.#put(at ?? this.#rows.length, { ...more, count });
    else if (at !== undefined) this.#drop(at, more);
  }

  /** As it is now, for whoever keeps it. */
  copy(): readonly Alike[] {
    return [...this.#rows];
  }

  #put(at: number, row: Alike): void {
    this.#rows[at] = row;
    const nodes = this.#at.get(row.pod) ?? new Map<string, number>();
    this.#at.set(row.pod, nodes.set(placeOf(row), at));
  }

  /** The last one takes its place: in which order they stand is of no account. */
  #drop(at: number, row: Alike): void {
    const nodes = this.#at.get(row.pod);
    nodes?.delete(placeOf(row));
    if (nodes?.size === 0) this.#at.delete(row.pod);
    const last = this.#rows.pop();
    if (last !== undefined && at < this.#rows.length) this.#put(at, last);
  }
}

/** No name of Kubernetes' has a space in it. */
const placeOf = ({ node, numbered }: Alike): string =>
  numbered === 'none' ? node : `${node} ${numbered.kind} ${numbered.name} ${numbered.ordinal}`;
