/**
 * Figures as they come, in the units everything else counts in: MiB, and ratios from 0 to 1. What no
 * device can have is left out: DCGM writes a value near 2⁶³ for a field that it cannot read.
 */
import type { Series } from '../measured.ts';
import type { Unit } from './table.ts';

const MIB = 1024 ** 2;
/** MiB; no device is near a petabyte. */
const NOBODY_HAS = 1e9;
/** Requests, blocks, tokens: what a float still counts one by one. */
const NOBODY_COUNTS = Number.MAX_SAFE_INTEGER;
/** The first number above 1, which itself is all of something. */
const OVER_ONE = 1 + Number.EPSILON;

export type Scale = Exclude<Unit, 'either'>;

/** Of `either`, one figure above 1 anywhere in the window says that all are percent. */
export function scaleOf(unit: Unit, all: readonly Series[]): Scale {
  if (unit !== 'either') return unit;
  const above = all.some(({ points }) => points.some(([, value]) => value > 1 && value <= 100));
  return above ? 'percent' : 'ratio';
}

/** From which figure on it is none, in the unit it is converted to. */
const scales: Readonly<Record<Scale, { readonly divisor: number; readonly below: number }>> = {
  MiB: { divisor: 1, below: NOBODY_HAS },
  bytes: { divisor: MIB, below: NOBODY_HAS },
  count: { divisor: 1, below: NOBODY_COUNTS },
  ratio: { divisor: 1, below: OVER_ONE },
  percent: { divisor: 100, below: OVER_ONE },
};

export function converted(value: number, scale: Scale): number | 'invalid' {
  const { divisor, below } = scales[scale];
  const figure = value / divisor;
  return figure >= 0 && figure < below ? figure : 'invalid';
}
