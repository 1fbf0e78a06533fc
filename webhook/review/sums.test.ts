import { describe, expect, test } from '@jest/globals';
import { menuOf } from '../core/menu/menu-of.ts';
import type { Pod } from '../core/pod.ts';
import { catalogue as unpriced } from '../core/testing/catalogue.ts';
import { cards, mixed } from '../core/testing/nodes.ts';
import { moneyOf, sumOf, unpricedIn } from './money.ts';
import { teamSums, type Counted, type TeamQuota } from './sums.ts';

const prices: Readonly<Record<string, number>> = { 'H100-80GB': 3, L4: 0.5 };
const catalogue = {
  products: unpriced.products.map((one) => ({ ...one, price: prices[one.name] ?? Infinity })),
  foreign: [{ match: 'nvidia.com/gpumem', engine: 'HAMi', milliGPU: 0 }],
  pricedIn: { currency: 'EUR', per: 'hour' },
} as const;
const nodes = [cards('l', 'l4', 8), mixed('m', 'h100', { '1g.10gb': 7 }), cards('h', 'h100', 8)];
const menu = menuOf(nodes, catalogue);

const asking = (limits: Record<string, number>, spec: Partial<Pod['spec']> = {}): Pod => ({
  metadata: {},
  spec: { containers: [{ name: 'main', resources: { limits } }], ...spec },
});
const perMonth = (pod: Pod): number | 'unknown' => {
  const money = moneyOf([[pod, 1]], { menu, catalogue });
  return money === 'unknown' ? money : money.perMonth;
};

describe('money of a pod and month', () => {
  const onL4 = { nodeSelector: { 'nvidia.com/gpu.product': 'NVIDIA-L4' } };
  const card = { resources: { limits: { 'nvidia.com/gpu': 1 } } };
  const table: { name: string; pod: Pod; want: number | 'unknown' }[] = [
    { name: 'a card of any kind is the dearest', pod: asking({ 'nvidia.com/gpu': 1 }), want: 2190 },
    { name: 'a card of one kind is that', pod: asking({ 'nvidia.com/gpu': 1 }, onL4), want: 365 },
    {
      name: 'a slice is its share of the card, as its Claim says',
      pod: asking({ 'nvidia.com/mig-1g.10gb': 1 }),
      want: 310.98,
    },
    {
      name: 'one that only prepares uses the card of the one that runs',
      pod: asking({ 'nvidia.com/gpu': 1 }, { initContainers: [{ name: 'warm', ...card }] }),
      want: 2190,
    },
    {
      name: 'one that only prepares holds its card all the same',
      pod: asking({}, { initContainers: [{ name: 'warm', ...card }] }),
      want: 2190,
    },
    { name: 'no GPU costs nothing', pod: asking({}), want: 0 },
    { name: 'an amount is no device', pod: asking({ 'nvidia.com/gpumem': 3000 }), want: 0 },
    {
      name: 'a slice that no node has, nobody knows',
      pod: asking({ 'nvidia.com/mig-2g.20gb': 1 }),
      want: 'unknown',
    },
    { name: 'half a card, nobody knows', pod: asking({ 'nvidia.com/gpu': 0.5 }), want: 'unknown' },
  ];
  test.each(table)('$name: $want', ({ pod, want }) => expect(perMonth(pod)).toBe(want));

  test.each([
    { name: 'a card', pod: asking({ 'nvidia.com/gpu': 1 }), want: ['L4'] },
    { name: 'a slice of a priced card', pod: asking({ 'nvidia.com/mig-1g.10gb': 1 }), want: [] },
    {
      name: 'a slice that no node has',
      pod: asking({ 'nvidia.com/mig-2g.20gb': 1 }),
      want: ['nvidia.com/mig-2g.20gb'],
    },
    { name: 'an amount', pod: asking({ 'nvidia.com/gpumem': 3000 }), want: [] },
  ])('where L4 has no price, $name lacks that of $want', ({ pod, want }) => {
    const products = catalogue.products.map((one) =>
      one.name === 'L4' ? { ...one, price: Infinity } : one,
    );
    const priced = { ...catalogue, products };
    const of = { menu: menuOf(nodes, priced), catalogue: priced };
    expect(unpricedIn([[pod, 1]], of)).toEqual(want);
    const { pricedIn: _none, ...free } = priced;
    expect(unpricedIn([[pod, 1]], { ...of, catalogue: free })).toEqual([]);
  });

  test('prices of a month are of a month', () => {
    const monthly = { ...catalogue, pricedIn: { currency: 'USD', per: 'month' as const } };
    expect(moneyOf([[asking({ 'nvidia.com/gpu': 2 }), 1]], { menu, catalogue: monthly })).toEqual({
      perMonth: 6,
      currency: 'USD',
    });
  });

  test('weights that rank are no money', () => {
    const { pricedIn: _none, ...weighed } = catalogue;
    expect(moneyOf([[asking({ 'nvidia.com/gpu': 1 }), 1]], { menu, catalogue: weighed })).toBe(
      'unknown',
    );
  });

  test('a sum that lacks a part is none', () => {
    const one = { perMonth: 0.1, currency: 'EUR' };
    expect(sumOf([one, one, one])).toEqual({ perMonth: 0.3, currency: 'EUR' });
    expect(sumOf([one, 'unknown'])).toBe('unknown');
    expect(sumOf([one, { ...one, currency: 'USD' }])).toBe('unknown');
    expect(sumOf([])).toBe('unknown');
  });
});

const EUR = (amount: number) => ({ perMonth: amount, currency: 'EUR' });
const of = (cluster: string, team: string, changes: Partial<Counted> = {}): Counted => ({
  outcome: {
    cluster,
    team,
    claimAsked: { milliGPU: 1000, MiB: 80_000 },
    claimFinal: { milliGPU: 142, MiB: 9728 },
  },
  refused: { milliGPU: 0, MiB: 0 },
  before: EUR(2190),
  after: EUR(310.98),
  ...changes,
});

const sums = (all: readonly Counted[], left: TeamQuota | 'none' = 'none') =>
  teamSums(all, { clusters: ['eks', 'gke'], quotaOf: () => left });

describe('a team of a cluster', () => {
  const quota: TeamQuota = { limits: { milliGPU: 8000 }, used: { milliGPU: 7000, MiB: 0 } };
  test('has one sum of all that it asks for, beside its quota, cluster by cluster', () => {
    const all = [of('gke', 'b'), of('gke', 'a'), of('eks', 'b'), of('gke', 'a')];
    expect(
      sums(all, quota).map(({ cluster, team, needed, quota: left }) => [
        cluster,
        team,
        needed.milliGPU,
        left?.after,
      ]),
    ).toEqual([
      ['eks', 'b', 142, 7142],
      ['gke', 'a', 284, 7284],
      ['gke', 'b', 142, 7142],
    ]);
    expect(sums(all)[1]).toEqual({
      cluster: 'gke',
      team: 'a',
      asked: { milliGPU: 2000, MiB: 160_000 },
      refused: { milliGPU: 0, MiB: 0 },
      needed: { milliGPU: 284, MiB: 19_456 },
      before: EUR(4380),
      after: EUR(621.96),
    });
  });

  test('of which one price is missing has no money, and one without a limit in GPUs no quota', () => {
    const [unpricedSum] = sums([of('eks', 'a'), of('eks', 'a', { after: 'unknown' })], {
      limits: {},
      used: { milliGPU: 0, MiB: 0 },
    });
    expect(Object.keys(unpricedSum ?? {})).toEqual([
      'cluster',
      'team',
      'asked',
      'refused',
      'needed',
    ]);
    expect(sums([of('eks', 'a')], { ...quota, used: 'unknown' })[0]).not.toHaveProperty('quota');
  });

  test('that asks for no GPU is not spoken of', () => {
    const none = { milliGPU: 0, MiB: 0 };
    const outcome = { cluster: 'eks', team: 'a', claimAsked: none, claimFinal: none };
    expect(sums([of('eks', 'a', { outcome })])).toEqual([]);
  });
});
