import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { metricNames } from '../../usage/sources/all.ts';
import { daysIn, STEP_S, wantedOf, windowsOf } from './windows.ts';

const AT = 1_790_000_040;

describe('the windows of a time', () => {
  test('follow each other without a gap, from its beginning to its end, whole minutes each', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20_160 }),
        fc.integer({ min: 0, max: 100_000_000 }),
        (minutes, points) => {
          const span = { after: AT, until: AT + minutes * STEP_S };
          const windows = windowsOf(span, points);
          expect(windows.at(0)?.after).toBe(span.after);
          expect(windows.at(-1)?.until).toBe(span.until);
          for (const [nth, { after, until }] of windows.entries()) {
            expect(until).toBeGreaterThan(after);
            expect((until - after) % STEP_S).toBe(0);
            expect(after).toBe(windows[nth - 1]?.until ?? span.after);
          }
        },
      ),
    );
  });

  test('are as many as keep what is held at a time bounded', () => {
    const fortnight = { after: AT, until: AT + 20_160 * STEP_S };
    expect(windowsOf(fortnight, 600_000)).toHaveLength(1);
    expect(windowsOf(fortnight, 40_000_000)).toHaveLength(40);
  });
});

test('days are whole, counted back from the end, and what is left over comes first', () => {
  const day = 1440 * STEP_S;
  const until = AT + 2.5 * day;
  expect(daysIn({ after: AT, until })).toEqual([
    { after: AT, until: AT + 0.5 * day },
    { after: AT + 0.5 * day, until: AT + 1.5 * day },
    { after: AT + 1.5 * day, until },
  ]);
  expect(daysIn({ after: until - day, until })).toEqual([{ after: until - day, until }]);
});

test('memory is asked for by its peak, activity by its mean, and of what is there alone', () => {
  const there = new Set(['DCGM_FI_DEV_FB_USED', 'DCGM_FI_PROF_SM_ACTIVE', 'something_else']);
  const { metrics, namespaces } = wantedOf('dcgm', there, { after: AT, until: AT + 60 });
  expect(namespaces).toBe('all');
  expect(metrics).toEqual([
    { name: 'DCGM_FI_DEV_FB_USED', over: 'max' },
    { name: 'DCGM_FI_PROF_SM_ACTIVE', over: 'avg' },
  ]);
  const hami = wantedOf('hami', new Set(metricNames('hami')), { after: AT, until: AT + 60 });
  expect(
    hami.metrics.filter(({ name }) => /memory|limit/i.test(name)).map(({ over }) => over),
  ).not.toContain('avg');
});
