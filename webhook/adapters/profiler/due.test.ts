/** What a loop writes, and what it leaves for later: most of a fleet is at rest most of the time. */
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { Published } from '../../usage/profiling/published.ts';
import { readFrom, sifted } from './due.ts';
import { publishedAs, readOn, standing, type Seen } from './published.fixture.ts';

const day = publishedAs();

const named = (name: string): Published => ({ ...day, metadata: { ...day.metadata, name } });

const due = (now: Published): string => {
  const { now: at, later, same } = sifted([now], [standing(day)]);
  return at.length > 0 ? 'now' : later.length > 0 ? 'later' : `${same.length} same`;
};
const busyFor = (minutes: number, seen: Seen = {}) => due(publishedAs({ busy: minutes, ...seen }));

describe('a profile is written', () => {
  test('at once where there was none', () => {
    expect(sifted([day], []).now).toHaveLength(1);
  });

  test('at once when a figure moves that sizes its pods', () => {
    expect(busyFor(1441, { vramMiB: 7000 })).toBe('now');
  });

  test('within the hour when only time has passed', () => {
    expect([busyFor(1450), busyFor(1499), busyFor(1500)]).toEqual(['later', 'later', 'now']);
  });

  test('within the day when nothing was seen at all', () => {
    expect([0, 60, 1439, 1440].map((minutes) => due(readOn(day, minutes)))).toEqual([
      '1 same',
      '1 same',
      '1 same',
      'now',
    ]);
  });
});

/** A loop as it goes: each run is given what was kept, sees ten minutes more, and writes what is due. */
function writesOf(runs: number, after: (minutes: number) => Published): number {
  let kept = day;
  let writes = 0;
  for (let run = 1; run <= runs; run++)
    for (const one of sifted([after(10 * run)], [standing(kept)]).now) {
      kept = one;
      writes += 1;
    }
  return writes;
}

test('so a workload at work is written once an hour, and one that is gone once a day', () => {
  expect(writesOf(18, (minutes) => publishedAs({ busy: 1440 + minutes }))).toBe(3);
  expect(writesOf(288, (minutes) => readOn(day, minutes))).toBe(2);
});

describe('the next run reads', () => {
  const until = 1_790_000_000;

  test('from where this one ended, where all was kept', () => {
    expect(readFrom([], [standing(day)], until)).toBe(until);
  });

  test('from what was kept before of those that were not written, however many', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1 }), (reads) => {
        const all = reads.map((read, nth) => readOn(named(`asr-${nth}`), read));
        const ends = all.map(({ status }) => status.checkpoints[0]?.readTo ?? 0);
        expect(readFrom(all, all.map(standing), until)).toBe(Math.min(until, ...ends));
      }),
    );
  });

  test('and not all of the past anew for one that nobody could ever write', () => {
    expect(readFrom([day], [], until)).toBe(until);
  });
});
