/** What part of its card an instance is, by the names that exporters give to both. */
import { describe, expect, test } from '@jest/globals';
import { catalogue } from '../../suite/shipped-catalogue.ts';
import { partOf } from './device.ts';

const part = (model: string, migProfile?: string) =>
  partOf({ id: 'GPU-1', model, ...(migProfile === undefined ? {} : { migProfile }) }, catalogue);

describe('the part of a card that an instance is', () => {
  test('ratios of an instance are not those of the card', () => {
    expect(part('NVIDIA H100 80GB HBM3', '1g.10gb')).toMatchObject({
      sms: 16 / 132,
      memory: 1 / 8,
    });
    expect(part('NVIDIA H100 80GB HBM3', '3g.40gb')).toMatchObject({
      sms: 60 / 132,
      memory: 4 / 8,
    });
    expect(part('NVIDIA A100-SXM4-80GB', '7g.80gb')).toMatchObject({ sms: 98 / 108, memory: 1 });
  });

  test('an A30 is cut in quarters', () => {
    expect(part('NVIDIA A30', '1g.6gb')).toMatchObject({ sms: 1 / 4, memory: 1 / 4 });
    expect(part('NVIDIA A30', '2g.12gb')).toMatchObject({ sms: 1 / 2, memory: 1 / 2 });
  });

  test('one name is an eighth of one card’s memory and a quarter of another’s', () => {
    expect(part('NVIDIA A100-SXM4-80GB', '1g.10gb')).toMatchObject({ memory: 1 / 8 });
    expect(part('NVIDIA A100-SXM4-40GB', '1g.10gb')).toMatchObject({ memory: 1 / 4 });
  });

  test('an instance with media engines has the same part', () => {
    expect(part('NVIDIA H100 80GB HBM3', '1g.10gb+me')).toEqual(
      part('NVIDIA H100 80GB HBM3', '1g.10gb'),
    );
  });

  test('by slices where nobody has listed multiprocessors', () => {
    expect(part('NVIDIA H100 PCIe', '1g.10gb')).toMatchObject({ sms: 1 / 7, memory: 1 / 8 });
  });

  test('AMD’s parts are in the catalogue, too', () => {
    expect(part('AMD Instinct MI300X OAM', 'cpx_nps4')).toMatchObject({
      sms: 1 / 8,
      memory: 1 / 8,
    });
  });

  test.each([
    ['NVIDIA H100 80GB HBM3', 'H100-80GB'],
    ['AMD Instinct MI300X OAM', 'MI300X'],
    ['Intel(R) Data Center GPU Max 1550', 'MAX-1550'],
    ['Intel(R) Arc(TM) Pro B60 Graphics', 'ARC-PRO-B60'],
  ])('a whole %s is all of itself', (model, product) => {
    expect(part(model)).toEqual({ product, sms: 1, memory: 1 });
  });

  test('of a card or an instance that the catalogue does not know nobody can tell', () => {
    expect(part('NVIDIA Z9', '1g.10gb')).toBe('unknown');
    expect(part('NVIDIA Z9')).toBe('unknown');
    expect(part('NVIDIA A30', '1g.10gb')).toBe('unknown');
  });

  test('no instance is more than its card, and a larger one is not less', () => {
    for (const { labels, profiles } of catalogue.products)
      for (const { name } of profiles) {
        const its = part(labels[0] ?? '', name);
        if (its === 'unknown') throw new Error(`${labels[0]} ${name}`);
        expect(Math.min(its.sms, its.memory)).toBeGreaterThan(0);
        expect(Math.max(its.sms, its.memory)).toBeLessThanOrEqual(1);
      }
  });
});
