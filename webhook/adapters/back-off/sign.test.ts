import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { diedAlike, restarted, type Died } from './sign.ts';

const MINUTE = 60_000;
const twice = { restarts: 2, within: 600 };

/** One that ran for so long and died so many minutes after noon. */
const at = (minute: number, ran = 1): Died => ({
  begun: (minute - ran) * MINUTE,
  ended: minute * MINUTE,
  how: 'exit code 1',
});

describe('one container', () => {
  test.each<[string, readonly Died[], Parameters<typeof restarted>[1], string | undefined]>([
    ['that restarts once is no sign', [at(1)], twice, undefined],
    [
      'that restarts twice soon is one',
      [at(1), at(5)],
      twice,
      'it restarted 2 times within 4m, the last time with exit code 1',
    ],
    ['that restarts twice in an hour is none', [at(1), at(61)], twice, undefined],
    [
      'is one at the very end of the time, too',
      [at(1), at(11)],
      twice,
      'it restarted 2 times within 10m, the last time with exit code 1',
    ],
    [
      'is judged by the latest of its bad times',
      [at(1), at(2), at(90)],
      twice,
      'it restarted 2 times within 60s, the last time with exit code 1',
    ],
    [
      'may die as often as its policy says',
      [at(1), at(2)],
      { restarts: 3, within: 600 },
      undefined,
    ],
    [
      'may have to die only once',
      [at(1)],
      { restarts: 1, within: 600 },
      'it restarted once, the last time with exit code 1',
    ],
  ])('%s', (_, deaths, counting, says) => {
    expect(restarted(deaths, counting)?.says).toBe(says);
  });

  test('is a sign exactly where so many deaths stand so near to each other', () => {
    const minutes = fc.uniqueArray(fc.integer({ min: 0, max: 60 }), { maxLength: 8 });
    fc.assert(
      fc.property(minutes, fc.integer({ min: 1, max: 4 }), (drawn, restarts) => {
        const all = drawn.toSorted((a, b) => a - b);
        const near = all.some(
          (one) => all.filter((m) => m >= one && m <= one + 10).length >= restarts,
        );
        const sign = restarted(
          all.map((minute) => at(minute)),
          { restarts, within: 600 },
        );
        expect(sign !== undefined).toBe(near);
      }),
    );
  });
});

describe('replicas', () => {
  test.each<[string, readonly Died[], number, string | undefined]>([
    [
      'that die one after the other soon after they began are a sign',
      [at(1), at(4)],
      3,
      '2 of 3 replicas died soon after they began, the last one with exit code 1',
    ],
    ['are none where most of them live', [at(1), at(4)], 5, undefined],
    ['are none where one died', [at(1)], 1, undefined],
    ['are none where they had run for hours', [at(100, 90), at(101, 90)], 2, undefined],
    ['are none where they died apart', [at(1), at(60)], 2, undefined],
  ])('%s', (_, deaths, all, says) => {
    expect(diedAlike(deaths, all, twice)?.says).toBe(says);
  });
});
