/**
 * Which partitions fit one card together. Sums do not tell: a partition may begin at certain places
 * only, so a card can have slices left and no legal start (NVIDIA's MIG User Guide, "Supported MIG
 * Profiles"). Everything follows from the placements, which are data of the catalogue.
 */
export interface PartitionKind {
  /** E.g. `1g`, `1g.me`. */
  readonly kind: string;
  readonly computeSlices: number;
  readonly memorySlices: number;
  /** Places on the card's axis at which one may begin, and how many it takes from there. */
  readonly starts: readonly number[];
  readonly size: number;
  /** Where fewer fit than there are places: one set of media engines is one `1g.me`. */
  readonly most?: number;
}

export interface Geometry {
  readonly name: string;
  readonly computeSlices: number;
  readonly memorySlices: number;
  readonly partitions: readonly PartitionKind[];
}

/** How many of each kind, in the order of the geometry's partitions. */
export type Layout = readonly number[];

const known = new WeakMap<Geometry, readonly Layout[]>();

/** Every layout that fits one card, the empty one included. */
export function layouts(geometry: Geometry): readonly Layout[] {
  const made = known.get(geometry) ?? placed(geometry);
  known.set(geometry, made);
  return made;
}

function placed({ partitions }: Geometry): Layout[] {
  const end = Math.max(0, ...partitions.flatMap(({ starts, size }) => starts.map((s) => s + size)));
  // By the first place still free: what is found twice leads to the same places further on.
  const reached = new Map([[0, only(partitions.map(() => 0))]]);
  const found = new Map<string, Layout>();
  for (let at = 0; at <= end; at++)
    for (const layout of reached.get(at)?.values() ?? []) {
      found.set(layout.join(), layout);
      reach(reached, at + 1, layout);
      for (const [size, next] of begun(partitions, at, layout)) reach(reached, at + size, next);
    }
  return [...found.values()];
}

/** What the layout becomes by each partition that may begin here. */
const begun = (
  partitions: readonly PartitionKind[],
  at: number,
  layout: Layout,
): [size: number, next: Layout][] =>
  partitions.flatMap(({ starts, size, most = Infinity }, i) => {
    const count = layout[i] ?? 0;
    return starts.includes(at) && count < most ? [[size, layout.with(i, count + 1)]] : [];
  });

const only = (layout: Layout): Map<string, Layout> => new Map([[layout.join(), layout]]);

function reach(reached: Map<number, Map<string, Layout>>, at: number, layout: Layout): void {
  const there = reached.get(at) ?? new Map<string, Layout>();
  there.set(layout.join(), layout);
  reached.set(at, there);
}

/** Whether all that `part` has is in `layout`. */
export const holds = (layout: Layout, part: Layout): boolean =>
  part.every((count, i) => count <= (layout[i] ?? 0));

/** Those to which nothing can be added. */
export function maximal(geometry: Geometry): readonly Layout[] {
  const all = layouts(geometry);
  return all.filter((layout) => !all.some((other) => other !== layout && holds(other, layout)));
}

/** Instances of only this kind on one card. */
export function mostOf(geometry: Geometry, kind: string): number {
  const at = geometry.partitions.findIndex((partition) => partition.kind === kind);
  return Math.max(0, ...layouts(geometry).map((layout) => layout[at] ?? 0));
}

/** The same geometry with some kinds only, so that there is less to look through. */
export const among = (geometry: Geometry, kinds: readonly string[]): Geometry => ({
  ...geometry,
  partitions: geometry.partitions.filter(({ kind }) => kinds.includes(kind)),
});

/** Enough for any node there is; beyond it a layout is taken to fit, for nobody has shown otherwise. */
const MOST_TRIES = 20_000;
const MOST_CARDS = 64;

/** Whether so many cards hold all of it together, each in some layout of its own. */
export function fitCards(geometry: Geometry, wanted: Layout, cards: number): boolean {
  const ways = maximal(geometry);
  const failed = new Set<string>();
  const fit = (left: Layout, from: number, more: number): boolean => {
    if (left.every((count) => count === 0) || failed.size > MOST_TRIES) return true;
    if (more === 0 || failed.has(`${left.join()} ${from} ${more}`)) return false;
    // The order of cards does not matter, so a layout is not gone back to once it was passed.
    const found = ways.some((way, i) => i >= from && fit(without(left, way), i, more - 1));
    if (!found) failed.add(`${left.join()} ${from} ${more}`);
    return found;
  };
  return cards > MOST_CARDS || fit(wanted, 0, cards);
}

const without = (layout: Layout, part: Layout): Layout =>
  layout.map((count, i) => Math.max(0, count - (part[i] ?? 0)));
