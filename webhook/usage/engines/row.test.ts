/** From what engines said of themselves, day by day, to what a profile says that they need. */
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { llama13, registry } from '../../core/testing/models.ts';
import { container } from '../../core/testing/pods.ts';
import type { Parts } from './need.ts';
import { partsOf } from './parts.ts';
import { engineRow } from './row.ts';
import { engineSeen, joinedSeen, type EngineSeen } from './seen.ts';
import type { EngineSigns } from './signs.ts';

const DAY = 86_400;
const MONDAY = 20_700 * DAY;
const server = container('server', {
  image: 'vllm/vllm-openai:v0.14.0',
  args: ['--model', llama13.name],
});

const partsOfServer = (): Parts => {
  const parts = partsOf(server, undefined, registry);
  if (parts === 'none' || 'unknown' in parts) throw new Error('its model is known');
  return parts;
};

/** 800 KiB a token: 43,000 of them are 33,594 MiB. */
const signs = (of: Partial<EngineSigns> = {}): EngineSigns => ({
  engine: 'vllm',
  namespace: 'chat',
  pod: 'llama-0',
  container: 'server',
  part: '',
  capacityTokens: 43_000,
  preempted: 0,
  readings: Array.from({ length: 2 * 1440 }, (_, minute) => ({
    at: MONDAY + minute * 60,
    kvUse: minute === 1900 ? 0.135 : 0.04,
    waiting: 0,
  })),
  ...of,
});

const seenOf = (all: readonly EngineSigns[], from = 0, until = Infinity): EngineSeen => {
  const seen = engineSeen(all, { from, until });
  if (seen === 'nothing') throw new Error('it was told of');
  return seen;
};

const needOf = (seen: EngineSeen | 'nothing'): number | undefined =>
  seen === 'nothing' ? undefined : engineRow(seen, partsOfServer(), 61_169).needMiB;

describe('a server that reserved 60 GB of 80', () => {
  test('and used 35 is told of what that consists', () => {
    const row = engineRow(seenOf([signs()]), partsOfServer(), 61_169);
    expect(row).toMatchObject({ name: 'vllm', hours: 48, peakTokens: 6966 });
    const { needMiB = 0, kvMiB = 0 } = row;
    expect(kvMiB).toBe(Math.ceil((6966 * 800) / 1024));
    const fixed = [...row.says.matchAll(/(\w+) (\d+)(?= \+|;)/g)].map(([, , MiB]) => Number(MiB));
    expect(fixed.reduce((sum, MiB) => sum + MiB, 0)).toBe(needMiB);
    expect(needMiB).toBeGreaterThan(33_000);
    expect(needMiB).toBeLessThan(34_000);
  });

  test('what it took beside its pool and what is known of it is needed as well', () => {
    const plain = engineRow(seenOf([signs()]), partsOfServer(), 61_169).needMiB ?? 0;
    const more = engineRow(seenOf([signs()]), partsOfServer(), 65_000);
    expect(more.says).toMatch(/other \d+/);
    expect(more.needMiB).toBeGreaterThan(plain + 3000);
  });

  test('a pool that cannot have been in it says that its model is another one', () => {
    const row = engineRow(seenOf([signs()]), partsOfServer(), 30_000);
    expect(row).not.toHaveProperty('needMiB');
    expect(row.says).toContain('43000 tokens would be more than all it reserved');
  });

  test.each([
    ['put requests back', signs({ preempted: 3 })],
    [
      'let requests wait while it was full',
      signs({
        readings: Array.from({ length: 100 }, (_, minute) => ({
          at: MONDAY + minute * 60,
          kvUse: 0.97,
          waiting: 4,
        })),
      }),
    ],
  ])('one that %s says no figure', (_, pressed) => {
    const row = engineRow(seenOf([signs(), pressed]), partsOfServer(), 61_169);
    expect(row).not.toHaveProperty('needMiB');
    expect(row.says).toContain('what it used is not what it needs');
  });

  test('one whose model nobody knows says no figure', () => {
    const parts = partsOf({ ...server, args: ['--model', 'acme/secret'] }, undefined, registry);
    const row = engineRow(seenOf([signs()]), parts === 'none' ? undefined : parts, 61_169);
    expect(row).not.toHaveProperty('needMiB');
    expect(row.says).toContain('no GpuModels knows acme/secret');
  });

  test('nor one with adapters of which nobody says how large they are', () => {
    const args = [...(server.args ?? []), '--enable-lora'];
    const parts = partsOf({ ...server, args }, undefined, registry);
    expect(parts).toMatchObject({ unknown: expect.stringContaining('--enable-lora') });
  });

  test('two models of one Triton have a pool each, and no figure', () => {
    const two = ['a', 'b'].map((part) => signs({ engine: 'triton', part }));
    expect(engineRow(seenOf(two), partsOfServer(), 61_169).says).toContain('2 models');
  });
});

test('what is told in two windows is what was told in one', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2879 }), (minute) => {
      const cut = MONDAY + minute * 60;
      const parts = joinedSeen(seenOf([signs()], 0, cut), seenOf([signs()], cut));
      expect(parts).toEqual(seenOf([signs()]));
    }),
  );
});

test('a fortnight is kept, and what waited before it is forgotten', () => {
  let so: EngineSeen | 'nothing' = 'nothing';
  for (let day = 0; day < 16; day++) {
    const readings = [{ at: MONDAY + day * DAY, kvUse: 0.05, waiting: 0 }];
    so = joinedSeen(so, seenOf([signs({ readings, preempted: day === 1 ? 5 : 0 })]));
    if (so === 'nothing') throw new Error('it was told of');
    const { needMiB } = engineRow(so, partsOfServer(), 61_169);
    expect([day, needMiB === undefined]).toEqual([day, day >= 1 && day < 15]);
  }
});

test('requests put back count on the day on which they were, however long a window told of it', () => {
  const minutes = Array.from({ length: 13 * 24 }, (_, hour) => ({
    at: MONDAY + hour * 3600,
    kvUse: 0.05,
    waiting: 0,
  }));
  const first = MONDAY / DAY;
  const long = signs({ readings: minutes, preempted: 4, preemptedOn: new Map([[first, 4]]) });
  const seen = seenOf([long]);
  let so: EngineSeen | 'nothing' = seen;
  expect([...seen.days].filter(([, { pressed }]) => pressed > 0).map(([day]) => day)).toEqual([
    first,
  ]);
  for (let day = 13; day < 15; day++) {
    expect(needOf(so)).toBeUndefined();
    const readings = [{ at: MONDAY + day * DAY, kvUse: 0.05, waiting: 0 }];
    so = joinedSeen(so, seenOf([signs({ readings })]));
  }
  expect(needOf(so)).toBeGreaterThan(0);
});
