/** Readings for tests: a pod `asr-0` alone on a whole H100, unless a test says otherwise. */
import type { Measured, Reading } from '../../measured.ts';
import type { Window } from '../window.ts';

/** Midnight, UTC, and the first of its half-life. */
export const MONDAY = 1_789_948_800;
export const DAY = 24 * 3600;
export const HOUR = 3600;
export const MINUTE = 60;

export const H100 = 'NVIDIA H100 80GB HBM3';

export const measured = (
  readings: readonly Reading[],
  parts: Partial<Measured> = {},
): Measured => ({
  namespace: 'speech',
  pod: 'asr-0',
  container: 'server',
  device: { id: 'GPU-1', model: H100 },
  source: 'dcgm',
  computeBy: 'sm',
  sharing: 'whole',
  attribution: 'exact',
  readings,
  ...parts,
});

/** What is the same minute after minute. */
export const steady = (
  from: number,
  minutes: number,
  reading: Omit<Reading, 'at'>,
): readonly Reading[] =>
  Array.from({ length: minutes }, (_, i) => ({ at: from + i * MINUTE, ...reading }));

export const windowOf = (
  of: readonly Measured[],
  until: number,
  parts: Partial<Window> = {},
): Window => ({ revision: 'registry.local/asr', tag: '1.4', until, measured: of, ...parts });
