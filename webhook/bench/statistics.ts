/** The few numbers that a row of measurements is told in. */

/** Nearest rank: a value that was really seen. `sorted` rises; `share` is 0.99 for p99. */
export function percentile(sorted: ArrayLike<number>, share: number): number {
  const rank = Math.ceil(share * sorted.length);
  return sorted[Math.max(0, Math.min(rank, sorted.length) - 1)] ?? Number.NaN;
}

export interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/** The median of an even count is the mean of the middle two. */
export function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const [below, above] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return {
    median: ((below ?? Number.NaN) + (above ?? Number.NaN)) / 2,
    low: sorted[0] ?? Number.NaN,
    high: sorted.at(-1) ?? Number.NaN,
  };
}

/** Round by round, because a noisy minute hits both sides of one round and not of another. */
export const ratios = (ours: readonly number[], theirs: readonly number[]): Spread =>
  spread(ours.flatMap((value, round) => value / (theirs[round] ?? Number.NaN)));

/** Fisher and Yates. Whoever always went first would always meet the same neighbours' noise. */
export function shuffled<T>(values: readonly T[], random: () => number = Math.random): T[] {
  const left = [...values];
  const order: T[] = [];
  while (left.length > 0) order.push(...left.splice(Math.floor(random() * left.length), 1));
  return order;
}
