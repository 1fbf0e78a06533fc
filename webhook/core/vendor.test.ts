import { describe, expect, test } from '@jest/globals';
import type { Catalogue, Product } from './products/catalogue.ts';
import { claimOf } from './claim/claim-of.ts';
import { menuOf } from './menu/menu-of.ts';
import type { NodeFacts } from './menu/node.ts';
import { offersOf } from './menu/offers.ts';
import { catalogue as ours } from './testing/catalogue.ts';
import { cards, nodeOf } from './testing/nodes.ts';
import { asking, served } from './testing/pods.ts';
import { passedOver, placed, told } from './testing/told.ts';
import { proposed, termsOf } from './testing/world.ts';
import { deviceNamed, namesWhole } from './vendor.ts';

const mi300x: Product = {
  name: 'MI300X',
  vendor: 'amd',
  labels: ['AMD_Instinct_MI300X_OAM', '74a1'],
  otherLabels: [],
  memoryMiB: 196_592,
  sms: 304,
  computeSlices: 8,
  memorySlices: 8,
  profiles: [
    { name: 'cpx_nps4', memoryMiB: 24_574, sms: 38, computeSlices: 1, memorySlices: 1, max: 8 },
    { name: 'dpx_nps1', sms: 152, computeSlices: 4, memorySlices: 4, max: 2 },
  ],
};
const max1100: Product = {
  name: 'MAX-1100',
  vendor: 'intel',
  labels: ['Max_1100'],
  otherLabels: [],
  memoryMiB: 49_152,
  computeSlices: 1,
  memorySlices: 1,
  profiles: [],
};
const catalogue: Catalogue = {
  products: [...ours.products, mi300x, max1100],
  foreign: [
    ...ours.foreign,
    { match: 'mig.das.com/*', engine: 'DAS', milliGPU: 1000, as: 'nvidia.com/mig-*' },
    { match: 'volcano.sh/gpu-memory', engine: 'Volcano', milliGPU: 1000, counts: 'once' },
  ],
};

const amd = (name: string, devices: Readonly<Record<string, number>>, mode?: string): NodeFacts =>
  nodeOf(name, devices, {
    labels: {
      'amd.com/gpu.device-id': '74a1',
      ...(mode === undefined ? {} : { 'amd.com/compute-memory-partition': mode }),
    },
  });

describe('what a name says by itself', () => {
  const table: [resource: string, want: string][] = [
    ['nvidia.com/gpu', 'nvidia whole'],
    ['nvidia.com/gpu.shared', 'nvidia whole'],
    ['nvidia.com/mig-1g.10gb.me.shared', 'nvidia 1g.10gb.me'],
    ['amd.com/gpu', 'amd whole'],
    ['amd.com/spx_nps1', 'amd whole'],
    ['amd.com/cpx_nps4', 'amd cpx_nps4'],
    ['amd.com/cpx_nps44', 'nothing'],
    ['amd.com/xilinx_u30', 'nothing'],
    ['gpu.intel.com/xe', 'intel whole'],
    ['gpu.intel.com/monitoring', 'nothing'],
    ['volcano.sh/vgpu-number', 'nothing'],
  ];
  test.each(table)('%s: %s', (resource, want) => {
    const device = deviceNamed(resource);
    expect(device ? `${device.vendor.name} ${device.partition ?? 'whole'}` : 'nothing').toBe(want);
  });

  test('a shared card is no whole one', () => {
    expect([namesWhole('nvidia.com/gpu.shared'), namesWhole('amd.com/gpu')]).toEqual([false, true]);
  });
});

const shown = (node: NodeFacts) =>
  offersOf(node, catalogue).map(
    ({ key, mechanism, claim, lacks }) =>
      `${key} | ${mechanism} | ${claim.milliGPU} ${claim.MiB} | ${lacks?.rule ?? 'known'}`,
  );

test.each([
  ['amd.com/gpu.product-name', 'AMD_Instinct_MI300X_OAM'],
  ['amd.com/gpu.device-id', '74a1'],
  ['beta.amd.com/gpu.product-name', 'AMD_Instinct_MI300X_OAM'],
  ['beta.amd.com/gpu.device-id', '74a1'],
])('a card of AMD is known by the label %s', (key, value) => {
  const node = nodeOf('n', { 'amd.com/gpu': 1 }, { labels: { [key]: value } });
  expect(shown(node)).toEqual(['MI300X amd.com/gpu | whole | 1000 196592 | known']);
});

describe('what a node of another vendor offers', () => {
  const table: { name: string; node: NodeFacts; want: string[] }[] = [
    {
      name: 'whole cards',
      node: amd('n', { 'amd.com/gpu': 8 }),
      want: ['MI300X amd.com/gpu | whole | 1000 196592 | known'],
    },
    {
      name: 'cards whose name nobody knows, and whose number somebody does',
      node: nodeOf(
        'n',
        { 'amd.com/gpu': 8 },
        { labels: { 'amd.com/gpu.product-name': 'New', 'amd.com/gpu.device-id': '74a1' } },
      ),
      want: ['MI300X amd.com/gpu | whole | 1000 196592 | known'],
    },
    {
      name: 'partitions under their own name',
      node: amd('n', { 'amd.com/cpx_nps4': 64 }, 'cpx_nps4'),
      want: ['MI300X amd.com/cpx_nps4 | mig | 125 24574 | known'],
    },
    {
      name: 'partitions under the name of a card',
      node: amd('n', { 'amd.com/gpu': 64 }, 'cpx_nps4'),
      want: ['MI300X amd.com/gpu (cpx_nps4) | mig | 125 24574 | known'],
    },
    {
      name: 'a mode that leaves the card whole',
      node: amd('n', { 'amd.com/gpu': 8 }, 'spx_nps1'),
      want: ['MI300X amd.com/gpu | whole | 1000 196592 | known'],
    },
    {
      name: 'a partition of unknown size, at its share',
      node: amd('n', { 'amd.com/dpx_nps1': 16 }),
      want: ['MI300X amd.com/dpx_nps1 | mig | 500 98296 | fit/unknown-size'],
    },
    {
      name: 'a card that nobody knows, as the largest of its vendor',
      node: nodeOf('n', { 'amd.com/gpu': 8 }, { labels: { 'amd.com/gpu.device-id': '7400' } }),
      want: ['unknown amd.com/gpu | whole | 1000 196592 | fit/unknown-product'],
    },
    {
      name: 'a GPU of Intel',
      node: nodeOf(
        'n',
        { 'gpu.intel.com/i915': 4 },
        { labels: { 'gpu.intel.com/product': 'Max_1100' } },
      ),
      want: ['MAX-1100 gpu.intel.com/i915 | whole | 1000 49152 | fit/unknown-size'],
    },
  ];
  test.each(table)('$name', ({ node, want }) => {
    expect(shown(node)).toEqual(want);
  });
});

describe('what a pod of another vendor or engine costs', () => {
  const table: {
    name: string;
    resource: string;
    count?: number;
    nodes?: NodeFacts[];
    want: string;
  }[] = [
    { name: 'a card that nobody offers', resource: 'amd.com/gpu', want: '1000 196592' },
    { name: 'a device of Intel', resource: 'gpu.intel.com/xe', want: '1000 49152' },
    {
      name: 'two partitions that nobody offers',
      resource: 'amd.com/cpx_nps4',
      count: 2,
      want: '250 49148',
    },
    {
      name: 'the dearest that a name may turn out to be',
      resource: 'amd.com/gpu',
      nodes: [amd('a', { 'amd.com/gpu': 64 }, 'cpx_nps4'), amd('b', { 'amd.com/gpu': 8 })],
      want: '1000 196592',
    },
    {
      name: 'a slice under the name of another engine',
      resource: 'mig.das.com/2g.20gb',
      want: '285 20096',
    },
    {
      name: 'an amount of memory, once',
      resource: 'volcano.sh/gpu-memory',
      count: 8000,
      want: '1000 196592',
    },
  ];
  test.each(table)('$name', ({ resource, count = 1, nodes = [], want }) => {
    const pod = served(asking(count, resource));
    const { milliGPU, MiB } = claimOf(pod, menuOf(nodes, catalogue), catalogue);
    expect(`${milliGPU} ${MiB}`).toBe(want);
  });
});

describe('a pod is sized among the GPUs of its vendor, where the policy names it', () => {
  const nodes = [
    amd('cut', { 'amd.com/cpx_nps4': 64 }, 'cpx_nps4'),
    amd('whole', { 'amd.com/gpu': 8 }, 'spx_nps1'),
    cards('h100', 'h100'),
  ];
  const used = { measuredOn: 'MI300X', vramMaxMiB: 6200, smP95: 0.1 };
  const both = termsOf({ vendors: ['nvidia', 'amd'], products: ['MI300X', 'H100-80GB'] });
  const amdPod = served(asking(1, 'amd.com/gpu'));

  test('by default AMD’s pods stay as they are', () => {
    const decision = proposed(amdPod, { nodes, catalogue }, used);
    expect(told(decision)).toBe('amd.com/gpu: 1: policy/vendor');
    expect(decision.edits).toEqual([]);
  });

  test('where AMD is named, they take a partition', () => {
    const decision = proposed(amdPod, { nodes, catalogue, terms: both }, used);
    expect(told(decision)).toBe('MI300X amd.com/cpx_nps4: fit/mig');
    expect(placed(decision)).toEqual(['amd.com/gpu.device-id In 74a1']);
  });

  test('one vendor’s pod is never sent to another’s, whatever products may stand in', () => {
    const decision = proposed(served({}), { nodes, catalogue, terms: both });
    expect(told(decision)).toBe('nvidia.com/gpu: 1: fit/none');
    expect(passedOver(decision)).toEqual({});
  });

  test('a whole card of AMD is kept off partitions of its name', () => {
    const single = [
      amd('cut', { 'amd.com/gpu': 64 }, 'cpx_nps4'),
      amd('whole', { 'amd.com/gpu': 8 }, 'spx_nps1'),
    ];
    const decision = proposed(amdPod, { nodes: single, catalogue, terms: both, profiles: {} });
    expect(told(decision)).toBe('amd.com/gpu: 1: evidence/none');
    expect(placed(decision)).toEqual(['amd.com/compute-memory-partition NotIn cpx_nps4']);
  });
});
