/** A month in one go, a day at a time, through checkpoints, in any order: one tally, one profile. */
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { catalogue } from '../../core/testing/catalogue.ts';
import { checkpointOf, restored } from './checkpoint.ts';
import { fed, unread } from './history.ts';
import { rowOf } from './row.ts';
import { joinedTally, nothing, type Tally } from './tally.ts';
import { DAY, H100, HOUR, MINUTE, MONDAY, measured, windowOf } from './testing/seen.ts';
import { tallyOf, type Window } from './window.ts';
import type { Measured, Reading } from '../measured.ts';

const ratio = fc.integer({ min: 0, max: 1_000_000 }).map((n) => n / 1_000_000);
const reading: fc.Arbitrary<Reading> = fc.record(
  {
    at: fc.integer({ min: 0, max: 20 * 24 * 60 - 1 }).map((m) => MONDAY + m * MINUTE),
    vramMiB: fc.integer({ min: 0, max: 80_000 }),
    sm: ratio,
    dram: ratio,
    tensor: ratio,
  },
  { requiredKeys: ['at'] },
);

const one: fc.Arbitrary<Measured> = fc
  .record({
    pod: fc.constantFrom('asr-0', 'asr-1', 'asr-2'),
    device: fc.constantFrom(
      { id: 'GPU-1', model: H100 },
      { id: 'GPU-2/3', model: H100, migProfile: '2g.20gb' },
      { id: 'GPU-3', model: 'NVIDIA A100-SXM4-40GB' },
      { id: 'GPU-4', model: 'a card that nobody knows' },
    ),
    computeBy: fc.constantFrom('sm' as const, 'engine' as const, 'none' as const),
    sharing: fc.constantFrom('whole' as const, 'mig' as const, 'timeSlice' as const),
    attribution: fc.constantFrom('exact' as const, 'perProcess' as const, 'duplicated' as const),
    readings: fc.array(reading, { maxLength: 20 }),
  })
  .map(({ readings, ...parts }) => measured(readings, parts));
const some = fc.array(one, { maxLength: 6 });

const END = MONDAY + 20 * DAY;
const ooms = [{ at: MONDAY + 3 * DAY, MiB: 9000 }];

const between = (of: readonly Measured[], from: number, until: number): Measured[] =>
  of.map((each) => ({
    ...each,
    readings: each.readings.filter(({ at }) => at >= from && at < until),
  }));

const windowFrom = (of: readonly Measured[], from: number, until: number): Window =>
  windowOf(between(of, from, until), until, {
    ooms: ooms.filter(({ at }) => at >= from && at < until),
  });

const atOnce = (of: readonly Measured[]): Tally => tallyOf(windowFrom(of, MONDAY, END), catalogue);

/** As it is kept: maps in the order of their keys. */
const kept = (tally: Tally) => checkpointOf('server', tally);

const thawed = (tally: Tally): Tally => {
  // A status is JSON.
  const back = restored(JSON.parse(JSON.stringify(kept(tally))));
  if (back === 'unreadable') throw new Error('we have just written it');
  return back;
};

describe('a tally', () => {
  test('fed a day at a time, kept and restored in between, is that of the whole time', () => {
    fc.assert(
      fc.property(some, fc.constantFrom(HOUR, 5 * HOUR, DAY), (of, step) => {
        let so: Tally = nothing('registry.local/asr');
        for (let from = MONDAY; from < END; from += step) {
          const until = Math.min(from + step, END);
          so = thawed(fed(so, windowFrom(of, from, until), catalogue));
        }
        expect(kept(so)).toEqual(kept(atOnce(of)));
        expect(row(so)).toEqual(row(atOnce(of)));
      }),
      { numRuns: 50 },
    );
  });

  test('does not depend on the order in which readings arrive', () => {
    fc.assert(
      fc.property(some, fc.func(fc.nat()), fc.func(fc.nat()), (of, key, order) => {
        const mixed = of
          .map((each) => ({
            ...each,
            readings: each.readings.toSorted((a, b) => key(a) - key(b)),
          }))
          .toSorted((a, b) => order(a) - order(b));
        expect(kept(atOnce(mixed))).toEqual(kept(atOnce(of)));
      }),
    );
  });

  test('of two parts of the time is theirs together, whichever comes first', () => {
    const noon = fc.integer({ min: 0, max: 20 * 24 }).map((h) => MONDAY + h * HOUR);
    fc.assert(
      fc.property(some, noon, (of, cut) => {
        const first = tallyOf(windowFrom(of, MONDAY, cut), catalogue);
        const second = tallyOf(windowFrom(of, cut, END), catalogue);
        expect(kept(joinedTally(first, second))).toEqual(kept(atOnce(of)));
        expect(kept(joinedTally(second, first))).toEqual(kept(atOnce(of)));
      }),
    );
  });

  test('counts a reading once, however far windows reach back', () => {
    const back = fc.integer({ min: 0, max: 5 * DAY });
    fc.assert(
      fc.property(some, back, (of, reach) => {
        let so: Tally = nothing('registry.local/asr');
        for (let until = MONDAY + DAY; until <= END; until += DAY) {
          const seen = between(of, until - DAY - reach, until);
          const now = { ooms: ooms.filter(({ at }) => at >= until - DAY && at < until) };
          so = fed(so, windowOf(unread(seen, so), until, now), catalogue);
        }
        expect(kept(so)).toEqual(kept(atOnce(of)));
      }),
      { numRuns: 50 },
    );
  });

  test('is never lowered in its peak by another reading of a day it has seen', () => {
    fc.assert(
      fc.property(some, reading, (of, more) => {
        const so = atOnce(of);
        const days = [...so.memory.peaks.keys()];
        const day = days[(more.at / MINUTE) % Math.max(days.length, 1)];
        if (day === undefined) return;
        const then = measured([{ ...more, at: day * DAY }]);
        expect(peakOf(atOnce([...of, then]))).toBeGreaterThanOrEqual(peakOf(so));
      }),
    );
  });
});

const row = (tally: Tally) =>
  rowOf(tally, { name: 'server', tag: '1.4', class: 'serving' }, catalogue);

const peakOf = (tally: Tally): number =>
  Math.max(0, ...[...tally.memory.peaks.values()].map(({ MiB }) => MiB));
