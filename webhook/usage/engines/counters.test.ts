/** What a counter tells of one window, where another one came before. */
import { describe, expect, test } from '@jest/globals';
import { seen, series } from '../testing/dcgm.ts';
import type { Series } from '../measured.ts';
import { growth } from './counters.ts';
import { NO_TARGETS } from './owners.ts';
import { signsBy } from './read.ts';

const target = { namespace: 'team-search', pod: 'llama-0', container: 'main' };
const DAY_MINUTES = 1440;
const MIDNIGHT = DAY_MINUTES * 60;

const told = (by: Record<string, Series>, created: number | 'gone', after: number) =>
  signsBy(
    'vllm',
    seen(Object.fromEntries(Object.entries(by).map(([name, one]) => [`vllm:${name}`, [one]]))),
    { ...NO_TARGETS, createdAt: () => created },
    after,
  )[0];

/** Its engine is told of in the seconds 0, 60, 120 and 180, and the window begins after 120. */
const beside = (counter: Series) =>
  told(
    { kv_cache_usage_perc: series(target, [0.1, 0.2, 0.3, 0.4]), num_preemptions_total: counter },
    0,
    120,
  );

/** First told of with its engine, so many minutes after midnight, when the window begins. */
const begun = (minutes: number, created: number | 'gone') => {
  const first = DAY_MINUTES + minutes;
  const counter = series(target, [50], first);
  const by = {
    kv_cache_usage_perc: series(target, [0.1], first),
    num_preemptions_total: counter,
  };
  return told(by, created, MIDNIGHT)?.preempted;
};

const since = (after: number) => ({ after, isNew: () => false });

describe('between two windows', () => {
  test('a counter goes on from what it was before this one', () => {
    const signs = beside(series(target, [4, 5, 7, 10]));
    expect(signs?.preempted).toBe(3);
    expect(signs?.readings.map(({ at }) => at)).toEqual([180]);
    expect(beside(series(target, [4, 5, 7, 7]))?.preempted).toBe(0);
  });

  test('what is told in two windows is what was told in one', () => {
    const all = series(target, [4, 5, 5, 9, 2, 2, 8]);
    const until = (end: number) => [{ ...all, points: all.points.filter(([at]) => at <= end) }];
    for (let cut = 0; cut <= 360; cut += 60)
      expect(growth(until(cut)) + growth([all], since(cut))).toBe(growth([all]));
  });

  test('one that came up while its engine ran has counted all of it since', () => {
    expect(beside(series(target, [50], 3))?.preempted).toBe(50);
  });

  test('one that began with its pod has, too, and one that was there before has not', () => {
    expect(begun(30, MIDNIGHT + 60)).toBe(50);
    // It loaded while the window before this one ended.
    expect(begun(3, MIDNIGHT - 600)).toBe(50);
    expect(begun(3, MIDNIGHT - 7200)).toBe(0);
    expect(begun(3, 'gone')).toBe(50);
    expect(begun(1, 'gone')).toBe(0);
  });
});
