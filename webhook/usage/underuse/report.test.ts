/** Who uses less than half of what they hold, and who cannot be told. */
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { Held } from './held.ts';
import { roomOf, standingOf, underUse, type Figures, type FiguresOf } from './report.ts';

const NOW = 1_763_715_600;
const DAY = 86_400;
const H100 = { milliGPU: 1000, MiB: 81_559 };

const held = (parts: Partial<Held> = {}): Held => ({
  team: 'speech',
  namespace: 'speech',
  kind: 'Deployment',
  name: 'asr',
  class: 'serving',
  labels: {},
  claim: H100,
  containers: [{ name: 'server', revision: 'registry.local/asr', devices: 1 }],
  since: NOW - 3 * DAY,
  floor: { minHours: 24, minSamples: 100 },
  ...parts,
});

const figures = (parts: Partial<Figures> = {}): Figures => ({
  revision: 'registry.local/asr',
  attribution: 'exact',
  vramMaxMiB: 8156,
  smP95: 0.2,
  hours: 168,
  samples: 10_080,
  ...parts,
});

const all =
  (parts: Partial<Figures> = {}): FiguresOf =>
  () =>
    figures(parts);

const wish = { now: NOW, staleDays: 14 };

const only = (pods: readonly Held[], of: FiguresOf) => {
  const { workloads, unmeasured } = underUse(pods, of, wish);
  const [one] = workloads;
  if (one === undefined) throw new Error(JSON.stringify(unmeasured));
  return one;
};

const aged = (days: number, seen: Partial<Figures> = {}) =>
  only([held({ since: NOW - days * DAY })], all(seen));

describe('a piece of a GPU is in use as far as the scarcer of its goods is', () => {
  test.each<[string, Partial<Figures>, number, string]>([
    ['a tenth of memory, a fifth of compute', {}, 0.2, 'under'],
    ['memory alone', { vramMaxMiB: 40_780, smP95: 0.01 }, 0.5, 'low'],
    ['compute alone', { vramMaxMiB: 100, smP95: 0.7 }, 0.7, 'good'],
    ['all but full', { vramMaxMiB: 80_000, smP95: 0.5 }, 0.981, 'tight'],
  ])('%s', (_, seen, use, standing) => {
    const found = only([held()], all(seen));
    expect(found.use).toBeCloseTo(use, 3);
    expect(found.standing).toBe(standing);
  });

  test('the same figures fill a seventh of a card, and a pod of two cards uses both', () => {
    const seventh = held({ claim: { milliGPU: 142, MiB: 9984 } });
    expect(only([seventh], all({ smP95: 0.1 })).memory).toBeCloseTo(0.817, 3);
    const pair = held({
      claim: { milliGPU: 2000, MiB: 2 * H100.MiB },
      containers: [{ name: 'server', revision: 'registry.local/asr', devices: 2 }],
    });
    expect(only([pair], all()).use).toBeCloseTo(only([held()], all()).use, 6);
  });

  test('replicas that hold different pieces, as in a rollout, are one sum', () => {
    const found = only([held(), held({ claim: { milliGPU: 500, MiB: 40_448 } })], all());
    expect(found).toMatchObject({ pods: 2, milliGPU: 1500 });
    expect(found.compute).toBeCloseTo(400 / 1500, 6);
  });
});

describe('missing is never zero: not measured, and in no sum, is', () => {
  const { smP95: _, ...withoutCompute } = figures();
  test.each<[string, Figures | 'none', string]>([
    ['who has no figures', 'none', 'server: no figures'],
    ['whose compute nobody told', withoutCompute, 'server: no figure of compute'],
    ['who was seen too little', figures({ hours: 3 }), 'server: seen for 3 of 24 hours'],
    ['who was sampled too little', figures({ samples: 9 }), 'server: 9 of 100 samples'],
    [
      'who runs another revision',
      figures({ revision: 'else' }),
      'server: its figures are of another revision',
    ],
    [
      'who took turns on a card',
      figures({ attribution: 'duplicated' }),
      'server: its figures are those of a card that it shared',
    ],
    [
      'whose figures may be anybody’s',
      figures({ attribution: 'unknown' }),
      'server: nobody can tell whose its figures are',
    ],
    [
      'of whose figures a run has just found out why they are nobody’s',
      figures({ attribution: 'unknown', doubt: 'there is a reason' }),
      'server: there is a reason',
    ],
  ])('%s', (__, row, why) => {
    const found = underUse([held()], () => row, wish);
    expect(found.workloads).toEqual([]);
    expect(found.unmeasured).toMatchObject([{ name: 'asr', milliGPU: 1000, why }]);
    expect(found.teams).toEqual([{ team: 'speech', milliGPU: 1000, measured: 0 }]);
  });
});

describe('a request that nobody looks at', () => {
  test('is one that is under-used, and as it was two weeks ago', () => {
    expect(aged(20)).toMatchObject({ unchangedDays: 20, stale: true });
    expect(aged(13)).toMatchObject({ unchangedDays: 13, stale: false });
    expect(aged(200, { smP95: 0.8 })).toMatchObject({ unchangedDays: 200, stale: false });
  });

  test('is not one that is being rolled out, nor one of which nobody knows since when', () => {
    expect(
      only([held({ since: NOW - 90 * DAY }), held({ since: NOW - DAY })], all()),
    ).toMatchObject({ unchangedDays: 1, stale: false });
    const found = only([held({ since: 0 })], all());
    expect(found).not.toHaveProperty('unchangedDays');
    expect(found.stale).toBe(false);
  });
});

describe('whoever is counted', () => {
  const anyHeld = fc.record({
    team: fc.constantFrom('speech', 'vision'),
    name: fc.constantFrom('a', 'b', 'c', 'd'),
    milliGPU: fc.integer({ min: 1, max: 8000 }),
    MiB: fc.integer({ min: 1000, max: 80_000 }),
  });
  const pods = fc.array(
    anyHeld.map(({ team, name, ...claim }) => held({ team, namespace: team, name, claim })),
    { maxLength: 12 },
  );
  test('is counted once: teams hold what their pods hold, and no room is larger than what is held', () => {
    fc.assert(
      fc.property(pods, fc.constantFrom('a', 'b', 'x'), (some, blind) => {
        const found = underUse(some, measuredBut(blind), wish);
        const sum = some.reduce((total, { claim }) => total + claim.milliGPU, 0);
        expect(found.teams.reduce((total, { milliGPU }) => total + milliGPU, 0)).toBe(sum);
        for (const one of found.workloads) {
          expect(roomOf(one)).toBeLessThanOrEqual(one.milliGPU);
          expect(roomOf(one)).toBeGreaterThanOrEqual(0);
          expect(one.standing).toBe(standingOf(one.use));
        }
      }),
    );
  });

  test('is told in the same way in whatever order pods come', () => {
    fc.assert(
      fc.property(
        pods.chain((some) =>
          fc.tuple(fc.constant(some), fc.shuffledSubarray(some, { minLength: some.length })),
        ),
        ([some, shuffled]) => {
          expect(rounded(underUse(shuffled, measuredBut('a'), wish))).toEqual(
            rounded(underUse(some, measuredBut('a'), wish)),
          );
        },
      ),
    );
  });
});

const measuredBut =
  (blind: string): FiguresOf =>
  ({ name }) =>
    name === blind ? 'none' : figures({ vramMaxMiB: name.charCodeAt(0) * 100 });

/** Sums of fractions differ in their last digits by the order they were added in. */
const rounded = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (_, one: unknown) =>
      typeof one === 'number' ? Math.round(one * 1e6) / 1e6 : one,
    ),
  );
