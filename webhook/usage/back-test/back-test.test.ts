/** Evenings and the days after them: what was known decides, what came judges. */
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { cards, shared } from '../../core/testing/nodes.ts';
import { podOf, profileOf, container } from '../../core/testing/pods.ts';
import { shapeOfAll, termsOf, type WorldParts } from '../../core/testing/world.ts';
import type { Member } from '../profiling/whose.ts';
import { DAY, HOUR, MONDAY, measured, steady } from '../statistics/testing/seen.ts';
import type { Measured, Reading } from '../measured.ts';
import { BackTest, type Tested } from './back-test.ts';
import { memberIn, offering, played, slices, standingPod } from './testing/played.ts';
import type { Trial } from './trial.ts';

const on = (day: number, vramMiB: number, minutes = 1440): readonly Reading[] =>
  steady(MONDAY + day * DAY, minutes, { vramMiB, sm: 0.05 });

/** So that a test that draws many days reads two hours of each. */
const soon = termsOf({
  evidence: { minHours: 4, minSamples: 100, estimate: 'advice', quality: [] },
});

/** A peak for each day; none on a day without one. */
const trialsOf = (
  peaks: readonly (number | 'silent')[],
  parts: Partial<WorldParts> = {},
  minutes = 1440,
) =>
  played({
    world: offering(parts),
    days: peaks.length,
    on: (day) => {
      const peak = peaks[day] ?? 'silent';
      return peak === 'silent' ? [] : on(day, peak, minutes);
    },
  }).trials;

const brief = ({ day, shape, capacityMiB, peakMiB, outcome, rule }: Trial) =>
  [day, shape, capacityMiB, peakMiB, outcome, rule] as const;

describe('an evening decides by what was known, and the next day judges', () => {
  test('a server that stays as it is, held by its slice', () => {
    expect(trialsOf([5000, 5000, 5100]).map(brief)).toEqual([
      [0, 'mig-1g.10gb', 9984, 5000, 'held', 'fit/mig'],
      [1, 'mig-1g.10gb', 9984, 5100, 'held', 'fit/mig'],
    ]);
  });

  test('one that grew beyond it overnight, and what was made of it then', () => {
    expect(trialsOf([5000, 13_000, 13_000]).map(brief)).toEqual([
      [0, 'mig-1g.10gb', 9984, 13_000, 'tooSmall', 'fit/mig'],
      [1, 'mig-1g.20gb', 20_096, 13_000, 'held', 'fit/mig'],
    ]);
  });

  test('and each such day is told, however long it goes on', () => {
    const small = played({
      world: offering(),
      days: 4,
      on: (day) => on(day, day === 0 ? 5000 : 15_000),
      sizing: () => [
        { container: 'server', shape: 'mig-1g.10gb', capacityMiB: 9984, rule: 'fit/mig' },
      ],
    });
    expect(small.days).toBe(4);
    expect(small.trials.map(({ outcome }) => outcome)).toEqual(Array(3).fill('tooSmall'));
  });

  test('one of which too little is known keeps its card, which it cannot outgrow', () => {
    const [first] = played({
      world: offering(),
      days: 2,
      on: (day) => on(day, 20_000, 600),
    }).trials;
    expect(first && brief(first)).toEqual([
      0,
      'whole',
      81_559,
      20_000,
      'noEvidence',
      'evidence/none',
    ]);
  });

  test('one that no slice holds keeps it as well, for another reason', () => {
    expect(trialsOf([79_000, 79_000]).map(brief)).toEqual([
      [0, 'whole', 81_559, 79_000, 'whole', 'fit/none'],
    ]);
  });

  test('a day on which nothing was seen judges nobody', () => {
    expect(trialsOf([5000, 'silent', 5000]).map(({ outcome }) => outcome)).toEqual([
      'unseen',
      'held',
    ]);
  });

  test('nor does a figure that may be a neighbour of its card', () => {
    const world = offering();
    const backTest = tested(world);
    hear(backTest, memberIn(world), measured(on(0, 5000)), 0);
    hear(backTest, memberIn(world), measured(on(1, 60_000), { attribution: 'duplicated' }), 1);
    expect(backTest.tested().trials.map(({ outcome }) => outcome)).toEqual(['unseen']);
  });

  test('a turn on a card holds what was promised of it, not what the card has', () => {
    const nodes = [cards('cards', 'h100'), shared('turns', 'h100', { replicas: 4, renamed: true })];
    const [first] = trialsOf([5000, 19_000], { nodes, terms: termsOf({ ladder: ['timeSlice'] }) });
    expect(first && brief(first)).toEqual([
      0,
      'gpu.shared x4',
      Math.floor(0.92 * Math.floor(81_559 / 4)),
      19_000,
      'tooSmall',
      'fit/time-slice',
    ]);
  });
});

const failed = (since: number) => ({
  container: 'server',
  revision: 'registry.local/asr',
  slice: { name: 'mig-1g.10gb', MiB: 9984, sms: 16 },
  since: new Date(since * 1000).toISOString(),
  until: '2030-01-01T00:00:00Z',
  ends: 1_900_000_000,
  because: 'it ran out of memory',
});

const hand = profileOf(container('server'), { vramMaxMiB: 30_000 });
const tested = (world: Tested['world'], profiles: Tested['profiles'] = []) =>
  new BackTest({
    world,
    standing: { pods: [{ pod: standingPod, created: MONDAY - 1, runningSince: 'no' }], makers: [] },
    profiles,
  });

function hear(of: BackTest, member: Member, what: Measured, day: number): void {
  of.hear([{ member, measured: what }], MONDAY + (day + 1) * DAY);
  of.evening(MONDAY + (day + 1) * DAY);
}

describe('nothing of today is known on an evening that is past', () => {
  const asr = { namespace: 'speech', name: 'asr', workload: { kind: 'Deployment', name: 'asr' } };

  test('not the profile that the profiler has written', () => {
    const world = offering({ profiles: { server: hand } });
    const ours = [
      { ...asr, containers: [{ name: 'server', source: 'measured' }], checkpoints: [] },
    ];
    const backTest = tested(world, ours);
    for (const day of [0, 1]) hear(backTest, memberIn(world), measured(on(day, 5000)), day);
    expect(backTest.tested().trials.map(({ shape }) => shape)).toEqual(['mig-1g.10gb']);
  });

  test('but the one that somebody has written by hand', () => {
    const world = offering({ profiles: { server: hand } });
    const backTest = tested(world, [{ ...asr, containers: [{ name: 'server' }], checkpoints: [] }]);
    for (const day of [0, 1]) hear(backTest, memberIn(world), measured(on(day, 5000)), day);
    expect(backTest.tested().trials.map(({ shape }) => shape)).toEqual(['mig-3g.40gb']);
  });

  test('not what is taken now, nor what its replicas hold', () => {
    const used = { 'nvidia.com/gpu': 8 };
    const taken = { ...slices, used: slices.allocatable };
    const siblings = shapeOfAll({ server: { slice: 'whole', mechanism: 'whole' } });
    const nodes = [cards('cards', 'h100', 8, { used }), taken];
    expect(trialsOf([5000, 5000], { nodes, siblings }).map(({ shape }) => shape)).toEqual([
      'mig-1g.10gb',
    ]);
  });

  test('not that a slice will prove too small', () => {
    const trials = trialsOf([5000, 5000, 5000], { backedOff: [failed(MONDAY + 1.5 * DAY)] });
    expect(trials.map(({ shape }) => shape)).toEqual(['mig-1g.10gb', 'mig-1g.20gb']);
  });

  test('not the revision that came later, which has no evidence of its own when it does', () => {
    const world = offering();
    const later = podOf({
      containers: [container('server', { image: 'registry.local/asr-next:1' })],
    });
    const came = MONDAY + DAY + HOUR;
    const backTest = new BackTest({
      world,
      standing: {
        pods: [
          { pod: standingPod, created: MONDAY - 1, runningSince: 'no' },
          { pod: later, created: came, runningSince: came },
        ],
        makers: [],
      },
      profiles: [],
    });
    const next = { ...memberIn(world, later), since: came };
    hear(backTest, memberIn(world), measured(on(0, 5000)), 0);
    backTest.hear([{ member: memberIn(world), measured: measured(on(1, 5000, 60)) }], came);
    const first = steady(came + 60, 1300, { vramMiB: 50_000, sm: 0.05 });
    hear(backTest, next, measured(first), 1);
    hear(backTest, next, measured(on(2, 50_000)), 2);
    expect(backTest.tested().trials.map(brief)).toEqual([
      [0, 'mig-1g.10gb', 9984, 5000, 'held', 'fit/mig'],
      [1, 'whole', 81_559, 50_000, 'noEvidence', 'evidence/none'],
    ]);
  });

  test('nor anything of what a later day brings', () => {
    fc.assert(
      fc.property(peaks(4, 8), peaks(1, 4), (before, after) => {
        const sooner = trialsOf(before, { terms: soon }, 120);
        const later = trialsOf([...before, ...after], { terms: soon }, 120);
        expect(later.slice(0, sooner.length)).toEqual(sooner);
      }),
      { numRuns: 40 },
    );
  });
});

const peaks = (minLength: number, maxLength: number) =>
  fc.array(fc.oneof(fc.integer({ min: 300, max: 79_000 }), fc.constant('silent' as const)), {
    minLength,
    maxLength,
  });

test('what is used alike every day is never decided too small', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 81_000 }),
      fc.integer({ min: 30, max: 240 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (vramMiB, minutes, sm) => {
        const { trials } = played({
          world: offering({ terms: soon }),
          days: 5,
          on: (day) => steady(MONDAY + day * DAY, minutes, { vramMiB, sm }),
        });
        expect(trials).toHaveLength(4);
        expect(trials.filter(({ outcome }) => outcome === 'tooSmall')).toEqual([]);
      },
    ),
    { numRuns: 60 },
  );
});
