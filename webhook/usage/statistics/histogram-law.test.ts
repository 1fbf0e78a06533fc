/** Whatever is seen, in whatever order and in however many parts, comes to the same. */
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { MIB, RATIO, SIZE, type Buckets } from './buckets.ts';
import { histogramIn, textOf } from './checkpoint.ts';
import {
  EMPTY,
  HALF_LIFE_S,
  histogramOf,
  joined,
  partUpTo,
  quantile,
  type Histogram,
  type Sample,
} from './histogram.ts';
import { DAY, MONDAY } from './testing/seen.ts';

const MOST: readonly (readonly [Buckets, number])[] = [
  [MIB, 204_800],
  [RATIO, 1],
  [SIZE, 1],
];
/** As long as no sample is forgotten. */
const MONTHS = 55;

const at = fc.integer({ min: 0, max: MONTHS * DAY }).map((s) => MONDAY + s);
const drawn = fc.constantFrom(...MOST).chain(([buckets, most]) =>
  fc.record({
    buckets: fc.constant(buckets),
    samples: fc.array(fc.tuple(at, fc.double({ min: 0, max: most, noNaN: true })), {
      maxLength: 60,
    }),
  }),
);

const plain = ({ period, weights }: Histogram) => ({
  period,
  weights: [...weights].toSorted(([a], [b]) => a - b),
});

describe('a histogram', () => {
  test('is the same however what it is of was ordered and divided', () => {
    fc.assert(
      fc.property(drawn, fc.nat(60), fc.func(fc.nat()), ({ buckets, samples }, cut, key) => {
        const mixed = samples.toSorted((a, b) => key(a) - key(b));
        const parts = [mixed.slice(0, cut), mixed.slice(cut)] as const;
        const halves = parts.map((part) => histogramOf(buckets, part));
        const [a = EMPTY, b = EMPTY] = halves;
        const whole = plain(histogramOf(buckets, samples));
        expect(plain(joined(a, b))).toEqual(whole);
        expect(plain(joined(b, a))).toEqual(whole);
      }),
    );
  });

  test('is what it was when it comes out of its text', () => {
    fc.assert(
      fc.property(drawn, ({ buckets, samples }) => {
        const histogram = histogramOf(buckets, samples);
        const text = textOf(histogram);
        expect(plain(histogramIn(text))).toEqual(plain(histogram));
        expect(text).toMatch(/^[0-9]+ [0-9]+( [0-9a-v]+:[0-9a-v]+)*$/);
      }),
    );
  });

  test('tells of samples of one day what a sorted list would, and a bucket more at most', () => {
    const one = fc.constantFrom(0.5, 0.9, 0.95, 0.99, 1);
    fc.assert(
      fc.property(drawn, one, ({ buckets, samples }, part) => {
        const today = samples.map(([, value]): Sample => [MONDAY, value]);
        const told = quantile(buckets, histogramOf(buckets, today), part);
        const sorted = samples.map(([, value]) => value).toSorted((a, b) => a - b);
        const exact = sorted[Math.ceil(part * sorted.length - 1e-9) - 1];
        if (exact === undefined) return expect(told).toBeUndefined();
        expect(told).toBeGreaterThanOrEqual(exact - 1e-6);
        return expect(buckets.of(told ?? 0)).toBe(buckets.of(exact));
      }),
    );
  });

  test('has half as much of what is a half-life older', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 19 }), (age) => {
        const then: Sample[] = [[MONDAY - age * HALF_LIFE_S, 0.1]];
        const now: Sample[] = [[MONDAY, 0.9]];
        const both = joined(histogramOf(RATIO, then), histogramOf(RATIO, now));
        const part = 0.5 ** age;
        expect(partUpTo(both, RATIO.of(0.1))).toBeCloseTo(part / (1 + part), 9);
      }),
    );
  });

  test('forgets in the end, and says nothing of nothing', () => {
    const old = histogramOf(RATIO, [[MONDAY - 21 * HALF_LIFE_S, 0.9]]);
    const now = histogramOf(RATIO, [[MONDAY, 0.1]]);
    expect(quantile(RATIO, joined(old, now), 1)).toBe(0.1);
    expect(quantile(RATIO, EMPTY, 0.95)).toBeUndefined();
    expect(partUpTo(EMPTY, 0)).toBe(0);
  });
});

describe('a bucket', () => {
  test.each(MOST)('ends where the value lies or above it', (buckets, most) => {
    expect(buckets.end(buckets.count - 1)).toBeGreaterThanOrEqual(most);
    fc.assert(
      fc.property(fc.double({ min: 0, max: most, noNaN: true }), (value) => {
        const end = buckets.end(buckets.of(value));
        expect(end).toBeGreaterThanOrEqual(value - 1e-6);
      }),
    );
  });

  test('of memory is a twentieth too large at most, or 64 MiB; of a card a hundredth', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 204_800, noNaN: true }), (MiB) => {
        expect(MIB.end(MIB.of(MiB))).toBeLessThanOrEqual(MiB * 1.05 + 64 + 1e-6);
      }),
    );
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (part) => {
        expect(RATIO.end(RATIO.of(part))).toBeLessThanOrEqual(part + 0.01 + 1e-6);
      }),
    );
    expect([MIB.count, RATIO.count]).toEqual([106, 100]);
  });

  test('holds its own end, whatever a division left of it', () => {
    for (let i = 0; i < RATIO.count; i++) expect(RATIO.of((i + 1) / 100)).toBe(i);
    for (let i = 0; i < MIB.count; i++) expect(MIB.of(MIB.end(i))).toBe(i);
  });
});
