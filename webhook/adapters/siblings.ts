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
import { Shelves, type Frozen } from './shelves.ts';

export interface Alike {
  readonly pod: Pod;
  /** '' while unbound. */
  readonly node: string;
  readonly count: number;
}

export type Groups = Frozen<readonly Alike[]>;
export type Seat = Pick<SiblingQuestion, 'namespace' | 'kind' | 'name'>;

/** What the keys of all groups of a workload begin with, and of no other's. */
export const workloadKey = ({ kind, name }: Omit<Seat, 'namespace'>): string =>
  `${JSON.stringify([kind, name]).slice(0, -1)},`;

const groupKey = ({ kind, name }: Seat, hash: string): string =>
  `${workloadKey({ kind, name })}${JSON.stringify(hash)}]`;

/** An unbound pod that does not carry our decision has no shape yet. */
export const showsShape = (seen: SeenPod, { pod }: SeenGpu): boolean =>
  seen.node !== '' || pod.metadata.annotations?.[DECISION] !== undefined;

export class Siblings {
  readonly #groups = new Shelves<readonly Alike[]>();

  add(seat: Seat, { hash, pod }: SeenGpu, node: string): void {
    this.#count(seat, hash, { pod, node, count: 1 });
  }

  remove(seat: Seat, { hash, pod }: SeenGpu, node: string): void {
    this.#count(seat, hash, { pod, node, count: -1 });
  }

  freeze(): Groups {
    return this.#groups.freeze();
  }

  #count(seat: Seat, hash: string, more: Alike): void {
    const key = groupKey(seat, hash);
    const group = this.#groups.get(seat.namespace, key) ?? [];
    const at = group.findIndex(({ pod, node }) => pod === more.pod && node === more.node);
    const count = (group[at]?.count ?? 0) + more.count;
    const rest = at < 0 ? group : group.toSpliced(at, 1);
    const after = count > 0 ? [...rest, { ...more, count }] : rest;
    if (after.length > 0) this.#groups.set(seat.namespace, key, after);
    else this.#groups.delete(seat.namespace, key);
  }
}

type ShapeOf = (pod: Pod) => SiblingShape | 'none';

/** The shape most of them show; where as many show another, the one whose name comes first. */
export function siblingShape(
  groups: Groups,
  { hash, ...seat }: SiblingQuestion,
  shapeOf: ShapeOf,
): SiblingShape | 'none' {
  const group = groups.get(seat.namespace)?.get(groupKey(seat, hash)) ?? [];
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
