/**
 * How much is asked at once. A plan is made from how many series there are, before any of them is read,
 * and is a value: it can be printed and judged without asking anything.
 *
 * Namespaces are kept whole over time as far as a question may grow, because whoever reads on wants all
 * of a workload; small ones share a question, and one that is too large alone is cut in time.
 */
import type { SeriesWanted } from '../../ports.ts';
import { timeOf } from '../../usage/time.ts';
import type { Grid } from './results.ts';

export interface Budget {
  /**
   * Points of all series of one answer. Reading 200,000 took 80 to 170 ms on two busy cores, in which
   * nobody else is answered by the same process; a quarter of that is the most that admission should wait.
   */
  readonly samples: number;
  /** Points of one series; Prometheus refuses more than 11,000. */
  readonly points: number;
  /** Names in one matcher, which is compiled for each question. */
  readonly namespaces: number;
}

export const usualBudget: Budget = { samples: 50_000, points: 11_000, namespaces: 100 };

/** One question for each metric. */
export interface PlannedPart {
  readonly namespaces: readonly string[];
  readonly grid: Grid;
  /** What one metric is expected to bring. */
  readonly samples: number;
}

export interface Plan {
  readonly wanted: SeriesWanted;
  readonly parts: readonly PlannedPart[];
}

/** Series of one metric at a time, by namespace. */
export type Alive = ReadonlyMap<string, number>;

export function planOf(wanted: SeriesWanted, alive: Alive, budget: Budget = usualBudget): Plan {
  const whole = gridOf(wanted);
  if (whole === undefined) return { wanted, parts: [] };
  const longest = Math.min(pointsIn(whole), budget.points);
  const parts = packed(alive, longest, budget).flatMap(({ namespaces, series }) => {
    const points = Math.max(1, Math.min(longest, Math.floor(budget.samples / series)));
    return windows(whole, points).map((grid) => ({
      namespaces,
      grid,
      samples: series * pointsIn(grid),
    }));
  });
  return { wanted, parts };
}

/** Multiples of the step that lie after the one and not after the other; none where there are none. */
export function gridOf({ after, until, everySeconds: step }: SeriesWanted): Grid | undefined {
  if (!Number.isSafeInteger(step) || step < 1)
    throw new Error(`points are whole seconds apart, not ${step}`);
  const start = (Math.floor(after / step) + 1) * step;
  const end = Math.floor(until / step) * step;
  return end < start ? undefined : { start, end, step };
}

export const pointsIn = ({ start, end, step }: Grid): number =>
  Math.round((end - start) / step) + 1;

export const windows = ({ start, end, step }: Grid, points: number): readonly Grid[] => {
  const length = points * step;
  const count = Math.ceil((end - start + step) / length);
  return Array.from({ length: count }, (_, nth) => {
    const from = start + nth * length;
    return { start: from, end: Math.min(end, from + length - step), step };
  });
};

interface Packed {
  readonly namespaces: readonly string[];
  readonly series: number;
}

/** In the order of their names, each as long as the question stays within bounds with it. */
function packed(alive: Alive, points: number, budget: Budget): readonly Packed[] {
  const packs: Packed[] = [];
  for (const [namespace, count] of [...alive].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    // One that had none whenever we looked may have had some in between.
    const series = Math.max(1, count);
    const last = packs.at(-1);
    const joined = (last?.series ?? 0) + series;
    if (
      last !== undefined &&
      joined * points <= budget.samples &&
      last.namespaces.length < budget.namespaces
    )
      packs[packs.length - 1] = { namespaces: [...last.namespaces, namespace], series: joined };
    else packs.push({ namespaces: [namespace], series });
  }
  return packs;
}

/** Two halves of a question that was too much after all; none where it is of one point of one namespace. */
export function halves(part: PlannedPart): readonly PlannedPart[] | undefined {
  const { namespaces, grid, samples } = part;
  const points = pointsIn(grid);
  if (points > 1)
    return windows(grid, Math.ceil(points / 2)).map((half) => ({
      namespaces,
      grid: half,
      samples: Math.ceil((samples * pointsIn(half)) / points),
    }));
  if (namespaces.length === 1) return undefined;
  const middle = Math.ceil(namespaces.length / 2);
  return [namespaces.slice(0, middle), namespaces.slice(middle)].map((some) => ({
    namespaces: some,
    grid,
    samples: Math.ceil((samples * some.length) / namespaces.length),
  }));
}

export function planText({ wanted, parts }: Plan): string {
  const { metrics, everySeconds } = wanted;
  const questions = parts.length * metrics.length;
  const samples = parts.reduce((sum, part) => sum + part.samples, 0) * metrics.length;
  const names = metrics.map(({ name, over }) => `${over} of ${name}`).join(', ');
  const lines = parts.map(
    ({ namespaces, grid, samples: each }) =>
      `  ${timeOf(grid.start)} to ${timeOf(grid.end)}  ${each} samples  ${namespaces.join(', ')}`,
  );
  return [
    `${questions} questions for about ${samples} samples, one each ${everySeconds} s: ${names}`,
    ...lines,
    '',
  ].join('\n');
}
