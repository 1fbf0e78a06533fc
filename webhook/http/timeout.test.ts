import { describe, expect, test } from '@jest/globals';
import { deadlineOf, timeoutSeconds, worthRetrying } from './timeout.ts';

describe('the time that is left', () => {
  const said = [
    { url: '/validate?timeout=5s', want: 5 },
    { url: '/validate?dryRun=All&timeout=30s', want: 30 },
    { url: '/validate?timeout=5s&x=1', want: 5 },
    { url: '/validate', want: 10 },
    { url: '/validate?timeout=0s', want: 10 },
    { url: '/validate?timeout=-5s', want: 10 },
    { url: '/validate?timeout=500ms', want: 10 },
    { url: '/validate?notimeout=5s', want: 10 },
    { url: '/validate?timeout=999s', want: 30 },
    { url: '/validate?timeout=9999999999999s', want: 10 },
  ];
  test.each(said)('$url waits $want s', ({ url, want }) => {
    expect(timeoutSeconds(url)).toBe(want);
  });

  const deadlines = [
    { seconds: 1, want: 100 },
    { seconds: 2, want: 800 },
    { seconds: 3, want: 1800 },
    { seconds: 4, want: 2500 },
    { seconds: 30, want: 2500 },
  ];
  test.each(deadlines)('of $seconds s we take $want ms', ({ seconds, want }) => {
    expect(deadlineOf(seconds, 1_000_000)).toBe(1_000_000 + want);
  });

  test('is worth another try from three seconds on: one may be gone, one is slept', () => {
    expect([1, 2, 3, 10].map(worthRetrying)).toStrictEqual([false, false, true, true]);
  });
});
