/**
 * How far figures can be trusted, and how far the truth may lie from them (as the Vertical Pod
 * Autoscaler counts it: in days of evidence).
 *
 * Age is not in it. A source that falls silent must not take from a workload what it was given, so
 * how old a profile may be is for the policy to say (`maxAgeHours`), in its own words.
 */
import type { ComputeBy, Measured } from '../measured.ts';

const ATTRIBUTION = { exact: 1, perProcess: 0.8, duplicated: 0.3, unknown: 0.2 } as const;

/** Busy engines are never fewer than busy multiprocessors; a running kernel says nothing of how many. */
const BY: Record<ComputeBy, number> = { sm: 1, engine: 1, utilisation: 0.3, none: 0 };

export interface Seen {
  readonly hours: number;
  readonly samples: number;
}

const MINUTES_A_DAY = 1440;

/** Days of evidence: whichever is less, the time or the samples in it. */
export const daysOf = ({ hours, samples }: Seen): number =>
  Math.min(hours / 24, samples / MINUTES_A_DAY);

export function confidenceOf(
  seen: Seen,
  { attribution, by }: { attribution: Measured['attribution']; by: ComputeBy },
): number {
  const some = 1 - Math.exp(-daysOf(seen) / 2);
  return Math.round(some * ATTRIBUTION[attribution] * BY[by] * 1000) / 1000;
}

/** A factor: an hour of evidence may have seen a twentieth too much, a week next to nothing. */
export const lower = (days: number): number => (days > 0 ? (1 + 0.001 / days) ** -2 : 0);

/** A factor: a day of evidence may have seen half of what there is, a week seven eighths. */
export const upper = (days: number): number => (days > 0 ? 1 + 1 / days : Infinity);
