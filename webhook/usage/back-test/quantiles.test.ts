/**
 * Workloads as a large production cluster has them, back-tested over a fortnight: whether what we
 * decide of an evening holds the next day, beside whoever looks at compute alone. Published are
 * quantiles over 22.8 hours of each; beyond them their tail is drawn, so that some first take what they
 * need after a day or two, when the floor of evidence (24 hours) has let them be sliced.
 */
import { describe, expect, jest, test } from '@jest/globals';
import { termsOf } from '../../core/testing/world.ts';
import { tell } from '../../suite/figures.ts';
import { DAY, MINUTE, MONDAY, steady } from '../statistics/testing/seen.ts';
import { ours, type Sizing } from './sized.ts';
import { COMPUTE_ONLY, computeOnly } from './testing/compute-only.ts';
import { dayOf, hoursBy } from './testing/course.ts';
import { ROUND_H, shapeOf, type Shape } from './testing/drawn.ts';
import { HEADROOM_ALONE, headroomAlone } from './testing/headroom-alone.ts';
import { offering, played } from './testing/played.ts';
import type { Trial } from './trial.ts';

const proof = process.env['PROOF'] === '1';
const SHAPES = proof ? 1200 : 24;
const [FIRST_SEED, LAST_SEED] = proof ? [1, 40_000] : [3900, 4400];
const FORTNIGHT = 14;
const FLOOR_H = 24;

jest.setTimeout(proof ? 2_400_000 : 180_000);

const world = offering();
const all = (seeds: number, from = 1) =>
  Array.from({ length: seeds }, (_, nth) => shapeOf(from + nth));

const tooSmall = (trials: readonly Trial[]) =>
  trials.filter(({ outcome }) => outcome === 'tooSmall');
const slices = (trials: readonly Trial[]) =>
  trials.filter(({ outcome }) => outcome === 'tooSmall' || outcome === 'held');
const by = (rule: string, trials: readonly Trial[]) => trials.filter((one) => one.rule === rule);

const isOwn = ({ rule }: Trial): boolean => !rule.startsWith('baseline/');

/** Ours, and beside it another that is asked in the same World. */
const bothOf =
  (other: Sizing): Sizing =>
  (...asked) => [...ours(...asked), ...other(...asked)];

/** How a trial is told where it should not be. */
const brief = (shape: Shape, { day, shape: slice, capacityMiB, peakMiB }: Trial): string =>
  `seed ${shape.seed}, day ${day}: ${slice} with ${capacityMiB} MiB, then ${peakMiB} MiB`;

const quantile = (values: readonly number[], part: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length * part)] ?? NaN;

describe('the workloads that are drawn', () => {
  test('are spread as the published ones in as many hours as these were seen', () => {
    const ratios = all(500).map((shape) => {
      const MiB = dayOf({ ...shape, hoursADay: 24 }, 0)
        .slice(0, ROUND_H * 60)
        .map(({ vramMiB = 0 }) => vramMiB);
      const at = (part: number) => quantile(MiB, part);
      const most = Math.max(...MiB);
      return { overP99: most / at(0.99), overP95: most / at(0.95), p99OverP50: at(0.99) / at(0.5) };
    });
    const of = (name: keyof (typeof ratios)[0], part: number) =>
      quantile(
        ratios.map((one) => one[name]),
        part,
      );
    expect(of('overP99', 0.5)).toBeCloseTo(1.1, 1);
    expect(of('overP99', 0.95)).toBeCloseTo(1.49, 0.5);
    expect(of('overP95', 0.5)).toBeCloseTo(1.35, 1);
    expect(of('overP95', 0.9)).toBeCloseTo(1.77, 0.5);
    expect(of('p99OverP50', 0.5)).toBeCloseTo(1.34, 1);
  });

  test('take as long to show it, and some far longer', () => {
    const hours = all(4000).map(({ hoursToTop }) => hoursToTop);
    expect(Math.abs(quantile(hours, 0.5) - 5.1)).toBeLessThan(0.5);
    expect(Math.abs(quantile(hours, 0.9) - 14.7)).toBeLessThan(0.5);
    expect(Math.abs(quantile(hours, 0.95) - 16.5)).toBeLessThan(0.5);
    expect(Math.max(...hours)).toBeGreaterThan(2 * FLOOR_H);
  });
});

test('no decision is below the peak of the next day, where compute alone overflows', () => {
  const sizing = bothOf(computeOnly(FLOOR_H));
  const found = all(SHAPES).map((shape) => {
    const { trials } = played({ world, days: FORTNIGHT, on: (day) => dayOf(shape, day), sizing });
    return { shape, theirs: by(COMPUTE_ONLY, trials), own: trials.filter(isOwn) };
  });
  const own = found.flatMap((one) => one.own);
  const theirs = found.flatMap((one) => one.theirs);
  tell(
    `${SHAPES} workloads over ${FORTNIGHT} days: ${tooSmall(own).length} of ${slices(own).length} slices below the next day's peak; ` +
      `by compute alone ${tooSmall(theirs).length} of ${slices(theirs).length}`,
  );
  expect(found.flatMap((one) => tooSmall(one.own).map((trial) => brief(one.shape, trial)))).toEqual(
    [],
  );
  // Whoever leaves everything whole is never too small either.
  expect(slices(own).length).toBeGreaterThan(own.length / 2);
  expect(tooSmall(theirs).length).toBeGreaterThan(slices(theirs).length / 10);
});

test('not even of those that first need the most after the evidence that is asked for', () => {
  const late = all(LAST_SEED - FIRST_SEED + 1, FIRST_SEED).filter(
    ({ hoursToTop }) => hoursToTop > FLOOR_H,
  );
  const sizing = bothOf(headroomAlone);
  const found = late.map((shape) => {
    const days = Math.ceil(shape.hoursToTop / shape.hoursADay) + 2;
    const { trials } = played({ world, days, on: (day) => dayOf(shape, day), sizing });
    const own = trials.filter(isOwn);
    const blind = own.filter(({ day }) => hoursBy(shape, day) < shape.hoursToTop);
    return { shape, own, blind, plain: by(HEADROOM_ALONE, trials) };
  });
  const blind = slices(found.flatMap((one) => one.blind));
  const plain = tooSmall(found.flatMap((one) => one.plain));
  const own = tooSmall(found.flatMap((one) => one.own));
  tell(
    `${late.length} that take 95 % of their most after ${FLOOR_H} hours and up to ${Math.max(...late.map(({ hoursToTop }) => hoursToTop)).toFixed(0)}: ` +
      `${blind.length} slices were given before, ${own.length} too small; ${plain.length} without the room for evidence of less than three days`,
  );
  expect(found.flatMap((one) => tooSmall(one.own).map((trial) => brief(one.shape, trial)))).toEqual(
    [],
  );
  expect(blind.length).toBeGreaterThan(0);
  expect(plain.length).toBeGreaterThan(0);
});

const weekly = (day: number) => {
  const peak = day % 7 === 5 ? 30_000 : 6000;
  return steady(MONDAY + day * DAY, 1440, { vramMiB: 6000, sm: 0.05 }).map((reading, nth) =>
    nth === 600 ? { ...reading, vramMiB: peak } : reading,
  );
};

const smallOn = (minHours: number) => {
  const terms = termsOf({
    evidence: { minHours, minSamples: 100, estimate: 'advice', quality: [] },
  });
  const { trials } = played({ world: offering({ terms }), days: 21, on: weekly });
  return tooSmall(trials).map(({ day }) => day);
};

describe('what comes once a week is beyond a day of evidence', () => {
  test('so it is too small once, on the eve of the first, and never again', () => {
    expect(smallOn(FLOOR_H)).toEqual([4]);
  });

  test('and a policy that asks for a week is not surprised by it', () => {
    expect(smallOn((7 * DAY) / (60 * MINUTE))).toEqual([]);
  });
});
