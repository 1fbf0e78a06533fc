import { expect, test } from '@jest/globals';
import { plainPath, within } from './plain-path.ts';

test.each([
  ['/dev/nvidia0', '/dev/nvidia0'],
  ['/', '/'],
  ['', '/'],
  ['//dev/./nvidia0/', '/dev/nvidia0'],
  ['/srv/../dev', '/dev'],
  ['/../../dev', '/dev'],
  ['dev/nvidia0', '/dev/nvidia0'],
  ['/dev/...', '/dev/...'],
])('%j is %j', (path, plain) => {
  expect(plainPath(path)).toBe(plain);
});

test('a folder whose name only begins alike is another one', () => {
  expect(within('/dev/dri/card0', '/dev/dri')).toBe(true);
  expect(within('/dev/dri', '/dev/dri')).toBe(true);
  expect(within('/dev/drive', '/dev/dri')).toBe(false);
});
