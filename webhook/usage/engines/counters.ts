/** How far counters went on in a window, however often their process began anew. */
import type { Series } from '../measured.ts';

type Point = Series['points'][number];

export const growth = (all: readonly Series[]): number =>
  steps(all).reduce((sum, [, grown]) => sum + grown, 0);

/** When, and by how much. A value below the one before is a new process, which has counted all of it since. */
export function steps(all: readonly Series[]): Point[] {
  const found: Point[] = [];
  for (const points of joined(all)) {
    let last: number | undefined;
    for (const [at, value] of points) {
      if (last !== undefined && value !== last)
        found.push([at, value < last ? value : value - last]);
      last = value;
    }
  }
  return found;
}

/** Series of the same labels are one, which came in several answers. */
function joined(all: readonly Series[]): Point[][] {
  const byLabels = new Map<string, Map<number, number>>();
  for (const { labels, points } of all) {
    const key = JSON.stringify(Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1)));
    const known = byLabels.get(key) ?? new Map<number, number>();
    byLabels.set(key, known);
    for (const [at, value] of points) if (Number.isFinite(value)) known.set(at, value);
  }
  return [...byLabels.values()].map((points) => [...points].toSorted(([a], [b]) => a - b));
}

/** The most that a gauge ever showed. */
export const highest = (all: readonly Series[]): number =>
  all.reduce(
    (most, { points }) => points.reduce((high, [, value]) => (value > high ? value : high), most),
    0,
  );
