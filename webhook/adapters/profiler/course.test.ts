/** However often it asks anew, a run is shown as one way that is gone once. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { worldOf } from '../../core/testing/world.ts';
import { DAY, HOUR, MONDAY } from '../../usage/statistics/testing/seen.ts';
import { remembering } from '../prometheus/remembering.fixture.ts';
import {
  clientOf,
  scriptedServer,
  type ScriptedServer,
} from '../prometheus/scripted-server.fixture.ts';
import { prometheusSource } from '../prometheus/source.ts';
import { Course } from './course.ts';
import { ranOnce, type Known } from './run.ts';
import { scanned } from './scan.ts';
import { daysIn } from './windows.ts';

const NOTHING: Known = {
  world: worldOf({ nodes: [] }),
  standing: { pods: [], makers: [] },
  nodes: new Map(),
  profiles: [],
};

let server: ScriptedServer;
beforeEach(async () => {
  server = await scriptedServer();
});
afterEach(() => server.stop());

const isOneWay = (told: readonly number[]): boolean =>
  told.every((part, nth) => part > (told[nth - 1] ?? 0) && part <= 1);

async function toldOf(how: typeof ranOnce | typeof scanned): Promise<number[]> {
  const told: number[] = [];
  server.play(remembering());
  const client = clientOf({ url: server.url });
  const patience = { deadline: Date.now() + 20_000 };
  const progress = (part: number) => told.push(part);
  const ask = { client, source: prometheusSource(client), patience, progress };
  await how(ask, NOTHING, { now: MONDAY + 12 * HOUR, since: 4 * DAY, mostPoints: 2000 });
  return told;
}

test.each([
  ['a run', ranOnce],
  ['a scan, which goes day by day,', scanned],
])('%s in many windows goes from nothing to all, and never back', async (_, how) => {
  const told = await toldOf(how);
  expect(isOneWay(told)).toBe(true);
  expect(told.at(-1)).toBe(1);
  // Six windows at least, and of two metrics in each it is seen that they come.
  expect(told.length).toBeGreaterThanOrEqual(12);
});

const SPAN = { after: 0, until: 14 * DAY };
const counts = fc.array(fc.record({ done: fc.nat({ max: 9 }), more: fc.nat({ max: 9 }) }), {
  maxLength: 6,
});

test('whoever is asked how often, and however much it proves to be', () => {
  const ofADay = fc.array(fc.tuple(fc.constantFrom('dcgm', 'vllm', 'recorded'), counts), {
    maxLength: 4,
  });
  const points = fc.dictionary(fc.constantFrom('dcgm', 'vllm', 'recorded'), fc.nat());
  fc.assert(
    fc.property(points, fc.array(ofADay, { minLength: 14, maxLength: 14 }), (of, asked) => {
      const told: number[] = [];
      const course = new Course(SPAN, new Map(Object.entries(of)), (part) => told.push(part));
      for (const [nth, day] of daysIn(SPAN).entries()) {
        for (const [name, questions] of new Map(asked[nth])) {
          const tell = course.asking(name, day);
          for (const { done, more } of questions) tell(done, done + more);
        }
        expect(told.at(-1) ?? 0).toBeLessThanOrEqual((nth + 1) / 14 + 1e-9);
        course.over(day);
        expect(told.at(-1)).toBeCloseTo((nth + 1) / 14);
      }
      expect(isOneWay(told)).toBe(true);
    }),
  );
});
