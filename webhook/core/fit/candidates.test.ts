/** What is told of each slice on the menu, where it stands in several pools or on several nodes. */
import { describe, expect, test } from '@jest/globals';
import type { NodeFacts } from '../menu/node.ts';
import type { Terms } from '../terms.ts';
import { gpuTaint, mixed, shared } from '../testing/nodes.ts';
import { podOf, served } from '../testing/pods.ts';
import { passedOver, told } from '../testing/told.ts';
import { proposed, termsOf } from '../testing/world.ts';

const SMALL = 'H100-80GB nvidia.com/mig-1g.10gb';
const taints = [{ key: 'team', value: 'vision', effect: 'NoSchedule' }];
const node = (name: string, parts: Parameters<typeof mixed>[3] = {}): NodeFacts =>
  mixed(name, 'h100', { '1g.10gb': 7 }, parts);
const spelt = { 'nvidia.com/gpu.product': 'H100-80GB-HBM3' };

const turns = (name: string, labels = {}): NodeFacts =>
  shared(name, 'l4', { replicas: 4, renamed: true }, { labels });

const poor = (name: string): NodeFacts => {
  const facts = node(name);
  return { ...facts, allocatable: { ...facts.allocatable, cpu: 100 } };
};

describe('a slice that stands in two pools', () => {
  const table: { name: string; nodes: NodeFacts[]; want: string }[] = [
    {
      name: 'is closed where both are',
      nodes: [node('a', { taints })],
      want: 'placement/unsatisfiable',
    },
    { name: 'is open where one is', nodes: [node('a', { taints }), node('b')], want: 'open' },
    {
      name: 'is so in whatever order they come',
      nodes: [node('a', { labels: spelt }), node('b', { taints })],
      want: 'open',
    },
    {
      name: 'is so the other way round',
      nodes: [node('a', { labels: spelt, taints }), node('b')],
      want: 'open',
    },
  ];
  test.each(table)('$name', ({ nodes, want }) => {
    expect(passedOver(proposed(podOf(), { nodes }))).toEqual({ [SMALL]: want });
  });
});

describe('turns on two pools, of which a team is given one', () => {
  const terms = termsOf({
    ladder: ['timeSlice'],
    products: ['L4'],
    timeSlice: { trustDomain: 'team', pools: [{ team: 'speech' }] },
  });

  test.each([
    [[turns('a'), turns('b', { team: 'speech' })]],
    [[turns('b', { team: 'speech' }), turns('z', { team: 'vision' })]],
  ])('are passed over for what they lack, not for whose the other pool is', (nodes) => {
    const decision = proposed(podOf(), { nodes, terms }, { vramMaxMiB: 9000 });
    expect(Object.values(passedOver(decision))).toEqual(['fit/memory']);
  });
});

describe('one node is enough', () => {
  const busy = { used: { 'nvidia.com/mig-1g.10gb': 7 } };
  const pod = served({
    resources: {
      limits: { 'nvidia.com/gpu': '1', cpu: '2' },
      requests: { 'nvidia.com/gpu': '1', cpu: '2' },
    },
  });

  test('that could hold the pod, were it empty', () => {
    expect(told(proposed(pod, { nodes: [poor('a'), node('b')] }))).toMatch(/fit\/mig$/);
    const decision = proposed(pod, { nodes: [poor('a')] });
    expect(passedOver(decision)).toEqual({ [SMALL]: 'placement/unsatisfiable' });
  });

  test('that would be made, where the others are full', () => {
    const nodes = [
      node('a', busy),
      node('b', { declared: true }),
      node('c', { ...busy, declared: true }),
    ];
    expect(proposed(podOf(), { nodes }).because.says).toMatch(
      /no node has room, one is to be made$/,
    );
  });

  test('that has what the policy requires', () => {
    const terms = termsOf({ require: [{ key: 'zone', operator: 'In', values: ['a'] }] });
    const zoned = node('b', { labels: { zone: 'a' } });
    expect(told(proposed(podOf(), { nodes: [node('a'), zoned], terms }))).toMatch(/fit\/mig$/);
    expect(passedOver(proposed(podOf(), { nodes: [node('a')], terms }))).toEqual({
      [SMALL]: 'placement/unsatisfiable',
    });
  });
});

describe('who looks for the fault is told why a slice is out of reach', () => {
  const bare = [{ key: 'team', effect: 'NoSchedule' }];
  const require = [
    { key: 'zone', operator: 'In', values: ['a', 'b'] },
    { key: 'spot', operator: 'DoesNotExist' },
  ] as const;
  const table: { name: string; nodes: NodeFacts[]; spec?: object; terms?: Terms; want: string }[] =
    [
      {
        name: 'for a taint and its value',
        nodes: [node('a', { taints })],
        want: 'its nodes are tainted team=vision, which neither the pod nor the policy tolerates',
      },
      {
        name: 'for two taints, of which its policy lends one',
        nodes: [node('a', { taints: [gpuTaint, ...bare, { key: 'spot', effect: 'NoExecute' }] })],
        want: 'its nodes are tainted team, spot, which neither the pod nor the policy tolerates',
      },
      {
        name: 'for what the policy requires',
        nodes: [node('a')],
        terms: termsOf({ require }),
        want: 'no node of it that the pod may go to has what the policy requires: zone In a b, spot DoesNotExist',
      },
      {
        name: 'for what the pod selects itself',
        nodes: [node('a', { taints: bare })],
        spec: { nodeSelector: { zone: 'a' }, tolerations: [{ key: 'team', operator: 'Exists' }] },
        want: 'no node of it satisfies the node selector and affinity of the pod',
      },
    ];
  test.each(table)('$name', ({ nodes, spec = {}, terms = termsOf(), want }) => {
    const [server] = proposed(podOf(spec), { nodes, terms }).containers;
    expect(server?.candidates.map(({ rejectedBy }) => rejectedBy?.says)).toEqual([want]);
  });
});
