import { describe, expect, test } from '@jest/globals';
import { claimOf } from './claim-of.ts';
import { menuOf } from './menu-of.ts';
import type { NodeFacts } from './node.ts';
import { catalogue } from './testing/catalogue.ts';
import { mixed } from './testing/nodes.ts';
import { container, podOf } from './testing/pods.ts';
import { stored } from './testing/stored.ts';
import { profilesFor, proposed, worldOf } from './testing/world.ts';

const MIG = 'nvidia.com/mig-1g.10gb';
const cut = (name: string, MiB: number, parts = {}): NodeFacts =>
  mixed(name, 'h100', { '1g.10gb': 7 }, { labels: { [`${MIG}.memory`]: String(MiB) }, ...parts });

const nodes = [cut('roomy', 9984), cut('short', 9600)];
const used = (vramMaxMiB: number) => ({ vramMaxMiB, smP95: 0.05 });
const taken = (list: readonly NodeFacts[], MiB: number): string => {
  const { because, containers } = proposed(podOf(), { nodes: list }, used(MiB));
  return `${containers[0]?.chosen} ${because.rule}`;
};

describe('partitions of one name that differ in size, and nothing we pin tells them apart', () => {
  test('promise what the smaller has', () => {
    expect(taken(nodes, 8000)).toBe(`H100-80GB ${MIG} fit/mig`);
    // 8200 x 1.2 is 9840: it would fit the one, and might land on the other.
    expect(taken([cut('roomy', 9984)], 8200)).toBe(`H100-80GB ${MIG} fit/mig`);
    expect(taken(nodes, 8200)).toBe('nvidia.com/gpu: 1 fit/none');
  });

  test('are charged as the larger, in the decision and as the pod stands', () => {
    const decision = proposed(podOf(), { nodes }, used(8000));
    expect(decision.claimFinal).toEqual({ milliGPU: 142, MiB: 9984 });
    const world = worldOf({ nodes, profiles: profilesFor(podOf(), used(8000)) });
    expect(claimOf(stored(podOf(), world), world.menu, catalogue)).toEqual(decision.claimFinal);
  });

  test('are charged as they are once the pod is bound', () => {
    const limits = { limits: { [MIG]: '1' }, requests: { [MIG]: '1' } };
    const containers = [container('server', { resources: limits })];
    const bound = podOf({ nodeName: 'short', containers });
    expect(claimOf(bound, menuOf(nodes, catalogue), catalogue).MiB).toBe(9600);
  });

  test('count also where one of them rests', () => {
    const list = [cut('roomy', 9984), cut('short', 9600, { schedulable: false })];
    expect(taken(list, 8200)).toBe('nvidia.com/gpu: 1 fit/none');
  });
});

test('nodes that agree keep their very offers, which others know them by', () => {
  const list = [cut('a', 9984), cut('b', 9984, { taints: [{ key: 'x', effect: 'NoSchedule' }] })];
  const [before, after] = [menuOf(list, catalogue), menuOf(list, catalogue)];
  for (const [i, { offers }] of before.pools.entries())
    expect(offers[0]).toBe(after.pools[i]?.offers[0]);
});
