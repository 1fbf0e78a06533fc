import { describe, expect, test } from '@jest/globals';
import type { NodeFacts } from '../menu/node.ts';
import type { Pod } from '../pod.ts';
import type { Profile } from '../profile.ts';
import type { Terms } from '../terms.ts';
import { priceless } from '../testing/catalogue.ts';
import { cards, gpuTaint, mixed, nodeOf, shared, single } from '../testing/nodes.ts';
import { container, podOf, served } from '../testing/pods.ts';
import { passedOver, taken, told } from '../testing/told.ts';
import { proposed, termsOf } from '../testing/world.ts';

const h100 = mixed('h100', 'h100', { '1g.10gb': 7, '3g.40gb': 1 });
const a100 = mixed('a100', 'a100', { '1g.10gb': 4 });
const l4 = shared('l4', 'l4', { replicas: 4, renamed: true });
const fleet: readonly NodeFacts[] = [h100, a100, l4, cards('whole', 'h100')];

const SMALL = 'H100-80GB nvidia.com/mig-1g.10gb';
const LARGE = 'H100-80GB nvidia.com/mig-3g.40gb';
const OTHER = 'A100-40GB nvidia.com/mig-1g.10gb';
const TURN = 'L4 nvidia.com/gpu.shared x4';
const WHOLE = 'nvidia.com/gpu: 1';

interface Row {
  readonly name: string;
  readonly used?: Partial<Profile>;
  readonly terms?: Partial<Terms>;
  readonly pod?: Pod;
  readonly nodes?: readonly NodeFacts[];
  readonly want: string;
}

const decided = ({ pod = podOf(), nodes = fleet, terms = {}, used }: Omit<Row, 'name' | 'want'>) =>
  proposed(pod, { nodes, terms: termsOf(terms) }, used);

describe('the slice that a workload gets', () => {
  const table: Row[] = [
    { name: 'a small peak takes the smallest slice', want: `${SMALL}: fit/mig` },
    {
      name: 'a peak that just fits with its headroom fits',
      used: { vramMaxMiB: 8320 },
      want: `${SMALL}: fit/mig`,
    },
    {
      name: 'a peak that just does not takes the next slice up',
      used: { vramMaxMiB: 8321 },
      want: `${LARGE}: fit/mig`,
    },
    {
      name: 'compute decides where memory would fit',
      used: { smP95: 0.2 },
      want: `${LARGE}: fit/mig`,
    },
    {
      name: 'a peak above every slice keeps the whole GPU',
      used: { vramMaxMiB: 60_000 },
      want: `${WHOLE}: fit/none`,
    },
    {
      name: 'a floor of the policy lifts the need',
      terms: { floorMiB: 10_000 },
      want: `${LARGE}: fit/mig`,
    },
    {
      name: 'another product than the one measured is not taken',
      nodes: [a100],
      want: `${WHOLE}: fit/none`,
    },
    {
      name: 'unless the policy lists it, and then the cheaper card wins',
      terms: { products: ['A100-40GB'] },
      want: `${OTHER}: fit/mig`,
    },
    {
      name: 'a card that nobody can name is no target',
      nodes: [
        nodeOf(
          'n',
          { 'nvidia.com/mig-1g.10gb': 7 },
          { labels: { 'nvidia.com/gpu.product': 'Z9' } },
        ),
      ],
      want: `${WHOLE}: fit/none`,
    },
    {
      name: 'a slice without a decoder is not for video',
      nodes: [mixed('n', 'a100', { '1g.5gb': 7, '2g.10gb': 1 })],
      used: { measuredOn: 'A100-40GB', vramMaxMiB: 1000 },
      pod: served({ env: [{ name: 'NVIDIA_DRIVER_CAPABILITIES', value: 'video,compute' }] }),
      want: 'A100-40GB nvidia.com/mig-2g.10gb: fit/mig',
    },
    {
      name: 'and is for everything else',
      nodes: [mixed('n', 'a100', { '1g.5gb': 7, '2g.10gb': 1 })],
      used: { measuredOn: 'A100-40GB', vramMaxMiB: 1000 },
      want: 'A100-40GB nvidia.com/mig-1g.5gb: fit/mig',
    },
    {
      name: 'tainted nodes are reached by the tolerations that the policy lends',
      nodes: [mixed('n', 'h100', { '1g.10gb': 7 }, { taints: [gpuTaint] })],
      want: `${SMALL}: fit/mig`,
    },
    {
      name: 'and by no others',
      nodes: [mixed('n', 'h100', { '1g.10gb': 7 }, { taints: [gpuTaint] })],
      terms: { tolerate: [] },
      want: `${WHOLE}: fit/none`,
    },
    {
      name: 'what the policy requires of the nodes must hold on one of them',
      terms: { require: [{ key: 'zone', operator: 'In', values: ['a'] }] },
      want: `${WHOLE}: fit/none`,
    },
    {
      name: 'and is then part of the placement',
      terms: { require: [{ key: 'nvidia.com/mig.strategy', operator: 'Exists' }] },
      want: `${SMALL}: fit/mig`,
    },
  ];
  test.each(table)('$name', ({ want, ...row }) => {
    expect(told(decided(row))).toBe(want);
  });
});

describe('the order of the roads', () => {
  const both: Partial<Terms> = { products: ['L4', 'A100-40GB'] };
  const tiny = { vramMaxMiB: 4000 };
  const table: Row[] = [
    {
      name: 'the first rung of the ladder wins, though a turn on an L4 is cheaper',
      terms: both,
      used: tiny,
      want: OTHER,
    },
    {
      name: 'with the ladder turned round the turn wins',
      terms: { ...both, ladder: ['timeSlice', 'mig'] },
      used: tiny,
      want: TURN,
    },
    {
      name: 'cheapest compares across mechanisms',
      terms: { ...both, choose: 'cheapest' },
      used: tiny,
      want: TURN,
    },
    {
      name: 'cheapest takes nothing that is not on the ladder',
      terms: { ...both, choose: 'cheapest', ladder: ['mig'] },
      used: tiny,
      want: OTHER,
    },
    {
      name: 'a rung below whole is never reached',
      terms: { ...both, ladder: ['whole', 'mig'] },
      used: tiny,
      want: WHOLE,
    },
    {
      name: 'a rung above whole is',
      terms: { ...both, ladder: ['mig', 'whole', 'timeSlice'] },
      used: tiny,
      want: OTHER,
    },
    {
      name: 'at the same price the smaller share wins',
      nodes: [mixed('n', 'h100', { '1g.20gb': 1, '1g.10gb': 1 })],
      used: tiny,
      want: SMALL,
    },
    {
      name: 'at the same share the smaller memory wins',
      nodes: [mixed('n', 'a100', { '1g.10gb': 1, '2g.10gb': 1 })],
      used: { ...tiny, measuredOn: 'A100-40GB' },
      want: OTHER,
    },
  ];
  test.each(table)('$name', ({ want, ...row }) => {
    expect(taken(decided(row))).toBe(want);
  });

  test('a missing price is the dearest, and still better than no slice', () => {
    const parts = { nodes: fleet, catalogue: priceless('A100-40GB'), terms: termsOf(both) };
    expect(taken(proposed(podOf(), parts))).toBe(SMALL);
    expect(taken(proposed(podOf(), { ...parts, nodes: [a100] }))).toBe(OTHER);
  });

  test('each slice that was passed over says why', () => {
    const terms = { products: ['L4'], ladder: ['mig'] as const };
    expect(passedOver(decided({ used: { vramMaxMiB: 9000 }, terms }))).toEqual({
      [SMALL]: 'fit/memory',
      [LARGE]: 'open',
      [OTHER]: 'fit/product',
      [TURN]: 'policy/ladder',
    });
  });
});

describe('what a slice may cost', () => {
  const sevenths = single('cut', 'a100', { profile: '1g.5gb', count: 7 });
  const big = { vramMaxMiB: 6000 };

  test('where the name of a card means a seventh, nothing larger is given', () => {
    const decision = decided({ nodes: [sevenths, h100], used: big });
    expect(passedOver(decision)).toMatchObject({ [SMALL]: 'fit/dearer', [LARGE]: 'fit/dearer' });
    expect(decision.claimFinal).toEqual(decision.claimAsked);
  });

  test('where it may mean a whole card as well, it is', () => {
    expect(taken(decided({ nodes: [sevenths, h100, cards('c', 'h100')], used: big }))).toBe(SMALL);
  });

  test('where nobody offers the name, the dearest card is what was asked for', () => {
    expect(taken(decided({ nodes: [h100], used: big }))).toBe(SMALL);
  });

  test('memory counts as well as share: no more of it than on the card that was asked for', () => {
    const decision = decided({ nodes: [h100, cards('c', 'l4')], used: { vramMaxMiB: 25_000 } });
    expect(passedOver(decision)).toMatchObject({ [LARGE]: 'fit/dearer' });
  });
});

test('with more ways than anyone needs, the best is among those that are looked at', () => {
  const names = ['a', 'b', 'c', 'd', 'e'];
  const partitions = { '7g.80gb': 9, '3g.40gb': 9, '2g.20gb': 9, '1g.20gb': 9, '1g.10gb': 9 };
  const pod = podOf({ containers: names.map((name) => container(name)) });
  const decision = proposed(pod, { nodes: [mixed('n', 'h100', partitions)] });
  expect(decision.containers.map(({ chosen }) => chosen)).toEqual(names.map(() => SMALL));
});
