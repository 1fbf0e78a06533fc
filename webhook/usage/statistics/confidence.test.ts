import { describe, expect, test } from '@jest/globals';
import { confidenceOf, lower, upper } from './confidence.ts';
import { metOf } from './presets.ts';
import type { Row } from './row.ts';
import { settled } from './settle.ts';

const exact = { attribution: 'exact', by: 'sm' } as const;
const all = (days: number) => ({ hours: days * 24, samples: days * 1440 });

const aWeek = (parts: object) => confidenceOf(all(7), { ...exact, ...parts });
const lowerAfter = (minutes: number) => Math.round(lower(minutes / 1440) * 100) / 100;

describe('confidence', () => {
  test.each([
    [1, 0.393],
    [2, 0.632],
    [7, 0.97],
  ])('of %d days of one pod is %d', (days, want) => {
    expect(confidenceOf(all(days), exact)).toBe(want);
  });

  test('is no more for many pods, and less for a look now and then', () => {
    expect(confidenceOf({ hours: 24, samples: 50_000 }, exact)).toBe(0.393);
    expect(confidenceOf({ hours: 24, samples: 288 }, exact)).toBe(0.095);
  });

  test('is less where the figures may be of others, or are of something else', () => {
    expect(aWeek({ attribution: 'perProcess' })).toBe(0.776);
    expect(aWeek({ by: 'engine' })).toBe(0.97);
    expect(aWeek({ by: 'utilisation' })).toBe(0.291);
    expect(aWeek({ attribution: 'unknown', by: 'none' })).toBe(0);
  });

  test('bounds are those of the Vertical Pod Autoscaler', () => {
    expect([5, 30, 60].map(lowerAfter)).toEqual([0.6, 0.91, 0.95]);
    expect([0.5, 1, 7].map((days) => Math.round(upper(days) * 100) / 100)).toEqual([3, 2, 1.14]);
    expect([lower(0), upper(0)]).toEqual([0, Infinity]);
  });

  test('a server must be met more of the time than a job', () => {
    expect([metOf('serving'), metOf('batch'), metOf('unknown')]).toEqual([0.95, 0.9, 0.95]);
  });

  test.each([
    ['training', 0.9],
    ['build', 0.9],
    ['notebook', 0.95],
  ] as const)('and of %s, a job or somebody who waits, it is %d of the time', (what, met) => {
    expect(metOf(what)).toBe(met);
  });
});

const row = (parts: Partial<Row>, days = 7): Row => ({
  name: 'server',
  revision: 'registry.local/asr',
  measuredOn: 'H100-80GB',
  sharing: 'whole',
  attribution: 'exact',
  vramMaxMiB: 10_000,
  smP95: 0.3,
  smNeed: 0.3,
  computeBy: 'sm',
  source: 'measured',
  ...all(days),
  ...parts,
});

describe('a profile that stands', () => {
  const stands = row({});
  const table: { name: string; now: Row; want: Partial<Row> }[] = [
    {
      name: 'takes a higher peak at once, however little was seen',
      now: row({ vramMaxMiB: 10_001 }, 0.01),
      want: { vramMaxMiB: 10_001 },
    },
    {
      name: 'keeps its peak while the truth may be there: a week leaves an eighth',
      now: row({ vramMaxMiB: 8751 }),
      want: { vramMaxMiB: 10_000 },
    },
    {
      name: 'takes a lower peak that even its upper bound lies below',
      now: row({ vramMaxMiB: 8749 }),
      want: { vramMaxMiB: 8749 },
    },
    {
      name: 'keeps its peak where a day has seen nearly half of it',
      now: row({ vramMaxMiB: 5001 }, 1),
      want: { vramMaxMiB: 10_000 },
    },
    {
      name: 'takes more compute when its lower bound lies above',
      now: row({ smP95: 0.31, smNeed: 0.31 }),
      want: { smP95: 0.31, smNeed: 0.31 },
    },
    {
      name: 'does not by an hour of it',
      now: row({ smP95: 0.31, smNeed: 0.31 }, 1 / 24),
      want: { smP95: 0.3, smNeed: 0.3 },
    },
    {
      name: 'keeps its compute while the truth may be there',
      now: row({ smP95: 0.27, smNeed: 0.26 }),
      want: { smP95: 0.3, smNeed: 0.26 },
    },
    {
      name: 'keeps more than the instance that was too little for it',
      now: row({ smP95: 0.02, smNeed: 0.02, smBoundedAt: 0.25 }),
      want: { smP95: 0.25, smNeed: 0.25, smBoundedAt: 0.25 },
    },
  ];
  test.each(table)('$name', ({ now, want }) => {
    expect(settled(stands, now)).toMatchObject(want);
  });

  test('remembers what was too little, and what somebody wrote of its weights', () => {
    const was = row({ smBoundedAt: 0.25, weightsMiB: 700 });
    expect(settled(was, row({ smP95: 0.1 }))).toMatchObject({
      smP95: 0.25,
      smBoundedAt: 0.25,
      weightsMiB: 700,
    });
  });

  const other: Partial<Row>[] = [
    { revision: 'registry.local/tts' },
    { measuredOn: 'A100-40GB' },
    { computeBy: 'engine' },
    { attribution: 'duplicated' },
  ];
  test.each(other)('is no measure of what is not the same: %j', (parts) => {
    const now = row({ ...parts, vramMaxMiB: 9900, smP95: 0.29 });
    expect(settled(stands, now)).toEqual(now);
    expect(settled('none', now)).toEqual(now);
  });

  test('is not compared with compute that nobody measured', () => {
    const { smP95: _, smNeed: _need, ...without } = row({});
    expect(settled(stands, without)).not.toHaveProperty('smP95');
    expect(settled(without, row({ smP95: 0.1 }))).toMatchObject({ smP95: 0.1 });
  });
});
