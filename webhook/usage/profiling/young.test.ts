/** Who has only begun is not silent. */
import { expect, test } from '@jest/globals';
import { podOf } from '../../core/testing/pods.ts';
import { holdersAt, youngAt } from './holders.ts';

const NOW = 1_790_000_000;
const pod = (runningSince: number | 'no') => ({
  pod: podOf({ nodeName: 'gpu-1' }),
  created: 0,
  runningSince,
});

test('in its first ten minutes a pod is young, and nothing is missing of it', () => {
  const pods = [pod(NOW - 599), pod(NOW - 601), pod('no')];
  expect(youngAt(pods, NOW)).toBe(1);
  expect(holdersAt(pods, NOW)).toHaveLength(1);
  expect(youngAt(pods, NOW + 600)).toBe(0);
});
