/**
 * Live replicas by workload and controller hash. A group says how many of its pods stand on which
 * node and look how, not which pods they are: a thousand replicas on a hundred nodes are a hundred
 * rows, and the shape is read from a row when it is asked for, since it depends on what the node
 * offers at that time.
 */
import { DECISION } from '../core/governed.ts';
import type { Pod } from '../core/pod.ts';
import type { SiblingQuestion, SiblingShape } from '../core/world.ts';
import type { SeenGpu, SeenPod } from './seen-pod.ts';
import { LARGE, Rows, type Alike } from './rows.ts';
import { Shelves, type Frozen } from './shelves.ts';

export type Groups = Frozen<readonly Alike[]>;
export type Seat = Pick<SiblingQuestion, 'namespace' | 'kind' | 'name'>;

export interface Place extends Pick<Alike, 'node' | 'numbered'> {
  readonly seat: Seat;
}

/** What the keys of all groups of a workload begin with, and of no other's. */
export const workloadKey = ({ kind, name }: Omit<Seat, 'namespace'>): string =>
  `${JSON.stringify([kind, name]).slice(0, -1)},`;

const groupKey = ({ kind, name }: Omit<Seat, 'namespace'>, hash: string): string =>
  `${workloadKey({ kind, name })}${JSON.stringify(hash)}]`;

/** An unbound pod that does not carry our decision has no shape yet. */
export const showsShape = (seen: SeenPod, { pod }: SeenGpu): boolean =>
  seen.node !== '' || pod.metadata.annotations?.[DECISION] !== undefined;

/**
 * Counted in place and copied for a snapshot, each group that has changed once: copied for each pod, a
 * hundred thousand replicas would cost their number squared. What small groups are counted in is made anew when
 * one of their pods comes or goes; a cluster has thousands of them.
 */
export class Siblings {
  /** Of groups that have changed since the last `freeze`, and of large ones. */
  readonly #counted = new Map<string, Map<string, Rows>>();
  /** Counted since the last `freeze`. */
  readonly #changed = new Map<Rows, readonly [namespace: string, key: string]>();
  readonly #groups = new Shelves<readonly Alike[]>();

  add({ hash, pod }: SeenGpu, { seat, node, numbered }: Place): void {
    this.#rows(seat, hash).count({ pod, node, numbered, count: 1 });
  }

  remove({ hash, pod }: SeenGpu, { seat, node, numbered }: Place): void {
    this.#rows(seat, hash).count({ pod, node, numbered, count: -1 });
  }

  freeze(): Groups {
    for (const [rows, [namespace, key]] of this.#changed) {
      const group = rows.copy();
      if (group.length > 0) this.#groups.set(namespace, key, group);
      else this.#groups.delete(namespace, key);
      if (group.length < LARGE) this.#forget(namespace, key);
    }
    this.#changed.clear();
    return this.#groups.freeze();
  }

  #rows({ namespace, ...seat }: Seat, hash: string): Rows {
    const key = groupKey(seat, hash);
    const there = this.#counted.get(namespace) ?? new Map<string, Rows>();
    const rows = there.get(key) ?? new Rows(this.#groups.get(namespace, key));
    this.#counted.set(namespace, there.set(key, rows));
    this.#changed.set(rows, [namespace, key]);
    return rows;
  }

  #forget(namespace: string, key: string): void {
    const there = this.#counted.get(namespace);
    there?.delete(key);
    if (there?.size === 0) this.#counted.delete(namespace);
  }
}

type ShapeOf = (pod: Pod) => SiblingShape | 'none';

/** The shape most of them show; where as many show another, the one whose name comes first. */
export function siblingShape(
  groups: Groups,
  { hash, among, ...seat }: SiblingQuestion,
  shapeOf: ShapeOf,
): SiblingShape | 'none' {
  const all = groups.get(seat.namespace)?.get(groupKey(seat, hash)) ?? [];
  const group = merged(among === undefined ? all : all.filter(({ numbered }) => among(numbered)));
  const bound = commonest(
    group.filter(({ node }) => node !== ''),
    shapeOf,
  );
  return bound === 'none'
    ? commonest(
        group.filter(({ node }) => node === ''),
        shapeOf,
      )
    : bound;
}

/** A number does not tell of a shape, so it is read once for all replicas of one look on one node. */
function merged(group: readonly Alike[]): readonly Alike[] {
  if (group.every(({ numbered }) => numbered === 'none')) return group;
  const rows = new Rows();
  for (const row of group) rows.count({ ...row, numbered: 'none' });
  return rows.copy();
}

function commonest(group: readonly Alike[], shapeOf: ShapeOf): SiblingShape | 'none' {
  const tally = new Map<string, { readonly shape: SiblingShape; count: number }>();
  for (const { pod, node, count } of group) {
    const shape = shapeOf(node === '' ? pod : { ...pod, spec: { ...pod.spec, nodeName: node } });
    if (shape === 'none') continue;
    const name = nameOf(shape);
    const row = tally.get(name) ?? { shape, count: 0 };
    row.count += count;
    tally.set(name, row);
  }
  const rows = [...tally].toSorted(([a, x], [b, y]) => y.count - x.count || (a < b ? -1 : 1));
  return rows[0]?.[1].shape ?? 'none';
}

const nameOf = ({ containers }: SiblingShape): string =>
  JSON.stringify([...containers].map(([name, { slice }]) => [name, slice]).toSorted(byName));

const byName = ([a = '']: string[], [b = '']: string[]): number => (a < b ? -1 : a > b ? 1 : 0);
