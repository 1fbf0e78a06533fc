import { describe, expect, test } from '@jest/globals';
import { allOffersOf } from '../menu/claim-offers.ts';
import type { Offer } from '../menu.ts';
import type { Claimable } from '../menu/node.ts';
import { EXTEND } from '../menu/offers.ts';
import { catalogue } from '../testing/catalogue.ts';
import { claims } from '../testing/nodes.ts';

const small = { name: 'small', profile: '1g.10gb', count: 4 };
const H100 = 'NVIDIA-H100-80GB-HBM3';
const node = claims('n', 'h100', [small], { labels: { 'nvidia.com/gpu.product': H100 } });
const device = {
  resource: 'claim:speech/small',
  template: 'small',
  product: H100,
  memoryMiB: 0,
  sms: 0,
};
const cut: Claimable = { ...device, type: 'mig', profile: '1g.10gb' };
const card: Claimable = { ...device, type: 'gpu' };
const offered = (...claimable: Claimable[]) => allOffersOf({ ...node, claimable }, catalogue)[0];

describe('what a claim gives', () => {
  const nobody = 'neither its driver nor the catalogue says how large it is';
  const several = 'it may give one of several products, or a card as well';
  const sizes: { name: string; devices: Claimable[]; want: Partial<Offer>; lacks?: string }[] = [
    {
      name: 'what its driver says',
      devices: [{ ...cut, memoryMiB: 9000, sms: 14 }],
      want: { memoryMiB: 9000, sms: 14, decoders: 1, claim: { milliGPU: 142, MiB: 9000 } },
    },
    {
      name: 'what the catalogue says, where its driver does not',
      devices: [cut],
      want: { memoryMiB: 9984, sms: 16, decoders: 1, claim: { milliGPU: 142, MiB: 9984 } },
    },
    {
      name: 'without a decoder, what the catalogue says has none',
      devices: [{ ...cut, product: 'NVIDIA-A100-SXM4-40GB', profile: '1g.5gb' }],
      want: { memoryMiB: 4864, sms: 14, decoders: 0 },
    },
    {
      name: 'a card, all of it',
      devices: [card],
      want: { memoryMiB: 81_559, sms: 132, decoders: 1, mechanism: 'whole' },
    },
    {
      name: 'a partition that the catalogue does not know, nobody knows',
      devices: [{ ...cut, profile: '9g.90gb' }],
      want: { decoders: 0, claim: { milliGPU: 1000, MiB: 81_559 } },
      lacks: nobody,
    },
    {
      name: 'of memory alone, not enough to go by',
      devices: [{ ...cut, profile: '9g.90gb', memoryMiB: 90_000 }],
      want: { memoryMiB: 90_000, claim: { milliGPU: 1000, MiB: 90_000 } },
      lacks: nobody,
    },
    {
      name: 'of multiprocessors alone, not enough to go by',
      devices: [{ ...cut, profile: '9g.90gb', sms: 132 }],
      want: { sms: 132 },
      lacks: nobody,
    },
    {
      name: 'a card for a virtual machine, nothing for a container',
      devices: [{ ...card, type: 'vfio' }],
      want: { mechanism: 'dra' },
      lacks: nobody,
    },
    {
      name: 'one of two partitions, the smaller at the price of the larger',
      devices: [cut, { ...cut, profile: '2g.20gb' }],
      want: { memoryMiB: 9984, sms: 16, price: 1, claim: { milliGPU: 285, MiB: 20_096 } },
    },
    {
      name: 'one of two products, nobody knows which',
      devices: [cut, { ...cut, product: 'NVIDIA-A100-SXM4-40GB' }],
      want: { key: 'unknown claim small', price: Infinity, claim: { milliGPU: 250, MiB: 9984 } },
      lacks: several,
    },
    {
      name: 'a partition or the card, nobody knows which',
      devices: [cut, card],
      want: { mechanism: 'dra', claim: { milliGPU: 1000, MiB: 81_559 } },
      lacks: several,
    },
    {
      name: 'of a product that the catalogue does not know, up to its largest card',
      devices: [{ ...cut, product: 'NVIDIA-Z9' }],
      want: { key: 'unknown claim small', claim: { milliGPU: 1000, MiB: 81_559 } },
      lacks: `no product of the catalogue has the label nvidia.com/gpu.product=NVIDIA-Z9; ${EXTEND}`,
    },
  ];
  test.each(sizes)('is $name', ({ devices, want, lacks }) => {
    const offer = offered(...devices);
    expect(offer).toMatchObject(want);
    expect(offer?.lacks?.says).toBe(lacks);
  });

  test('has the profile that all of its name have', () => {
    const profiles = [[cut], [cut, { ...cut, profile: '2g.20gb' }]].map(
      (devices) => offered(...devices)?.profile,
    );
    expect(profiles).toEqual(['1g.10gb', undefined]);
  });

  test('leaves what a device plugin serves beside it as it is', () => {
    const both = { ...node, allocatable: { ...node.allocatable, 'nvidia.com/mig-3g.40gb': 2 } };
    expect(allOffersOf(both, catalogue).map(({ key, mechanism }) => `${key} ${mechanism}`)).toEqual(
      ['H100-80GB nvidia.com/mig-3g.40gb mig', 'H100-80GB claim small dra'],
    );
  });
});
