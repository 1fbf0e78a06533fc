import { expect, test } from '@jest/globals';
import { listed } from './proc.ts';

test('lists of cores are read as the kernel writes them', () => {
  expect(listed('0-2,5')).toStrictEqual([0, 1, 2, 5]);
  expect(listed('7')).toStrictEqual([7]);
  expect(listed('')).toStrictEqual([]);
});
