import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { DAYS, highest, joinedPeaks, oomsIn, peaksOf, type Peaks } from './peaks.ts';
import { DAY, HOUR, MONDAY } from './testing/seen.ts';

type Seen = readonly [at: number, MiB: number];

/** Every hour of so many days, 4 GiB, and 9 GiB for the one hour of the week. */
const weekly = (days: number, hourOfPeak: number): Seen[] =>
  Array.from({ length: days * 24 }, (_, hour) => [
    MONDAY + hour * HOUR,
    hour % (7 * 24) === hourOfPeak ? 9216 : 4096,
  ]);

const byDay = (seen: readonly Seen[]): Seen[][] => {
  const days: Seen[][] = [];
  for (const one of seen) (days[Math.floor((one[0] - MONDAY) / DAY)] ??= []).push(one);
  return days;
};

const later = (days: number, from: number): Peaks =>
  peaksOf(Array.from({ length: days }, (_, i) => [MONDAY + (from + i) * DAY, 4096]));

describe('the highest of the last days', () => {
  test('never undercuts a peak that comes once a week, in whatever hour of it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 167 }), (hourOfPeak) => {
        let so: Peaks = new Map();
        for (const [day, seen] of byDay(weekly(42, hourOfPeak)).entries()) {
          so = joinedPeaks(so, peaksOf(seen));
          if (day >= 7) expect(highest(so)).toBe(9216);
        }
      }),
    );
  });

  test('where a percentile of the same days would', () => {
    const all = weekly(14, 100)
      .map(([, MiB]) => MiB)
      .toSorted((a, b) => a - b);
    expect(all[Math.floor(0.99 * all.length)]).toBe(4096);
  });

  const reading = fc.tuple(
    fc.integer({ min: 0, max: 30 * DAY }).map((s) => MONDAY + s),
    fc.integer({ min: 0, max: 80_000 }),
  );

  test('is not lowered by a reading of a day that it has seen', () => {
    fc.assert(
      fc.property(fc.array(reading, { minLength: 1 }), fc.nat(), fc.nat(80_000), (seen, n, MiB) => {
        const peaks = peaksOf(seen);
        const day = [...peaks.keys()][n % peaks.size] ?? 0;
        const more = joinedPeaks(peaks, peaksOf([[day * DAY + 1, MiB]]));
        expect(highest(more)).toBeGreaterThanOrEqual(Math.max(highest(peaks), MiB));
      }),
    );
  });

  test('is the same in whatever order and however many parts it was seen', () => {
    fc.assert(
      fc.property(fc.array(reading), fc.func(fc.nat()), fc.nat(20), (seen, key, cut) => {
        const mixed = seen.toSorted((a, b) => key(a) - key(b));
        const parts = joinedPeaks(peaksOf(mixed.slice(0, cut)), peaksOf(mixed.slice(cut)));
        expect([...parts]).toEqual([...peaksOf(seen)]);
      }),
    );
  });

  test('is forgotten by days on which it was seen to use less, not by days of silence', () => {
    const peak = peaksOf([[MONDAY, 9216]]);
    expect(highest(joinedPeaks(peak, later(1, 300)))).toBe(9216);
    expect(highest(joinedPeaks(peak, later(DAYS - 1, 1)))).toBe(9216);
    expect(highest(joinedPeaks(peak, later(DAYS, 1)))).toBe(4096);
  });

  test('is never below what it ran out with and a quarter more, whatever else those days brought', () => {
    fc.assert(
      fc.property(fc.array(reading), fc.nat(30), fc.nat(80_000), (seen, day, MiB) => {
        const at = MONDAY + day * DAY;
        const days = peaksOf(
          seen.filter(([then]) => then < at + DAY),
          [{ at, MiB }],
        );
        expect(highest(days)).toBeGreaterThanOrEqual(MiB * 1.25);
      }),
    );
  });

  test('has room for what it asked for when it ran out', () => {
    const small = peaksOf([[MONDAY, 300]], [{ at: MONDAY + 60, MiB: 0 }]);
    const large = peaksOf([[MONDAY, 3000]], [{ at: MONDAY + 60, MiB: 9984 }]);
    expect([highest(small), highest(large)]).toEqual([400, 12_480]);
    expect(oomsIn(joinedPeaks(small, large))).toBe(2);
    expect(highest(new Map())).toBe(0);
  });
});
