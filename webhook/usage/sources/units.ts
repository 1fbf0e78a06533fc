/**
 * Figures as they come, in the units everything else counts in: MiB, and ratios from 0 to 1. What no
 * device can have is left out: DCGM writes a value near 2⁶³ for a field that it cannot read.
 */
import type { Series } from '../measured.ts';
import type { Unit } from './table.ts';

const MIB = 1024 ** 2;
/** MiB; no device is near a petabyte. */
const NOBODY_HAS = 1e9;

type Scale = Exclude<Unit, 'either'>;

/** Of `either`, one figure above 1 anywhere in the window says that all are percent. */
export function scaleOf(unit: Unit, all: readonly Series[]): Scale {
  if (unit !== 'either') return unit;
  const above = all.some(({ points }) => points.some(([, value]) => value > 1 && value <= 100));
  return above ? 'percent' : 'ratio';
}

export function converted(value: number, scale: Scale): number | 'invalid' {
  if (!Number.isFinite(value) || value < 0) return 'invalid';
  if (scale === 'MiB' || scale === 'bytes') {
    const mib = scale === 'MiB' ? value : value / MIB;
    return mib < NOBODY_HAS ? mib : 'invalid';
  }
  const ratio = scale === 'percent' ? value / 100 : value;
  return ratio <= 1 ? ratio : 'invalid';
}
