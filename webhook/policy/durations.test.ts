import { expect, test } from '@jest/globals';
import { secondsIn } from './durations.ts';

test.each([
  ['45s', 45],
  ['10m', 600],
  ['36h', 129_600],
  ['14d', 1_209_600],
  ['1h30m', 5400],
])('%s is %d seconds', (written, seconds) => {
  expect(secondsIn(written)).toBe(seconds);
});
