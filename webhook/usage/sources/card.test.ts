/** Which card an exporter means. */
import { describe, expect, test } from '@jest/globals';
import { catalogue } from '../../suite/shipped-catalogue.ts';
import { productNamed } from './card.ts';

describe('names of cards', () => {
  test.each([
    ['NVIDIA A100-SXM4-80GB', 'A100-80GB'],
    ['NVIDIA H100 80GB HBM3', 'H100-80GB'],
    ['NVIDIA-H100-80GB-HBM3', 'H100-80GB'],
    ['NVIDIA-H100-80GB-HBM3-SHARED', 'H100-80GB'],
    ['NVIDIA-H100-80GB-HBM3-MIG-1g.10gb', 'H100-80GB'],
    ['NVIDIA A30', 'A30-24GB'],
    ['Tesla T4', 'T4'],
    ['AMD Instinct MI300X OAM', 'MI300X'],
    ['Intel(R) Data Center GPU Max 1550', 'MAX-1550'],
    ['Intel(R) Data Center GPU Flex 170', 'FLEX-170'],
    ['Intel(R) Arc(TM) Pro B60 Graphics', 'ARC-PRO-B60'],
  ])('%s is %s', (model, want) => {
    expect(productNamed(model, catalogue)?.name).toBe(want);
  });

  test.each(['', 'unknown', 'NVIDIA Z9'])('%p is nobody’s', (model) => {
    expect(productNamed(model, catalogue)).toBeUndefined();
  });
});
