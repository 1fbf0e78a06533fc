/**
 * Time for everything that measures age here. It starts at the wall's time and then follows the
 * monotonic clock, so that a machine whose wall clock is set an hour forward lets no charge lapse
 * and starts no watch anew.
 */
import { performance } from 'node:perf_hooks';
import type { Clock } from '../ports.ts';

export const steadyClock: Clock = {
  now: () => Math.floor(performance.timeOrigin + performance.now()),
};
