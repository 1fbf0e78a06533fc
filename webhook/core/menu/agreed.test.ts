import { describe, expect, test } from '@jest/globals';
import { agreed } from './agreed.ts';
import { claimOf } from '../claim/claim-of.ts';
import type { Offer } from '../menu.ts';
import { menuOf } from './menu-of.ts';
import type { NodeFacts } from './node.ts';
import { catalogue } from '../testing/catalogue.ts';
import { mixed } from '../testing/nodes.ts';
import { container, podOf } from '../testing/pods.ts';
import { stored } from '../testing/stored.ts';
import { profilesFor, proposed, worldOf } from '../testing/world.ts';

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

describe('two offers of one name and one pin', () => {
  const [pool] = menuOf([cut('a', 9984)], catalogue).pools;
  const [one] = pool?.offers ?? [];
  if (pool === undefined || one === undefined) throw new Error('a partition is on offer');
  const beside = (...offers: readonly Offer[]) =>
    agreed({
      pools: offers.map((offer) => ({ ...pool, offers: [offer] })),
      resting: [],
    }).pools.flatMap(({ offers: agreeing }) => agreeing);
  const { claim } = one;

  const table: { name: string; less: Partial<Offer>; want?: Partial<Offer> }[] = [
    { name: 'memory', less: { memoryMiB: one.memoryMiB - 1 } },
    { name: 'multiprocessors', less: { sms: one.sms - 1 } },
    { name: 'decoders', less: { decoders: one.decoders - 1 } },
    {
      name: 'thousandths',
      less: { claim: { ...claim, milliGPU: claim.milliGPU - 1 } },
      want: { claim },
    },
    { name: 'MiB', less: { claim: { ...claim, MiB: claim.MiB - 1 } }, want: { claim } },
  ];
  test.each(table)('that differ in $name promise the less and are charged the more', (row) => {
    const agreeing = { ...one, ...row.less, ...row.want };
    const list = beside(one, { ...one, ...row.less });
    expect(list).toEqual([agreeing, agreeing]);
    expect(beside({ ...one, ...row.less }, one)).toEqual(list);
  });

  test('keep what they are where they are whole cards, or nobody knows how large', () => {
    const lacks = { rule: 'fit/unknown-size', says: 'it is shared' } as const;
    for (const apart of [{ mechanism: 'whole' }, { lacks }] as const) {
      const list = [
        { ...one, ...apart },
        { ...one, ...apart, memoryMiB: 1 },
      ];
      expect(beside(...list)).toEqual(list);
    }
  });
});

test('nodes that agree keep their very offers, which others know them by', () => {
  const machine = { 'nvidia.com/gpu.machine': 'b', [`${MIG}.memory`]: '9984' };
  const list = [cut('a', 9984), cut('b', 9984, { labels: machine })];
  const [before, after] = [menuOf(list, catalogue), menuOf(list, catalogue)];
  for (const [i, { offers }] of before.pools.entries())
    expect(offers[0]).toBe(after.pools[i]?.offers[0]);
});
