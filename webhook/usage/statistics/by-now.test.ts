/** What a checkpoint says of the future is taken for seen by now; nothing else of it changes. */
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { catalogue } from '../../core/testing/catalogue.ts';
import { byNow } from './by-now.ts';
import { fed } from './history.ts';
import { periodOf } from './histogram.ts';
import { dayOf, highest } from './peaks.ts';
import { nothing, type Tally } from './tally.ts';
import { DAY, MINUTE, MONDAY, measured, steady, windowOf } from './testing/seen.ts';

/** So many days from a Monday on, with another peak on each. */
const seenFor = (days: number): Tally => {
  let tally: Tally = nothing('registry.local/asr');
  for (let day = 0; day < days; day++) {
    const from = MONDAY + day * DAY;
    const readings = steady(from, 60, { vramMiB: 5000 + 10 * day, sm: 0.2, dram: 0.1 });
    tally = fed(tally, windowOf([measured(readings)], from + DAY), catalogue);
  }
  return tally;
};

const times = (tally: Tally): number[] => [
  tally.firstSeen,
  tally.lastSeen,
  tally.readTo,
  ...[...tally.tags.values()].map(({ lastSeen }) => lastSeen),
];

const periods = ({ memory, compute }: Tally): number[] => [
  memory.MiB.period,
  ...[...compute.values()].flatMap(({ sm, dram, tensor, sizes, filled }) =>
    [sm, dram, tensor, sizes, filled].map(({ period }) => period),
  ),
];

describe('a tally, by now', () => {
  test('is what it was where all of it has been', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 20 }), fc.nat(1_000_000), (days, later) => {
        const tally = seenFor(days);
        expect(byNow(tally, MONDAY + days * DAY + later)).toEqual(tally);
      }),
      { numRuns: 30 },
    );
  });

  test('tells of no later time, and of no smaller peak', () => {
    const tally = seenFor(10);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 12 * 1440 }), (minutes) => {
        const now = MONDAY + minutes * MINUTE;
        const own = byNow(tally, now);
        expect(Math.max(...times(own))).toBeLessThanOrEqual(now);
        expect(Math.max(...periods(own))).toBeLessThanOrEqual(periodOf(now));
        expect(Math.max(...own.memory.peaks.keys())).toBeLessThanOrEqual(dayOf(now));
        expect(highest(own.memory.peaks)).toBe(highest(tally.memory.peaks));
        expect(byNow(own, now)).toEqual(own);
      }),
      { numRuns: 100 },
    );
  });

  test('goes on learning where it would have been deaf for ever', () => {
    const forged = { ...seenFor(1), readTo: 253_402_300_799 };
    const now = MONDAY + DAY;
    const window = windowOf([measured(steady(now, 60, { vramMiB: 9000, sm: 0.3 }))], now + DAY);
    expect(highest(fed(byNow(forged, now), window, catalogue).memory.peaks)).toBe(9000);
    expect(fed(byNow(forged, now), window, catalogue).readTo).toBe(now + DAY);
  });
});
