import { describe, expect, test } from '@jest/globals';
import type { Offer } from '../menu.ts';
import type { NodeFacts } from './node.ts';
import { offersOf } from './offers.ts';
import { catalogue } from '../testing/catalogue.ts';
import { cards, mixed, nodeOf } from '../testing/nodes.ts';

const shown = ({ key, mechanism, claim, memoryMiB }: Offer) =>
  `${key} | ${mechanism} | ${claim.milliGPU} | ${memoryMiB}`;
const product = (label: string) => ({ 'nvidia.com/gpu.product': label });

const gke = (labels: Record<string, string> = {}) =>
  nodeOf(
    'n',
    { 'nvidia.com/gpu': 8 },
    { labels: { 'cloud.google.com/gke-accelerator': 'nvidia-h100-80gb', ...labels } },
  );
const sharing = { 'cloud.google.com/gke-gpu-sharing-strategy': 'time-sharing' };
const clients = { 'cloud.google.com/gke-max-shared-clients-per-gpu': '4' };
const partition = { 'cloud.google.com/gke-gpu-partition-size': '1g.10gb' };
const rules = ({ key, operator, values = [] }: Offer['pins'][number]): string =>
  `${key.replace('cloud.google.com/gke-', '')} ${operator}${values.length > 0 ? ` ${values.join()}` : ''}`;

describe('a node of GKE, where every GPU is nvidia.com/gpu', () => {
  const table: { name: string; node: NodeFacts; want: string; pins: string[] }[] = [
    {
      name: 'whole cards, which have neither of its labels',
      node: gke(),
      want: 'H100-80GB nvidia.com/gpu | whole | 1000 | 81559',
      pins: [
        'accelerator In nvidia-h100-80gb',
        'gpu-partition-size DoesNotExist',
        'gpu-sharing-strategy DoesNotExist',
      ],
    },
    {
      name: 'time-sharing',
      node: gke({ ...sharing, ...clients }),
      want: 'H100-80GB nvidia.com/gpu x4 | timeSlice | 250 | 20389',
      pins: [
        'accelerator In nvidia-h100-80gb',
        'gpu-partition-size DoesNotExist',
        'gpu-sharing-strategy In time-sharing',
        'max-shared-clients-per-gpu In 4',
      ],
    },
    {
      name: 'MPS',
      node: gke({ ...sharing, ...clients, 'cloud.google.com/gke-gpu-sharing-strategy': 'mps' }),
      want: 'H100-80GB nvidia.com/gpu x4 | mps | 250 | 20389',
      pins: [
        'accelerator In nvidia-h100-80gb',
        'gpu-partition-size DoesNotExist',
        'gpu-sharing-strategy In mps',
        'max-shared-clients-per-gpu In 4',
      ],
    },
    {
      name: 'partitions, sized by the catalogue',
      node: gke(partition),
      want: 'H100-80GB nvidia.com/gpu (MIG 1g.10gb) | mig | 142 | 9984',
      pins: [
        'accelerator In nvidia-h100-80gb',
        'gpu-partition-size In 1g.10gb',
        'gpu-sharing-strategy DoesNotExist',
      ],
    },
    {
      name: 'partitions that are shared',
      node: gke({ ...partition, ...sharing, ...clients }),
      want: 'H100-80GB nvidia.com/gpu (MIG 1g.10gb) x4 | timeSlice | 35 | 2496',
      pins: [
        'accelerator In nvidia-h100-80gb',
        'gpu-partition-size In 1g.10gb',
        'gpu-sharing-strategy In time-sharing',
        'max-shared-clients-per-gpu In 4',
      ],
    },
    {
      name: 'with GPU Feature Discovery, whose memory of a card is not that of its partition',
      node: gke({ ...partition, ...product('H100-80GB-HBM3'), 'nvidia.com/gpu.memory': '81559' }),
      want: 'H100-80GB nvidia.com/gpu (MIG 1g.10gb) | mig | 142 | 9984',
      pins: [
        'nvidia.com/gpu.product In H100-80GB-HBM3',
        'gpu-partition-size In 1g.10gb',
        'gpu-sharing-strategy DoesNotExist',
      ],
    },
  ];
  test.each(table)('$name', ({ node, want, pins: wanted }) => {
    const [offer] = offersOf(node, catalogue);
    expect(offer && shown(offer)).toBe(want);
    expect(offer?.lacks).toBeUndefined();
    expect(offer?.pins.map(rules)).toEqual(wanted);
  });

  test('shared among nobody knows how many, it is no target and counts whole', () => {
    const [offer] = offersOf(gke(sharing), catalogue);
    expect(offer).toMatchObject({ mechanism: 'timeSlice', claim: { milliGPU: 1000 } });
    expect(offer?.lacks?.says).toBe('it is shared, and no label says among how many');
  });
});

describe('labels of GPU Feature Discovery that say little', () => {
  const strategy = 'nvidia.com/gpu.sharing-strategy';
  const replicas = 'nvidia.com/gpu.replicas';
  const untold = 'it is shared, and no label says among how many';
  const table: { name: string; node: NodeFacts; want: string; lacks?: string }[] = [
    {
      name: 'no number of turns',
      node: nodeOf(
        'n',
        { 'nvidia.com/gpu': 8 },
        { labels: { ...product('NVIDIA-L4'), [strategy]: 'time-slicing' } },
      ),
      want: 'L4 nvidia.com/gpu | timeSlice | 1000 | 23034',
      lacks: untold,
    },
    {
      name: 'half a turn',
      node: cards('n', 'l4', 8, { labels: { [strategy]: 'time-slicing', [replicas]: '2.5' } }),
      want: 'L4 nvidia.com/gpu | timeSlice | 1000 | 23034',
      lacks: untold,
    },
    {
      name: 'a number of turns that GKE says in its place',
      node: gke({ ...sharing, ...clients, [strategy]: 'time-slicing' }),
      want: 'H100-80GB nvidia.com/gpu x4 | timeSlice | 250 | 20389',
    },
    {
      name: 'nothing of a partition, and all of its card',
      node: nodeOf(
        'n',
        { 'nvidia.com/mig-1g.10gb': 14 },
        {
          labels: {
            ...product('NVIDIA-H100-80GB-HBM3'),
            [strategy]: 'time-slicing',
            [replicas]: '2',
          },
        },
      ),
      want: 'H100-80GB nvidia.com/mig-1g.10gb x2 | timeSlice | 71 | 4992',
    },
  ];
  test.each(table)('$name', ({ node, want, lacks }) => {
    const [offer] = offersOf(node, catalogue);
    expect(offer && shown(offer)).toBe(want);
    expect(offer?.lacks?.says).toBe(lacks);
  });

  test('a card of another vendor beside it takes no turns', () => {
    const labels = { ...product('NVIDIA-L4'), [strategy]: 'time-slicing', [replicas]: '4' };
    const both = nodeOf('n', { 'gpu.intel.com/i915': 1, 'nvidia.com/gpu': 4 }, { labels });
    expect(
      offersOf(both, catalogue).map(({ resource, replicas: by }) => `${resource} ${by}`),
    ).toEqual(['gpu.intel.com/i915 1', 'nvidia.com/gpu 4']);
  });

  test('where nothing is shared a card pins no strategy, and a partition that it is alone', () => {
    const pins = [cards('n', 'l4'), mixed('n', 'h100', { '1g.10gb': 7 })].map((node) =>
      offersOf(node, catalogue)[0]?.pins.map(({ key }) => key),
    );
    expect(pins).toEqual([
      ['nvidia.com/gpu.product'],
      ['nvidia.com/gpu.product', 'nvidia.com/mig-1g.10gb.sharing-strategy'],
    ]);
  });
});
