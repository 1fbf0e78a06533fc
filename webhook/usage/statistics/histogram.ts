/**
 * How often each bucket was hit, where what is older weighs less: half as much for each half-life.
 *
 * Weights are whole numbers and the half-life is counted in whole periods of the calendar, so that
 * nothing is ever rounded: in whatever order samples come, in one go or a day at a time, through a
 * checkpoint or not, the sums are the same to the last bit. Only what is older than FORGOTTEN
 * half-lives is dropped, of which a million samples would weigh as much as one of today.
 */
import type { Buckets } from './buckets.ts';

/** Three days: a quiet weekend does not hide the weekdays before it, and a new habit shows in a week. */
export const HALF_LIFE_S = 3 * 24 * 3600;

/** Half-lives after which a sample is dropped; also the bits that a weight has for older ones. */
const FORGOTTEN = 20;
const NEWEST = 2 ** FORGOTTEN;

export interface Histogram {
  /** Half-lives from the epoch to the newest sample. */
  readonly period: number;
  /** By bucket, in units of which a sample of the newest period has NEWEST. */
  readonly weights: ReadonlyMap<number, number>;
}

export type Sample = readonly [at: number, value: number];

export const EMPTY: Histogram = { period: 0, weights: new Map() };

export const periodOf = (at: number): number => Math.floor(at / HALF_LIFE_S);

export function histogramOf(buckets: Buckets, samples: readonly Sample[]): Histogram {
  const period = samples.reduce((newest, [at]) => Math.max(newest, periodOf(at)), 0);
  const weights = new Map<number, number>();
  for (const [at, value] of samples) add(weights, buckets.of(value), weightAt(period, at));
  return { period, weights };
}

const weightAt = (period: number, at: number): number => halved(NEWEST, period - periodOf(at));

const halved = (weight: number, times: number): number => Math.floor(weight / 2 ** times);

function add(weights: Map<number, number>, bucket: number, weight: number): void {
  if (weight > 0) weights.set(bucket, (weights.get(bucket) ?? 0) + weight);
}

export function joined(a: Histogram, b: Histogram): Histogram {
  const period = Math.max(a.period, b.period);
  const weights = new Map(shiftedTo(a, period).weights);
  for (const [bucket, weight] of shiftedTo(b, period).weights) add(weights, bucket, weight);
  return { period, weights };
}

/** As it is seen from a later period. */
export function shiftedTo(histogram: Histogram, period: number): Histogram {
  const weights = new Map<number, number>();
  for (const [bucket, weight] of histogram.weights)
    add(weights, bucket, halved(weight, period - histogram.period));
  return { period, weights };
}

/** As many of the newest period weigh as much. */
export const samplesOf = (weight: number): number => weight / NEWEST;

export const isEmpty = ({ weights }: Histogram): boolean => weights.size === 0;

/** The end of the first bucket under which that part of the weight lies; none of an empty one. */
export function quantile(
  buckets: Buckets,
  { weights }: Histogram,
  part: number,
): number | undefined {
  const enough = total(weights) * part;
  let under = 0;
  for (const bucket of inOrder(weights)) {
    under += weights.get(bucket) ?? 0;
    if (under >= enough) return buckets.end(bucket);
  }
  return undefined;
}

/** Part of the weight in that bucket and those below it, 0 to 1. */
export function partUpTo({ weights }: Histogram, bucket: number): number {
  const all = total(weights);
  const under = inOrder(weights).filter((one) => one <= bucket);
  return all === 0 ? 0 : under.reduce((sum, one) => sum + (weights.get(one) ?? 0), 0) / all;
}

export const inOrder = (weights: ReadonlyMap<number, number>): number[] =>
  [...weights.keys()].toSorted((a, b) => a - b);

const total = (weights: ReadonlyMap<number, number>): number =>
  [...weights.values()].reduce((sum, weight) => sum + weight, 0);
