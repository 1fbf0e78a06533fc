/** What may not depend on how Prometheus happens to hand its series over. */
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { Measured, Series } from '../measured.ts';
import {
  alone,
  device,
  FB_USED,
  GPU_UTIL,
  mps,
  on,
  seen,
  SM_ACTIVE,
  turns,
} from '../testing/dcgm.ts';
import type { Facts } from './ground.ts';
import { measuredBy } from './measure.ts';
import type { Unit } from './table.ts';
import { converted, scalesOf } from './units.ts';

const MIB = 2 ** 20;

const points = fc.uniqueArray(
  fc.tuple(
    fc.integer({ min: 0, max: 40 }).map((minute) => minute * 60),
    fc.oneof(fc.integer({ min: 0, max: 90_000 }), fc.constantFrom(Number.NaN, 9.2e18, -1, 0)),
  ),
  { selector: ([at]) => at, maxLength: 8 },
);
const labels = fc
  .record({
    pod: fc.constantFrom('a', 'b', 'c', ''),
    card: fc.constantFrom('GPU-1', 'GPU-2'),
    replica: fc.constantFrom('', '0', '1'),
    copy: fc.constantFrom('x', 'y'),
  })
  .map(({ pod, card, replica, copy }) => {
    const of = { ...device, UUID: card, vgpu: replica, instance: copy };
    return pod === '' ? of : on(pod, of);
  });
const someSeries = fc.array(
  fc
    .record({ labels, points })
    .map((one): Series => ({ ...one, points: one.points.toSorted(([a], [b]) => a - b) })),
  { maxLength: 6 },
);
const world = fc.record({
  fb: someSeries,
  util: someSeries,
  sm: someSeries,
  facts: fc.constantFrom(alone, turns, mps),
});

const read = ({ fb, util, sm, facts }: typeof world extends fc.Arbitrary<infer W> ? W : never) =>
  measuredBy('dcgm', seen({ [FB_USED]: fb, [GPU_UTIL]: util, [SM_ACTIVE]: sm }), facts);

/** The same labels, written in another order. */
const turned = ({ labels: of, points: at }: Series): Series => ({
  labels: Object.fromEntries(Object.entries(of).toReversed()),
  points: at,
});

const reordered = (all: readonly Series[]) => all.map(turned).toReversed();

const withMemory = ({ readings }: Measured): number[] =>
  readings.filter(({ vramMiB }) => vramMiB !== undefined).map(({ at }) => at);

describe('however it is handed over', () => {
  test('the order of series, and of labels in them, does not matter', () => {
    fc.assert(
      fc.property(world, (of) => {
        const { fb, util, sm, facts } = of;
        expect(
          read({ fb: reordered(fb), util: reordered(util), sm: reordered(sm), facts }),
        ).toEqual(read(of));
      }),
    );
  });

  test('a series that is told twice says no more than once', () => {
    fc.assert(
      fc.property(world, (of) => {
        expect(read({ ...of, fb: [...of.fb, ...of.fb], sm: [...of.sm, ...of.sm] })).toEqual(
          read(of),
        );
      }),
    );
  });

  test('the parts of a series, as chunks of an answer, say what the whole says', () => {
    fc.assert(
      fc.property(world, fc.nat(8), (of, cut) => {
        const halves = of.fb.flatMap(({ labels: whose, points: at }) => [
          { labels: whose, points: at.slice(0, cut) },
          { labels: whose, points: at.slice(cut) },
        ]);
        expect(read({ ...of, fb: halves })).toEqual(read(of));
      }),
    );
  });

  test('readings are in order of time, each with a figure, none beyond what a device can have', () => {
    fc.assert(
      fc.property(world, (of) => {
        for (const { readings } of read(of)) {
          const times = readings.map(({ at }) => at);
          expect(times).toEqual([...new Set(times)].toSorted((a, b) => a - b));
          for (const { vramMiB = 0, sm = 0, ...rest } of readings) {
            expect(vramMiB >= 0 && vramMiB < 1e9 && sm >= 0 && sm <= 1).toBe(true);
            expect(rest.at).toBeGreaterThanOrEqual(0);
          }
        }
      }),
    );
  });
});

const windowOf = (values: readonly number[]): Series[] =>
  values.map((value) => ({ labels: {}, points: [[0, value]] }));

const scalesIn = (unit: Unit, values: readonly number[]) => {
  const all = windowOf(values);
  return [...new Set(all.map(scalesOf(unit, all, () => 'one target')))];
};

describe('whose it is', () => {
  test('two on one device at the same time are never both told that it was their own', () => {
    fc.assert(
      fc.property(world, (of) => {
        const exact = read(of).filter(({ attribution }) => attribution === 'exact');
        for (const [index, one] of exact.entries())
          for (const other of exact
            .slice(index + 1)
            .filter(({ device: { id } }) => id === one.device.id)) {
            const times = new Set(withMemory(one));
            const both = withMemory(other).filter((at) => times.has(at));
            expect(Math.max(0, ...both) - Math.min(...both, Infinity)).toBeLessThanOrEqual(300);
          }
      }),
    );
  });

  test('nothing of a node that shares is a container’s own', () => {
    fc.assert(
      fc.property(world, fc.constantFrom(turns, mps), (of, facts) => {
        for (const { attribution, sharing } of read({ ...of, facts })) {
          expect(attribution).not.toBe('exact');
          expect(['timeSlice', 'mps']).toContain(sharing);
        }
      }),
    );
  });
});

describe('units', () => {
  test('the same memory in bytes and in MiB is the same', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), (mib) => {
        expect(converted(mib * MIB, 'bytes')).toBe(converted(mib, 'MiB'));
      }),
    );
  });

  test('the same share in percent and as a ratio is the same', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100 }), (percent) => {
        expect(converted(percent, 'percent')).toBe(converted(percent / 100, 'ratio'));
      }),
    );
  });

  test('more is never read as less', () => {
    const scale = fc.constantFrom(
      'MiB' as const,
      'bytes' as const,
      'percent' as const,
      'ratio' as const,
    );
    fc.assert(
      fc.property(scale, fc.double({ noNaN: true }), fc.double({ noNaN: true }), (of, a, b) => {
        const [less, more] = [converted(Math.min(a, b), of), converted(Math.max(a, b), of)];
        if (less !== 'invalid' && more !== 'invalid') expect(more).toBeGreaterThanOrEqual(less);
      }),
    );
  });

  test('a scale that must be found is one for the whole window', () => {
    expect(scalesIn('either', [0.2, 1])).toEqual(['ratio']);
    expect(scalesIn('either', [0.2, 1.5])).toEqual(['percent']);
    expect(scalesIn('either', [0.2, 9.2e18])).toEqual(['ratio']);
    expect(scalesIn('percent', [0.2])).toEqual(['percent']);
  });
});

describe('a figure that may be anybody’s', () => {
  const holders = ['a', 'b', 'd'].map((pod) => ({
    namespace: 'team-ml',
    pod,
    container: 'main',
    node: 'n',
    devices: 1,
  }));
  const gone: Facts = { ...turns, nodes: new Map([['m', turns.nodes.get('n') ?? {}]]) };
  const facts = fc.constantFrom(
    alone,
    turns,
    mps,
    gone,
    { ...alone, holders },
    { ...gone, holders },
  );

  test('says why, and no other does', () => {
    fc.assert(
      fc.property(world, facts, (of, around) => {
        for (const { attribution, doubt } of read({ ...of, facts: around }))
          expect(doubt !== undefined).toBe(attribution === 'unknown');
      }),
    );
  });
});
