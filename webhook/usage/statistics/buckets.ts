/**
 * Where one bucket of a histogram ends and the next begins. Figures are told by a bucket's end, so
 * that rounding never gives a workload less than it was seen to use.
 */
export interface Buckets {
  readonly count: number;
  /** The bucket whose end is the smallest that is not below the value. */
  readonly of: (value: number) => number;
  readonly end: (bucket: number) => number;
}

/** A value that is a bucket's end but for the last bits of a division belongs to that bucket. */
const SLACK = 1e-9;

const within = (count: number, at: number): number =>
  Math.min(Math.max(Math.ceil(at - SLACK) - 1, 0), count - 1);

/** As many as reach `most`, each wider than the one before by the same factor. */
function growing(first: number, factor: number, most: number): Buckets {
  const wider = factor - 1;
  const at = (value: number) => Math.log((value * wider) / first + 1) / Math.log(factor);
  const count = Math.ceil(at(most)) + 1;
  return {
    count,
    of: (value) => within(count, at(value)),
    end: (bucket) => (first * (factor ** (bucket + 1) - 1)) / wider,
  };
}

/** MiB of one device: up to 200 GiB with an error of at most a twentieth, or of 64 MiB. */
export const MIB: Buckets = growing(64, 1.05, 204_800);

const even = (count: number): Buckets => ({
  count,
  of: (value) => within(count, value * count),
  end: (bucket) => (bucket + 1) / count,
});

/** Parts of a whole card, 0 to 1. */
export const RATIO: Buckets = even(100);

/** Sizes of instances, fine enough that no two of a card are one. */
export const SIZE: Buckets = even(1000);
