/** Which card an exporter means, and what part of it a MIG instance is. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { read, setOf } from '../../policy/example.ts';
import { productNamed, shareOfCard } from './card.ts';

const root = fileURLToPath(new URL('../../../policies/catalogue/', import.meta.url));
const { catalogue } = setOf(
  ...globSync('*.yaml', { cwd: root }).flatMap((file) =>
    read(readFileSync(join(root, file), 'utf8'), file),
  ),
);

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

const share = (model: string, migProfile: string) =>
  shareOfCard({ id: 'GPU-1', model, migProfile }, catalogue);

describe('the part of a card that an instance is', () => {
  test('ratios of an instance are not those of the card', () => {
    expect(share('NVIDIA H100 80GB HBM3', '1g.10gb')).toEqual({ compute: 16 / 132, memory: 1 / 8 });
    expect(share('NVIDIA H100 80GB HBM3', '3g.40gb')).toEqual({ compute: 60 / 132, memory: 4 / 8 });
    expect(share('NVIDIA A100-SXM4-80GB', '7g.80gb')).toEqual({ compute: 98 / 108, memory: 1 });
  });

  test('an A30 is cut in quarters', () => {
    expect(share('NVIDIA A30', '1g.6gb')).toEqual({ compute: 1 / 4, memory: 1 / 4 });
    expect(share('NVIDIA A30', '2g.12gb')).toEqual({ compute: 1 / 2, memory: 1 / 2 });
  });

  test('one name is an eighth of one card’s memory and a quarter of another’s', () => {
    expect(share('NVIDIA A100-SXM4-80GB', '1g.10gb')).toMatchObject({ memory: 1 / 8 });
    expect(share('NVIDIA A100-SXM4-40GB', '1g.10gb')).toMatchObject({ memory: 1 / 4 });
  });

  test('an instance with media engines has the same part', () => {
    expect(share('NVIDIA H100 80GB HBM3', '1g.10gb+me')).toEqual(
      share('NVIDIA H100 80GB HBM3', '1g.10gb'),
    );
  });

  test('by slices where nobody has listed multiprocessors', () => {
    expect(share('NVIDIA H100 PCIe', '1g.10gb')).toEqual({ compute: 1 / 7, memory: 1 / 8 });
  });

  test('AMD’s parts are in the catalogue, too', () => {
    expect(share('AMD Instinct MI300X OAM', 'cpx_nps4')).toEqual({ compute: 1 / 8, memory: 1 / 8 });
  });

  test('a whole card is all of itself, whatever it is called', () => {
    expect(shareOfCard({ id: 'GPU-1', model: 'unknown' }, catalogue)).toEqual({
      compute: 1,
      memory: 1,
    });
  });

  test('of a card or an instance that the catalogue does not know nobody can tell', () => {
    expect(share('NVIDIA Z9', '1g.10gb')).toBe('unknown');
    expect(share('NVIDIA A30', '1g.10gb')).toBe('unknown');
  });

  test('no instance is more than its card, and a larger one is not less', () => {
    for (const { labels, profiles } of catalogue.products)
      for (const { name } of profiles) {
        const part = share(labels[0] ?? '', name);
        if (part === 'unknown') throw new Error(`${labels[0]} ${name}`);
        expect(Math.min(part.compute, part.memory)).toBeGreaterThan(0);
        expect(Math.max(part.compute, part.memory)).toBeLessThanOrEqual(1);
      }
  });
});
