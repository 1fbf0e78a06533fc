import { describe, expect, test } from '@jest/globals';
import { menuOf } from './menu-of.ts';
import type { NodeFacts } from './node.ts';
import { catalogue } from '../testing/catalogue.ts';
import { cards, claims, gpuTaint, mixed, nodeOf, shared } from '../testing/nodes.ts';

const pools = (...nodes: NodeFacts[]) =>
  menuOf(nodes, catalogue)
    .pools.map(({ nodes: alike }) => alike.map(({ name }) => name).join('+'))
    .toSorted();
const h100 = (name: string, parts: Parameters<typeof mixed>[3] = {}) =>
  mixed(name, 'h100', { '1g.10gb': 7 }, parts);

const keys = (list: NodeFacts[]) => menuOf(list, catalogue).pools.map(({ key }) => key);

describe('pools of alike nodes', () => {
  const table: { name: string; nodes: NodeFacts[]; want: string[] }[] = [
    { name: 'two nodes alike are one pool', nodes: [h100('a'), h100('b')], want: ['a+b'] },
    {
      name: 'other labels of a node do not matter',
      nodes: [h100('a', { labels: { zone: 'a' } }), h100('b', { labels: { zone: 'b' } })],
      want: ['a+b'],
    },
    {
      name: 'a taint sets a node apart',
      nodes: [h100('a'), h100('b', { taints: [gpuTaint] })],
      want: ['a', 'b'],
    },
    {
      name: 'so does another taint, and one without a value is one with an empty value',
      nodes: [
        h100('a', { taints: [gpuTaint] }),
        h100('b', { taints: [{ ...gpuTaint, effect: 'NoExecute' }] }),
        h100('c', { taints: [{ key: 'team', effect: 'NoSchedule' }] }),
        h100('d', { taints: [{ key: 'team', value: '', effect: 'NoSchedule' }] }),
      ],
      want: ['a', 'b', 'c+d'],
    },
    {
      name: 'so do other resource names under the same labels',
      nodes: [
        h100('a'),
        h100('b'),
        { ...mixed('c', 'h100', { '3g.40gb': 2 }), labels: h100('c').labels },
      ],
      want: ['a+b', 'c'],
    },
    {
      name: 'another spelling of the product does, for the placement names it',
      nodes: [h100('a'), h100('b', { labels: { 'nvidia.com/gpu.product': 'H100-80GB-HBM3' } })],
      want: ['a', 'b'],
    },
    {
      name: 'other replicas do',
      nodes: [
        shared('a', 'l4', { replicas: 2, renamed: true }),
        shared('b', 'l4', { replicas: 4, renamed: true }),
      ],
      want: ['a', 'b'],
    },
    {
      name: 'so does the label by which a partition says that it is shared',
      nodes: [
        h100('a', {
          labels: {
            'nvidia.com/mig-1g.10gb.sharing-strategy': 'time-slicing',
            'nvidia.com/mig-1g.10gb.replicas': '2',
          },
        }),
        nodeOf(
          'b',
          { 'nvidia.com/mig-1g.10gb': 7 },
          {
            labels: {
              'nvidia.com/gpu.product': 'NVIDIA-H100-80GB-HBM3',
              'nvidia.com/mig-1g.10gb.memory': '9984',
              'nvidia.com/gpu.sharing-strategy': 'time-slicing',
              'nvidia.com/gpu.replicas': '2',
            },
          },
        ),
      ],
      want: ['a', 'b'],
    },
    { name: 'a cordoned node is in none', nodes: [h100('a', { schedulable: false })], want: [] },
    {
      name: 'nor is one that is being cut anew',
      nodes: [h100('a', { labels: { 'nvidia.com/mig.config.state': 'pending' } })],
      want: [],
    },
    {
      name: 'nor is one whose cutting failed',
      nodes: [h100('a', { labels: { 'nvidia.com/mig.config.state': 'failed' } })],
      want: [],
    },
    {
      name: 'nor is one whose plugin is paused, as before it is cut anew',
      nodes: [
        h100('a', { labels: { 'nvidia.com/gpu.deploy.device-plugin': 'paused-for-mig-change' } }),
        h100('b', {
          labels: { 'nvidia.com/gpu.deploy.gpu-feature-discovery': 'paused-for-driver-upgrade' },
        }),
        h100('c', { labels: { 'nvidia.com/gpu.deploy.device-plugin': 'true' } }),
      ],
      want: ['c'],
    },
    {
      name: 'somebody else may say that something is paused',
      nodes: [h100('a', { labels: { 'example.com/backup': 'paused-for-lunch' } })],
      want: ['a'],
    },
    { name: 'nor is one without GPUs', nodes: [nodeOf('a', {})], want: [] },
  ];
  test.each(table)('$name', ({ nodes, want }) => {
    expect(pools(...nodes)).toEqual(want);
  });

  test('stand in the same order however the nodes came', () => {
    const nodes = [h100('a'), cards('b', 'l4'), cards('c', 'a100'), h100('d')];
    expect(keys(nodes.toReversed())).toEqual(keys(nodes));
  });
});

describe('what the menu knows besides', () => {
  test('free is what is allocatable less what is taken', () => {
    const node = h100('a', { used: { 'nvidia.com/mig-1g.10gb': 5, cpu: 4000 } });
    const free = menuOf([node], catalogue).pools[0]?.nodes[0]?.free;
    expect(free).toMatchObject({ 'nvidia.com/mig-1g.10gb': 2, cpu: 60_000, 'nvidia.com/gpu': 0 });
  });

  test('a name at 0 is not advertised; one on a node that is not ready is', () => {
    const menu = menuOf([h100('a', { schedulable: false })], catalogue);
    expect(menu.advertised.has('nvidia.com/mig-1g.10gb')).toBe(true);
    expect(menu.advertised.has('nvidia.com/gpu')).toBe(false);
  });

  test('a bound pod is told what its node offers in whatever state', () => {
    const menu = menuOf([h100('a', { schedulable: false })], catalogue);
    expect(menu.offersOn('a').map(({ resource }) => resource)).toEqual(['nvidia.com/mig-1g.10gb']);
    expect(menu.offersOn('gone')).toEqual([]);
  });
});

const offered = (node: NodeFacts) => menuOf([node], catalogue).pools;
const free = (node: NodeFacts) => offered(node)[0]?.nodes[0]?.free['nvidia.com/mig-1g.10gb'];

describe('what is kept from one menu to the next does not outlive', () => {
  const before = h100('a');

  test('the resource names of a node', () => {
    expect(offered(before)[0]?.offers).toHaveLength(1);
    const { labels } = before;
    const after = { ...mixed('a', 'h100', { '1g.10gb': 3, '3g.40gb': 1 }), labels };
    expect(offered(after)[0]?.offers).toHaveLength(2);
  });
  test('its taints', () => {
    expect(offered(before)[0]?.taints).toEqual([]);
    expect(offered({ ...before, taints: [gpuTaint] })[0]?.taints).toEqual([gpuTaint]);
  });
  test('that another of the very same labels has other taints, or another engine', () => {
    expect(pools(before, { ...before, name: 'b', taints: [gpuTaint] })).toEqual(['a', 'b']);
    expect(pools(before, { ...before, name: 'b', engine: 'hami' })).toEqual(['a', 'b']);
  });
  test('what claims hand out there', () => {
    const drawn = claims('b', 'h100', [{ name: 'card', count: 1 }]);
    const also = { ...before, claimable: drawn.claimable ?? [] };
    expect(offered(before)[0]?.offers).toHaveLength(1);
    expect(
      offered({ ...also, allocatable: { ...before.allocatable, ...drawn.allocatable } })[0]?.offers,
    ).toHaveLength(2);
  });
  test('what is taken from it', () => {
    expect(free(before)).toBe(7);
    expect(free({ ...before, used: { 'nvidia.com/mig-1g.10gb': 3 } })).toBe(4);
  });
  test('the catalogue', () => {
    expect(offered(before)[0]?.offers[0]?.product).toBe('H100-80GB');
    const other = { ...catalogue, products: [] };
    expect(menuOf([before], other).pools[0]?.offers[0]?.product).toBe('unknown');
  });
});
