import { describe, expect, test } from '@jest/globals';
import { bytesAt, precisions, type Precision } from './precision.ts';

/**
 * What llama.cpp's own tool made of Llama-3.1-8B, as its page has it (tools/quantize/README.md): bits per weight
 * of the whole file. Mixtures name several kinds of block, and none of them tells the average.
 */
const MEASURED: readonly (readonly [Precision, number])[] = [
  ['q8_0', 8.5008],
  ['q6_k', 6.5633],
  ['q5_k_m', 5.7036],
  ['q4_k_m', 4.8944],
  ['q4_k_s', 4.6672],
  ['iq4_xs', 4.4597],
  ['q3_k_l', 4.2979],
  ['q2_k', 3.1593],
];

const PARAMETERS = 8_030_261_248;

describe('a GGUF file of eight thousand million parameters', () => {
  test.each(MEASURED)('is of %s as large as it was found to be', (precision, bits) => {
    const found = (PARAMETERS * bits) / 8;
    const reckoned = bytesAt(precision, PARAMETERS, 0);
    // A tenth of a percent: eight megabytes of eight gigabytes.
    expect(Math.abs(reckoned / found - 1)).toBeLessThan(0.001);
    expect(bytesAt(precision, 0, PARAMETERS)).toBe(reckoned);
  });

  test('is of every kind that is told apart', () => {
    const files = precisions.filter((one) => /^i?q\d/.test(one));
    expect(files.toSorted()).toEqual(MEASURED.map(([precision]) => precision).toSorted());
  });
});

test('a quantised layer carries scales beside its numbers, and what is no such layer keeps sixteen bits', () => {
  expect(bytesAt('int4', 1024, 0)).toBe(544);
  expect(bytesAt('nf4', 1024, 0)).toBe(576);
  for (const precision of ['fp8', 'int8', 'int4', 'nf4', 'mxfp4'] as const)
    expect(bytesAt(precision, 0, 1024)).toBe(2048);
});
