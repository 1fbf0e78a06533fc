import { describe, expect, test } from '@jest/globals';
import { percentile, ratios, shuffled, spread } from './statistics.ts';

const hundred = Array.from({ length: 100 }, (_, at) => at + 1);

describe('a percentile', () => {
  const table: { name: string; of: readonly number[]; share: number; want: number }[] = [
    { name: 'the 99th of a hundred is the 99th', of: hundred, share: 0.99, want: 99 },
    { name: 'the middle of a hundred is the 50th', of: hundred, share: 0.5, want: 50 },
    { name: 'of a few it is the last', of: [1, 2, 9], share: 0.99, want: 9 },
    { name: 'of one it is that one', of: [4], share: 0.5, want: 4 },
    { name: 'the whole is the highest', of: hundred, share: 1, want: 100 },
    { name: 'the least is the lowest', of: hundred, share: 0, want: 1 },
    { name: 'of nothing it is no number', of: [], share: 0.5, want: Number.NaN },
  ];
  test.each(table)('$name', ({ of, share, want }) => {
    expect(percentile(of, share)).toBe(want);
  });
});

describe('a spread', () => {
  test('has the middle one of an odd count, whatever the order', () => {
    expect(spread([9, 1, 4])).toStrictEqual({ median: 4, low: 1, high: 9 });
  });

  test('has the mean of the middle two of an even count', () => {
    expect(spread([4, 1, 2, 100])).toStrictEqual({ median: 3, low: 1, high: 100 });
  });

  test('of nothing has no numbers', () => {
    expect(spread([])).toStrictEqual({ median: Number.NaN, low: Number.NaN, high: Number.NaN });
  });
});

test('a ratio is taken within a round, so that a slow minute cancels out', () => {
  expect(ratios([80, 8], [100, 10])).toStrictEqual({ median: 0.8, low: 0.8, high: 0.8 });
});

test('a shuffle keeps each one once, and follows the dice', () => {
  expect(shuffled(hundred).toSorted((a, b) => a - b)).toStrictEqual(hundred);
  expect(shuffled(['a', 'b', 'c'], () => 0.99)).toStrictEqual(['c', 'b', 'a']);
});
