/**
 * What a workload was given must not change what it is said to need: a slice is a smaller device, on
 * which the same work looks larger, and on which more work than fits does not show at all.
 */
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { isNeed, needOf } from '../../core/fit/need.ts';
import { secondsOf } from '../../policy/profiles.ts';
import { catalogue, h100 } from '../../core/testing/catalogue.ts';
import { container } from '../../core/testing/pods.ts';
import { READ_AT, termsOf } from '../../core/testing/world.ts';
import { fed } from './history.ts';
import { rowOf, type Row } from './row.ts';
import { settled } from './settle.ts';
import type { Tally } from './tally.ts';
import { DAY, MONDAY, windowOf } from './testing/seen.ts';
import { dayOn, type Demand, type Device } from './testing/simulated.ts';

const server = container('server');
const of = { name: 'server', tag: '1.4', class: 'serving' } as const;
const facts = {
  workload: { namespace: 'speech', kind: 'Deployment', name: 'asr', by: 'owner' },
  catalogue,
  readAt: READ_AT,
  newestFigures: 'none',
} as const;

/** A day of a look each five minutes is almost five hours of minutes that were looked at. */
const terms = termsOf({
  evidence: { minHours: 4, minSamples: 100, estimate: 'advice', quality: [] },
});

/** As the core decides: memory and multiprocessors by its own words, the smallest instance first. */
function given(row: Row): Device {
  const { lastSeen, ...figures } = row;
  const seen = lastSeen === undefined ? {} : { lastSeen: secondsOf(lastSeen) };
  const need = needOf(server, { ...figures, ...seen }, terms, facts);
  if (!isNeed(need)) return 'whole';
  const fits = h100.profiles.find(
    ({ memoryMiB = 0, sms = 0, name }) =>
      name !== '7g.80gb' && memoryMiB >= need.vramMiB && sms >= need.sms,
  );
  return fits ?? 'whole';
}

interface State {
  readonly tally: Tally | 'nothing';
  readonly row: Row | 'none';
}

/** Some days on one device, after which the profile is written. */
function after(so: State, device: Device, demand: Demand, days: readonly number[]): State {
  let tally = so.tally;
  for (const day of days) {
    const midnight = MONDAY + day * DAY;
    tally = fed(tally, windowOf([dayOn(device, demand, midnight)], midnight + DAY), catalogue);
  }
  const row = tally === 'nothing' ? 'unseen' : rowOf(tally, of, catalogue);
  if (row === 'unseen') throw new Error('it was busy');
  return { tally, row: settled(so.row, row) };
}

const NEW: State = { tally: 'nothing', row: 'none' };

const rowIn = ({ row }: State): Row => {
  if (row === 'none') throw new Error('it was seen');
  return row;
};

/** Anything, and often what an instance has, give or take a little. */
const wantedPart = fc.oneof(
  fc.double({ min: 0.02, max: 0.95, noNaN: true }),
  fc
    .tuple(fc.constantFrom(16, 26, 32, 60), fc.double({ min: 0.85, max: 1.05, noNaN: true }))
    .map(([sms, times]) => (times * sms) / 132),
);

const demand: fc.Arbitrary<Demand> = fc
  .record({
    peak: fc.integer({ min: 1000, max: 60_000 }),
    memoryAtRest: fc.double({ min: 0.3, max: 1, noNaN: true }),
    work: wantedPart,
    atRest: fc.double({ min: 0, max: 1, noNaN: true }),
    working: fc.double({ min: 0.1, max: 0.9, noNaN: true }),
    seed: fc.nat(1_000_000),
  })
  .map(({ peak, memoryAtRest, work, atRest, working, seed }) => ({
    peakMiB: peak,
    restMiB: Math.max(300, peak * memoryAtRest),
    work,
    rest: work * atRest,
    working,
    seed,
  }));

/** Figures are told by the hundredth of a card. */
const BUCKET = 0.01;
const near = (a: number, b: number): boolean =>
  Math.abs(a - b) <= Math.max(0.1 * Math.max(a, b), BUCKET + 1e-9);

const size = (device: Device): number =>
  device === 'whole' || device === 'timeSlice' ? Infinity : h100.profiles.indexOf(device);

const rises = (sizes: readonly number[]) => expect(sizes).toEqual(sizes.toSorted((a, b) => a - b));

describe('the same workload on whatever it is given', () => {
  test('has the same figures within a tenth, or the hundredth of a card by which they are told', () => {
    const seen = { mig: 0, whole: 0 };
    fc.assert(
      fc.property(demand, (wanted) => {
        const whole = rowIn(after(NEW, 'whole', wanted, [0, 1, 2]));
        const device = given(whole);
        seen[device === 'whole' ? 'whole' : 'mig']++;
        // The same three days, so that nothing differs but the device.
        const slice = rowIn(after(NEW, device, wanted, [0, 1, 2]));
        expect(near(slice.vramMaxMiB, whole.vramMaxMiB)).toBe(true);
        expect(near(slice.smP95 ?? 0, whole.smP95 ?? 0)).toBe(true);
        expect(near(slice.smP50 ?? 0, whole.smP50 ?? 0)).toBe(true);
        expect(near(slice.dramP95 ?? 0, whole.dramP95 ?? 0)).toBe(true);
      }),
      { numRuns: 60 },
    );
    expect(Math.min(seen.mig, seen.whole)).toBeGreaterThan(5);
  });

  test('keeps them through turns with neighbours, of whose use nothing is learned', () => {
    fc.assert(
      fc.property(demand, (wanted) => {
        const first = after(NEW, 'whole', wanted, [0, 1, 2]);
        const device = given(rowIn(first));
        const turns = after(
          after(first, device, wanted, [3, 4, 5]),
          'timeSlice',
          wanted,
          [6, 7, 8],
        );
        const [before, then] = [rowIn(first), rowIn(turns)];
        expect(near(then.vramMaxMiB, before.vramMaxMiB)).toBe(true);
        expect(near(then.smP95 ?? 0, before.smP95 ?? 0)).toBe(true);
        expect(then).toMatchObject({ attribution: 'exact', computeBy: 'sm' });
        expect(['whole', 'mig']).toContain(then.sharing);
      }),
      { numRuns: 25 },
    );
  });

  test('is not given and taken away by turns: in twenty cycles it never comes back to a shape that it left, and once three days are known it grows or stays', () => {
    const seen = new Set<number>();
    fc.assert(
      fc.property(demand, (wanted) => {
        let so = after(NEW, 'whole', wanted, [0, 1]);
        // Few hours ask for more room, which is given back when they are enough, and never asked for again.
        const shapes: { device: Device; isYoung: boolean }[] = [];
        for (let cycle = 0; cycle < 20; cycle++) {
          const device = given(rowIn(so));
          shapes.push({ device, isYoung: rowIn(so).hours < 72 });
          so = after(so, device, wanted, [2 + cycle]);
        }
        const young = shapes.findLastIndex(({ isYoung }) => isYoung) + 1;
        const sizes = shapes.map(({ device }) => size(device));
        const turns = sizes.filter((one, cycle) => one !== sizes[cycle - 1]);
        expect(new Set(turns).size).toBe(turns.length);
        rises(sizes.slice(young));
        for (const one of sizes) seen.add(one);
      }),
      { numRuns: 25 },
    );
    expect(seen.size).toBeGreaterThan(2);
  });
});

describe('a slice that is too little', () => {
  const [, , , twoSlices] = h100.profiles;
  if (twoSlices?.name !== '2g.20gb') throw new Error('the catalogue has changed');
  /** It wants a third of the card; the instance has less than a quarter of it. */
  const wanted = {
    restMiB: 4000,
    peakMiB: 9000,
    rest: 0.05,
    work: 0.33,
    working: 0.5,
    seed: 7,
  };

  test('shows no more than it has, and so the next larger one is asked for', () => {
    const row = rowIn(after(NEW, twoSlices, wanted, [0, 1, 2]));
    expect(row).toMatchObject({ smP95: 0.25, smBoundedAt: 0.25, sharing: 'mig' });
    expect(given(row)).toMatchObject({ name: '3g.40gb' });
  });

  test('is not gone back to, however long what it was bounded by is past', () => {
    const less = { ...wanted, work: 0.225, rest: 0.225 };
    let so = after(NEW, twoSlices, less, [0, 1, 2]);
    for (let day = 3; day < 150; day++) {
      const device = given(rowIn(so));
      expect(device).toMatchObject({ name: '3g.40gb' });
      so = after(so, device, less, [day]);
    }
    expect(rowIn(so)).toMatchObject({ smBoundedAt: 0.25 });
  });

  test('of which only a moment was filled was enough', () => {
    const once = { ...wanted, working: 0.01 };
    const row = rowIn(after(NEW, twoSlices, once, [0, 1, 2]));
    expect(row).not.toHaveProperty('smBoundedAt');
  });

  test('is nothing that a card itself is', () => {
    const all = { ...wanted, rest: 1, work: 1 };
    const row = rowIn(after(NEW, 'whole', all, [0, 1, 2]));
    expect(row).toMatchObject({ smP95: 1 });
    expect(row).not.toHaveProperty('smBoundedAt');
  });
});
