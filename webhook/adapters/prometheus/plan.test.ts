import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { SeriesWanted } from '../../ports.ts';
import {
  halves,
  planOf,
  planText,
  pointsIn,
  usualBudget,
  type Plan,
  type PlannedPart,
} from './plan.ts';

const DAY = 86_400;

const wanted = (over: Partial<SeriesWanted> = {}): SeriesWanted => ({
  metrics: [{ name: 'DCGM_FI_DEV_FB_USED', over: 'max' }],
  namespaces: 'all',
  namespaceLabels: ['exported_namespace', 'namespace'],
  after: 0,
  until: 14 * DAY,
  everySeconds: 60,
  ...over,
});

/** Each namespace at each point of the plan, in the order in which they would come. */
const cells = (parts: readonly PlannedPart[]): readonly string[] =>
  parts.flatMap(({ namespaces, grid }) =>
    namespaces.flatMap((name) =>
      Array.from({ length: pointsIn(grid) }, (_, nth) => `${name}@${grid.start + nth * grid.step}`),
    ),
  );

describe('a plan', () => {
  test('keeps a namespace whole over time where it can, and puts small ones together', () => {
    const alive = new Map([
      ['search', 2],
      ['speech', 3],
      ['vision', 400],
    ]);
    const plan = planOf(wanted({ until: 2 * DAY }), alive, { ...usualBudget, samples: 200_000 });
    expect(plan.parts.map(({ namespaces, grid }) => [namespaces.join(), pointsIn(grid)])).toEqual([
      ['search,speech', 2880],
      ['vision', 500],
      ['vision', 500],
      ['vision', 500],
      ['vision', 500],
      ['vision', 500],
      ['vision', 380],
    ]);
  });

  test('of a fortnight at a minute is cut, because no series may have more than 11,000 points', () => {
    const { parts } = planOf(wanted(), new Map([['search', 1]]));
    expect(parts.map(({ grid }) => pointsIn(grid))).toEqual([11_000, 9_160]);
  });

  /** What admission waits for while one is read: a quarter of 80 to 170 ms. */
  const MOST_AT_ONCE = 50_000;

  test('asks for no more than fifty thousand points at once, of one namespace or of many', () => {
    const large = new Map([['search', 900]]);
    const many = new Map(Array.from({ length: 90 }, (_, nth) => [`team-${nth}`, 10]));
    for (const alive of [large, many]) {
      const most = planOf(wanted({ until: DAY }), alive).parts.map(({ samples }) => samples);
      expect(Math.max(...most)).toBeLessThanOrEqual(MOST_AT_ONCE);
      // And not for few: each question has its cost.
      expect(Math.max(...most)).toBeGreaterThan(MOST_AT_ONCE / 2);
    }
  });

  test('can be read before anything is asked', () => {
    const plan = planOf(wanted({ until: 3600 }), new Map([['search', 2]]));
    expect(planText(plan)).toBe(
      [
        '1 questions for about 120 samples, one each 60 s: max of DCGM_FI_DEV_FB_USED',
        '  1970-01-01T00:01:00Z to 1970-01-01T01:00:00Z  120 samples  search',
        '',
      ].join('\n'),
    );
  });

  test('of no time is empty, and one of no step is a mistake', () => {
    const alive = new Map([['search', 1]]);
    expect(planOf(wanted({ after: 61, until: 119 }), alive).parts).toEqual([]);
    expect(() => planOf(wanted({ everySeconds: 0 }), alive)).toThrow('whole seconds apart');
  });
});

const budgets = fc.record({
  samples: fc.integer({ min: 1, max: 500 }),
  points: fc.integer({ min: 1, max: 50 }),
  namespaces: fc.integer({ min: 1, max: 5 }),
});

const plans: fc.Arbitrary<{ plan: Plan; samples: number; points: number; names: string[] }> = fc
  .record({
    after: fc.integer({ min: 0, max: 1000 }),
    span: fc.integer({ min: 0, max: 900 }),
    everySeconds: fc.integer({ min: 1, max: 60 }),
    alive: fc.uniqueArray(fc.tuple(fc.stringMatching(/^[a-z]{1,3}$/), fc.nat(60)), {
      selector: ([name]) => name,
      maxLength: 8,
    }),
    budget: budgets,
  })
  .map(({ after, span, everySeconds, alive, budget }) => ({
    plan: planOf(wanted({ after, until: after + span, everySeconds }), new Map(alive), budget),
    samples: budget.samples,
    points: budget.points,
    names: alive.map(([name]) => name),
  }));

describe('whatever there is and however little may be asked at once', () => {
  test('every namespace has every point once, and each in order of time', () => {
    fc.assert(
      fc.property(plans, ({ plan, names }) => {
        const { after, until, everySeconds } = plan.wanted;
        const expected: string[] = [];
        for (const name of names.toSorted())
          for (let at = after + 1; at <= until; at++)
            if (at % everySeconds === 0) expected.push(`${name}@${at}`);
        const came = cells(plan.parts);
        expect(came.toSorted()).toEqual(expected.toSorted());
        for (const name of names) {
          const times = came
            .filter((cell) => cell.startsWith(`${name}@`))
            .map((cell) => Number(cell.split('@')[1]));
          expect(times).toEqual(times.toSorted((a, b) => a - b));
        }
      }),
    );
  });

  test('no question is larger than the budget unless it cannot be smaller', () => {
    fc.assert(
      fc.property(plans, ({ plan, samples, points }) => {
        for (const part of plan.parts) {
          expect(pointsIn(part.grid)).toBeLessThanOrEqual(points);
          if (part.samples > samples)
            expect([pointsIn(part.grid), part.namespaces.length]).toEqual([1, 1]);
        }
      }),
    );
  });

  test('halves are the whole, down to a point of a namespace, which has none', () => {
    fc.assert(
      fc.property(plans, ({ plan }) => {
        for (const part of plan.parts) {
          const smaller = halves(part);
          if (smaller) expect(cells(smaller).toSorted()).toEqual(cells([part]).toSorted());
          else expect(cells([part])).toHaveLength(1);
        }
      }),
    );
  });
});
