import { describe, expect, test } from '@jest/globals';
import type { NodeFacts } from './node.ts';
import { offersOf } from './offers.ts';
import { catalogue } from '../testing/catalogue.ts';
import { mixed, nodeOf, single } from '../testing/nodes.ts';

const product = (label: string) => ({ 'nvidia.com/gpu.product': label });

const offered = (node: NodeFacts) => offersOf(node, catalogue).map(({ key }) => key);

describe('a name that nothing serves any more is not offered', () => {
  const table: { name: string; node: NodeFacts; want: string[] }[] = [
    {
      name: 'a renamed share beside the name it had, which the kubelet still counts',
      node: nodeOf(
        'n',
        { 'nvidia.com/gpu': 4, 'nvidia.com/gpu.shared': 16 },
        {
          labels: {
            ...product('NVIDIA-L4'),
            'nvidia.com/gpu.sharing-strategy': 'time-slicing',
            'nvidia.com/gpu.replicas': '4',
          },
        },
      ),
      want: ['L4 nvidia.com/gpu.shared x4'],
    },
    {
      name: 'a share that is no longer renamed beside the name it had',
      node: nodeOf(
        'n',
        { 'nvidia.com/gpu': 16, 'nvidia.com/gpu.shared': 16 },
        {
          labels: {
            ...product('NVIDIA-L4-SHARED'),
            'nvidia.com/gpu.sharing-strategy': 'time-slicing',
            'nvidia.com/gpu.replicas': '4',
          },
        },
      ),
      want: ['L4 nvidia.com/gpu x4'],
    },
    {
      name: 'slices of strategy mixed beside the cards of strategy single, still counted',
      node: {
        ...mixed('n', 'h100', { '1g.10gb': 7 }),
        allocatable: { 'nvidia.com/gpu': 7, 'nvidia.com/mig-1g.10gb': 7 },
      },
      want: ['H100-80GB nvidia.com/mig-1g.10gb'],
    },
    {
      name: 'slices of strategy single beside those of strategy mixed, still counted',
      node: {
        ...single('n', 'h100', { profile: '1g.10gb', count: 7 }),
        allocatable: { 'nvidia.com/gpu': 7, 'nvidia.com/mig-1g.10gb': 7 },
      },
      want: ['H100-80GB nvidia.com/gpu (MIG 1g.10gb)'],
    },
  ];
  test.each(table)('$name', ({ node, want }) => {
    expect(offered(node)).toEqual(want);
  });
});
