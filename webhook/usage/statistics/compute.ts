/**
 * How busy a container kept its cards, in parts of a whole card whatever it ran on, for one product
 * and one kind of figure: parts of another card and busy engines are no multiprocessors of this one.
 */
import { RATIO, SIZE } from './buckets.ts';
import {
  EMPTY,
  histogramOf,
  joined,
  samplesOf,
  shiftedTo,
  type Histogram,
  type Sample,
} from './histogram.ts';
import type { ComputeBy, Measured } from '../measured.ts';

export interface Compute {
  readonly product: string;
  readonly by: ComputeBy;
  readonly sharing: Measured['sharing'];
  /** Minutes in which some pod was busy, and the same summed over pods. */
  readonly minutes: number;
  readonly samples: number;
  readonly sm: Histogram;
  readonly dram: Histogram;
  readonly tensor: Histogram;
  /** Samples by the size of the instance they were taken on; and those that filled it. */
  readonly sizes: Histogram;
  readonly filled: Histogram;
}

export const none = (product: string, by: ComputeBy): Compute => ({
  product,
  by,
  sharing: 'whole',
  minutes: 0,
  samples: 0,
  sm: EMPTY,
  dram: EMPTY,
  tensor: EMPTY,
  sizes: EMPTY,
  filled: EMPTY,
});

/** What was seen, in parts of the card. */
export interface Activity {
  readonly sm: readonly Sample[];
  readonly dram: readonly Sample[];
  readonly tensor: readonly Sample[];
  readonly sizes: readonly Sample[];
  readonly filled: readonly Sample[];
}

export const histograms = (seen: Activity) => ({
  sm: histogramOf(RATIO, seen.sm),
  dram: histogramOf(RATIO, seen.dram),
  tensor: histogramOf(RATIO, seen.tensor),
  sizes: histogramOf(SIZE, seen.sizes),
  filled: histogramOf(SIZE, seen.filled),
});

/** The worse the further on: what shared a card says less of who used it. */
const SHARING: readonly Measured['sharing'][] = ['whole', 'mig', 'mps', 'timeSlice'];

export const worseSharing = (a: Measured['sharing'], b: Measured['sharing']) =>
  SHARING.indexOf(a) >= SHARING.indexOf(b) ? a : b;

/** Of two times that do not overlap. */
export const joinedCompute = (a: Compute, b: Compute): Compute => ({
  ...a,
  sharing: worseSharing(a.sharing, b.sharing),
  minutes: a.minutes + b.minutes,
  samples: a.samples + b.samples,
  sm: joined(a.sm, b.sm),
  dram: joined(a.dram, b.dram),
  tensor: joined(a.tensor, b.tensor),
  sizes: joined(a.sizes, b.sizes),
  filled: joined(a.filled, b.filled),
});

/** Of an instance's multiprocessors: who uses more of them than this would use more if it had them. */
export const FULL = 0.95;

/** Fewer say nothing of what it wants: an engine that warms up fills any instance for a while. */
const ENOUGH = 60;

/**
 * More than the largest part of a card that was too little: one that was filled for more of the time
 * than `quantile` leaves over. What was seen there is what there was, not what was wanted.
 */
export function boundAt({ sizes, filled }: Compute, quantile: number): number | undefined {
  const { weights } = shiftedTo(filled, sizes.period);
  const tooSmall = [...weights].filter(
    ([size, weight]) =>
      weight > (sizes.weights.get(size) ?? 0) * (1 - quantile) && samplesOf(weight) >= ENOUGH,
  );
  if (tooSmall.length === 0) return undefined;
  const size = SIZE.end(Math.max(...tooSmall.map(([bucket]) => bucket)));
  return Math.min(1, Math.floor(size * 100 + 1) / 100);
}
