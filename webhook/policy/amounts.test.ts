import { describe, expect, test } from '@jest/globals';
import { floorMiB, limitMiB, milliOf } from './amounts.ts';

describe('amounts of policies', () => {
  test.each([
    ['4Gi', 4096, 4096],
    ['1.5Gi', 1536, 1536],
    ['512Mi', 512, 512],
    ['1Ti', 1_048_576, 1_048_576],
    ['1G', 953, 954],
    ['80G', 76_293, 76_294],
    ['1023Ki', 0, 1],
  ])('%s of VRAM: a limit is at most %i MiB, a floor at least %i', (text, limit, floor) => {
    expect([limitMiB(text), floorMiB(text)]).toEqual([limit, floor]);
  });

  test.each([
    [4, 4000],
    ['4', 4000],
    ['2.5', 2500],
    ['2.3', 2300],
    ['1.001', 1001],
    ['2500m', 2500],
    ['0', 0],
  ])('%s GPUs are %i thousandths, exactly', (text, milli) => {
    expect(milliOf(text)).toBe(milli);
  });

  test('each thousandth is itself, however it is written', () => {
    for (let milli = 0; milli <= 20_000; milli++) {
      expect(milliOf(`${milli}m`)).toBe(milli);
      expect(milliOf((milli / 1000).toFixed(3))).toBe(milli);
    }
  });
});
