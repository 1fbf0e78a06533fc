import { describe, expect, test } from '@jest/globals';
import type { NodeFacts } from '../menu/node.ts';
import { offersOf } from '../menu/offers.ts';
import { catalogue } from '../testing/catalogue.ts';
import { cards, mixed, nodeOf, single } from '../testing/nodes.ts';

const product = (label: string) => ({ 'nvidia.com/gpu.product': label });

describe('what keeps an offer from being a target', () => {
  const table: { name: string; node: NodeFacts; want: string | undefined }[] = [
    {
      name: 'nothing, where all is known',
      node: mixed('n', 'h100', { '1g.10gb': 7 }),
      want: undefined,
    },
    {
      name: 'a label that names no product',
      node: cards('n', 'h100', 8, { labels: product('NVIDIA-Z9') }),
      want: 'fit/unknown-product no product of the catalogue has the label nvidia.com/gpu.product=NVIDIA-Z9; describe it in a GpuCatalogue, as policies/catalogue does',
    },
    {
      name: 'no label',
      node: nodeOf('n', { 'nvidia.com/gpu': 1 }),
      want: 'fit/unknown-product its nodes do not say what they have (no label nvidia.com/gpu.product); GPU Feature Discovery puts it there',
    },
    {
      name: 'a partition that its product does not have',
      node: mixed('n', 'h100', { '4g.99gb': 1 }),
      want: 'fit/unknown-size the catalogue has no partition 4g.99gb of H100-80GB; describe it in a GpuCatalogue, as policies/catalogue does',
    },
    {
      name: 'two models in one node',
      node: cards('n', 'h100', 8, { labels: { 'nvidia.com/gpu.count': '4' } }),
      want: 'fit/unknown-size its nodes offer more than the 4 that nvidia.com/gpu.count says: several models, or another engine’s shares',
    },
  ];
  test.each(table)('$name', ({ node, want }) => {
    const lacks = offersOf(node, catalogue)[0]?.lacks;
    expect(lacks && `${lacks.rule} ${lacks.says}`).toBe(want);
  });

  test('under strategy single the figures of nvidia.com/gpu are the partition’s', () => {
    const labels = {
      'nvidia.com/gpu.memory': '10112',
      'nvidia.com/gpu.multiprocessors': '14',
      'nvidia.com/gpu.engines.decoder': '0',
    };
    const node = single('n', 'h100', { profile: '1g.10gb', count: 7 }, { labels });
    expect(offersOf(node, catalogue)[0]).toMatchObject({ memoryMiB: 10_112, sms: 14, decoders: 0 });
  });

  test('SMs by the label of the node, before those of the catalogue', () => {
    const labels = { 'nvidia.com/mig-1g.10gb.multiprocessors': '14' };
    expect(offersOf(mixed('n', 'h100', { '1g.10gb': 7 }, { labels }), catalogue)[0]?.sms).toBe(14);
  });
});
