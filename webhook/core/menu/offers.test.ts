import { describe, expect, test } from '@jest/globals';
import type { Offer } from '../menu.ts';
import type { NodeFacts } from './node.ts';
import { offersOf } from './offers.ts';
import { catalogue, priceless } from '../testing/catalogue.ts';
import { cards, mixed, nodeOf, shared, single } from '../testing/nodes.ts';

const shown = ({ key, mechanism, claim, memoryMiB }: Offer) =>
  `${key} | ${mechanism} | ${claim.milliGPU} | ${memoryMiB}`;
const offered = (node: NodeFacts) => offersOf(node, catalogue).map(shown);
const product = (label: string) => ({ 'nvidia.com/gpu.product': label });

describe('what one node offers', () => {
  const table: { name: string; node: NodeFacts; want: string[] }[] = [
    {
      name: 'whole cards',
      node: cards('n', 'h100'),
      want: ['H100-80GB nvidia.com/gpu | whole | 1000 | 81559'],
    },
    {
      name: 'partitions of strategy mixed, each at the larger of its shares, rounded down',
      node: mixed('n', 'h100', { '1g.10gb': 7, '1g.20gb': 1, '3g.40gb': 1 }),
      want: [
        'H100-80GB nvidia.com/mig-1g.10gb | mig | 142 | 9984',
        'H100-80GB nvidia.com/mig-1g.20gb | mig | 250 | 20096',
        'H100-80GB nvidia.com/mig-3g.40gb | mig | 500 | 40320',
      ],
    },
    {
      name: 'the same profile name on another card, where it is another share',
      node: mixed('n', 'a100', { '1g.10gb': 4 }),
      want: ['A100-40GB nvidia.com/mig-1g.10gb | mig | 250 | 9856'],
    },
    {
      name: 'a profile with media engines, which Kubernetes spells with a dot',
      node: mixed('n', 'h100', { '1g.10gb.me': 1 }),
      want: ['H100-80GB nvidia.com/mig-1g.10gb.me | mig | 142 | 9984'],
    },
    {
      name: 'strategy single, where a seventh goes by the name of a card',
      node: single('n', 'a100', { profile: '1g.5gb', count: 56 }),
      want: ['A100-40GB nvidia.com/gpu (MIG 1g.5gb) | mig | 142 | 4864'],
    },
    {
      name: 'time-slicing that was renamed',
      node: shared('n', 'l4', { replicas: 4, renamed: true }),
      want: ['L4 nvidia.com/gpu.shared x4 | timeSlice | 250 | 5758'],
    },
    {
      name: 'time-slicing that was not renamed',
      node: shared('n', 'l4', { replicas: 3, renamed: false }),
      want: ['L4 nvidia.com/gpu x3 | timeSlice | 333 | 7678'],
    },
    {
      name: 'MPS',
      node: shared('n', 'l4', { replicas: 2, renamed: false, strategy: 'mps' }),
      want: ['L4 nvidia.com/gpu x2 | mps | 500 | 11517'],
    },
    {
      name: 'strategy single, shared and not renamed',
      node: single(
        'n',
        'a100',
        { profile: '3g.20gb', count: 4 },
        {
          labels: {
            ...product('NVIDIA-A100-SXM4-40GB-MIG-3g.20gb-SHARED'),
            'nvidia.com/gpu.sharing-strategy': 'time-slicing',
            'nvidia.com/gpu.replicas': '2',
          },
        },
      ),
      want: ['A100-40GB nvidia.com/gpu (MIG 3g.20gb) x2 | timeSlice | 250 | 9984'],
    },
    {
      name: 'one partition that is shared beside one that is not',
      node: mixed(
        'n',
        'h100',
        { '1g.10gb': 4, '3g.40gb': 1 },
        {
          labels: {
            'nvidia.com/mig-1g.10gb.sharing-strategy': 'time-slicing',
            'nvidia.com/mig-1g.10gb.replicas': '2',
          },
        },
      ),
      want: [
        'H100-80GB nvidia.com/mig-1g.10gb x2 | timeSlice | 71 | 4992',
        'H100-80GB nvidia.com/mig-3g.40gb | mig | 500 | 40320',
      ],
    },
    {
      name: "a name that says shared and no label that says how: counted whole, nobody's slice",
      node: nodeOf(
        'n',
        { 'nvidia.com/mig-1g.10gb.shared': 4 },
        { labels: product('NVIDIA-H100-80GB-HBM3') },
      ),
      want: ['H100-80GB nvidia.com/mig-1g.10gb.shared | whole | 142 | 9984'],
    },
    {
      name: 'memory by the label of the node, since drivers differ',
      node: mixed(
        'n',
        'h100',
        { '1g.10gb': 7 },
        { labels: { 'nvidia.com/mig-1g.10gb.memory': '9856' } },
      ),
      want: ['H100-80GB nvidia.com/mig-1g.10gb | mig | 142 | 9856'],
    },
    {
      name: 'memory by the catalogue where the label is missing or says 0',
      node: cards('n', 'h100', 8, { labels: { 'nvidia.com/gpu.memory': '0' } }),
      want: ['H100-80GB nvidia.com/gpu | whole | 1000 | 81559'],
    },
    {
      name: 'an old driver leaves out NVIDIA-',
      node: cards('n', 'h100', 8, { labels: product('H100-80GB-HBM3') }),
      want: ['H100-80GB nvidia.com/gpu | whole | 1000 | 81559'],
    },
    {
      name: 'a card that no catalogue knows, by what its label says',
      node: nodeOf(
        'n',
        { 'nvidia.com/gpu': 8 },
        { labels: { ...product('NVIDIA-Z9'), 'nvidia.com/gpu.memory': '1000' } },
      ),
      want: ['unknown nvidia.com/gpu | whole | 1000 | 1000'],
    },
    {
      name: 'a partition that no catalogue knows counts as the card',
      node: mixed('n', 'h100', { '4g.99gb': 1 }),
      want: ['H100-80GB nvidia.com/mig-4g.99gb | mig | 1000 | 0'],
    },
    {
      name: 'nothing where the layout is invalid',
      node: cards('n', 'h100', 8, { labels: product('NVIDIA-H100-80GB-HBM3-MIG-INVALID') }),
      want: [],
    },
    {
      name: 'nothing where only a stale name is left, at 0',
      node: nodeOf('n', { 'nvidia.com/gpu': 0 }, { labels: product('NVIDIA-L4') }),
      want: [],
    },
    {
      name: 'two models in one node, of which the labels tell only one',
      node: cards('n', 'h100', 8, { labels: { 'nvidia.com/gpu.count': '4' } }),
      want: ['unknown nvidia.com/gpu | whole | 1000 | 81559'],
    },
    {
      name: 'shared cards are more than the cards, and one model still',
      node: nodeOf(
        'n',
        { 'nvidia.com/gpu.shared': 16 },
        {
          labels: {
            ...product('NVIDIA-L4'),
            'nvidia.com/gpu.count': '4',
            'nvidia.com/gpu.sharing-strategy': 'time-slicing',
            'nvidia.com/gpu.replicas': '4',
          },
        },
      ),
      want: ['L4 nvidia.com/gpu.shared x4 | timeSlice | 250 | 5758'],
    },
    {
      name: "nothing for names that are other engines', a card for another vendor's",
      node: nodeOf(
        'n',
        { 'nvidia.com/gpumem': 9000, 'amd.com/gpu': 4 },
        { labels: product('NVIDIA-L4') },
      ),
      want: ['unknown amd.com/gpu | whole | 1000 | 0'],
    },
  ];
  test.each(table)('$name', ({ node, want }) => {
    expect(offered(node)).toEqual(want);
  });
});

const pins = (node: NodeFacts) =>
  offersOf(node, catalogue)[0]?.pins.map(({ key, values }) => `${key.slice(11)}=${values?.[0]}`);

describe('what an offer pins', () => {
  test('product, strategy and replicas, so that the pod can meet no other', () => {
    expect(pins(shared('n', 'l4', { replicas: 4, renamed: true }))).toEqual([
      'gpu.product=NVIDIA-L4',
      'gpu.sharing-strategy=time-slicing',
      'gpu.replicas=4',
    ]);
  });

  test('that a partition is not shared, for a shared one has the same name elsewhere', () => {
    expect(pins(mixed('n', 'h100', { '1g.10gb': 7 }))).toEqual([
      'gpu.product=NVIDIA-H100-80GB-HBM3',
      'mig-1g.10gb.sharing-strategy=none',
    ]);
  });
});

test('a card without a price is the dearest there is', () => {
  expect(offersOf(cards('n', 'l4'), priceless('L4'))[0]?.price).toBe(Infinity);
});
