import { describe, expect, test } from '@jest/globals';
import type { NodeFacts } from '../core/menu/node.ts';
import type { Pod } from '../core/pod.ts';
import { reserve, type Waiting } from './reserve.ts';

const GPU = 'nvidia.com/gpu';

const node = (name: string, free: number, more: Partial<NodeFacts> = {}): NodeFacts => ({
  name,
  labels: {},
  taints: [],
  schedulable: true,
  allocatable: { cpu: 8000, pods: 110, [GPU]: free },
  used: {},
  declared: false,
  ...more,
});

const pod = (spec: Partial<Pod['spec']> = {}): Pod => ({
  metadata: {},
  spec: { containers: [{ name: 'main' }], ...spec },
});

const one: Waiting = { pod: pod(), requests: { [GPU]: 1, pods: 1 } };
const taken = (nodes: readonly NodeFacts[]) => nodes.map(({ used }) => used[GPU] ?? 0);
const times = (count: number, waiting: Waiting): Waiting[] =>
  Array.from({ length: count }, () => waiting);

describe('room for pods without a node', () => {
  test('is taken node by node, and what fits nowhere takes nothing', () => {
    expect(taken(reserve([node('a', 2), node('b', 2)], times(3, one)))).toEqual([2, 1]);
    expect(taken(reserve([node('a', 2), node('b', 2)], times(9, one)))).toEqual([2, 2]);
  });

  test('is not where the scheduler would not look', () => {
    const taint = { key: GPU, effect: 'NoSchedule' };
    const nodes = [
      node('a', 2, { taints: [taint] }),
      node('b', 2, { schedulable: false }),
      node('c', 2),
    ];
    expect(taken(reserve(nodes, [one]))).toEqual([0, 0, 1]);
    const tolerant = { ...one, pod: pod({ tolerations: [{ key: GPU, operator: 'Exists' }] }) };
    expect(taken(reserve(nodes, [tolerant]))).toEqual([1, 0, 0]);
  });

  test('ends with the first thing that runs out', () => {
    const hungry = { ...one, requests: { [GPU]: 1, cpu: 5000 } };
    expect(taken(reserve([node('a', 4), node('b', 4)], times(3, hungry)))).toEqual([1, 1]);
  });

  test('does not depend on who came first', () => {
    const big = { ...one, requests: { [GPU]: 2 } };
    const nodes = [node('a', 3), node('b', 2)];
    expect(reserve(nodes, [one, big, one])).toEqual(reserve(nodes, [big, one, one]));
  });

  test('leaves the nodes it was given as they are', () => {
    const nodes = [node('a', 2)];
    expect(reserve(nodes, [])).toBe(nodes);
    reserve(nodes, [one]);
    expect(taken(nodes)).toEqual([0]);
  });
});
