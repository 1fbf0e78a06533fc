/** Fleets as they grow: cards cut in every way there is, tainted, labelled, some of them nearly full. */
import * as fc from 'fast-check';

import type { FakeNode } from '../fleet.ts';

interface Product {
  readonly card: { readonly product: string; readonly gpuMemoryMiB: number };
  /** MIG profiles it may be cut into, and the usable MiB of one for strategy single. */
  readonly profiles: readonly (readonly [profile: string, MiB: number])[];
}

const products: readonly Product[] = [
  {
    card: { product: 'NVIDIA-A100-SXM4-80GB', gpuMemoryMiB: 81_920 },
    profiles: [
      ['1g.10gb', 9728],
      ['2g.20gb', 19_968],
      ['3g.40gb', 40_192],
    ],
  },
  {
    card: { product: 'NVIDIA-H100-80GB-HBM3', gpuMemoryMiB: 81_559 },
    profiles: [
      ['1g.10gb', 9984],
      ['1g.20gb', 20_096],
      ['3g.40gb', 40_320],
    ],
  },
  {
    card: { product: 'NVIDIA-A100-SXM4-40GB', gpuMemoryMiB: 40_960 },
    profiles: [
      ['1g.5gb', 4864],
      ['2g.10gb', 9856],
      ['3g.20gb', 19_968],
    ],
  },
  { card: { product: 'NVIDIA-L4', gpuMemoryMiB: 23_034 }, profiles: [] },
  { card: { product: 'Tesla-T4', gpuMemoryMiB: 15_360 }, profiles: [] },
];
const cut = products.filter(({ profiles }) => profiles.length > 0);

/** A node but for its name. */
export type Machine = Omit<FakeNode, 'name'>;

const units = fc.integer({ min: 1, max: 8 });
const anyProduct = fc.constantFrom(...products);
const anyCut = fc.constantFrom(...cut);

const wholeCards = fc
  .record({ of: anyProduct, count: units })
  .map(({ of: { card }, count }): Machine => ({
    ...card,
    gpus: count,
    allocatable: { 'nvidia.com/gpu': count },
  }));

const mixedMig = fc
  .record({ of: anyCut, amounts: fc.tuple(units, units, units), cards: fc.constantFrom(0, 0, 1) })
  .map(({ of: { card, profiles }, amounts, cards }): Machine => ({
    ...card,
    gpus: 4,
    allocatable: Object.fromEntries([
      ...profiles.map(([profile], i) => [`nvidia.com/mig-${profile}`, amounts[i] ?? 1] as const),
      // Some cards of a mixed node may be left whole.
      ...(cards > 0 ? [['nvidia.com/gpu', cards] as const] : []),
    ]),
  }));

const singleMig = anyCut
  .chain((of) =>
    fc.record({ of: fc.constant(of), at: fc.constantFrom(...of.profiles), count: units }),
  )
  .map(({ of, at: [profile, MiB], count }): Machine => ({
    product: of.card.product,
    gpuMemoryMiB: MiB,
    gpus: count,
    allocatable: { 'nvidia.com/gpu': count },
    labels: {
      'nvidia.com/gpu.product': `${of.card.product}-MIG-${profile}`,
      'nvidia.com/mig.config': `all-${profile}`,
      'nvidia.com/mig.strategy': 'single',
    },
  }));

const timeSliced = fc
  .record({ of: anyProduct, replicas: fc.constantFrom(2, 4), count: units, renamed: fc.boolean() })
  .map(({ of: { card }, replicas, count, renamed }): Machine => ({
    ...card,
    replicas,
    sharing: 'time-slicing',
    allocatable: renamed
      ? { 'nvidia.com/gpu': 0, 'nvidia.com/gpu.shared': count }
      : { 'nvidia.com/gpu': count },
  }));

const cpuOnly = fc.constant<Machine>({});

const taint = (key: string, value: string, effect: 'NoSchedule' | 'PreferNoSchedule') => [
  { key, value, effect },
];
const surroundings = fc.record({
  taints: fc.constantFrom(
    [],
    [],
    [],
    taint('nvidia.com/gpu', 'present', 'NoSchedule'),
    taint('nvidia.com/gpu', 'present', 'NoSchedule'),
    taint('dedicated', 'research', 'NoSchedule'),
    taint('nvidia.com/gpu', 'busy', 'PreferNoSchedule'),
  ),
  zone: fc.constantFrom('a', 'b'),
  pool: fc.constantFrom('red', 'blue', 'green'),
  size: fc.constantFrom(
    { cpu: '64', memory: '512Gi' },
    { cpu: '64', memory: '512Gi' },
    { cpu: '4', memory: '16Gi' },
  ),
});

const machine = fc
  .record({
    cards: fc.oneof(
      { weight: 4, arbitrary: mixedMig },
      { weight: 3, arbitrary: wholeCards },
      { weight: 2, arbitrary: singleMig },
      { weight: 3, arbitrary: timeSliced },
      { weight: 1, arbitrary: cpuOnly },
    ),
    around: surroundings,
  })
  .map(({ cards, around: { taints, zone, pool, size } }): Machine => ({
    ...cards,
    ...size,
    taints,
    labels: { ...cards.labels, 'topology.kubernetes.io/zone': zone, 'example.com/pool': pool },
  }));

const ladders = fc.constantFrom(['mig'], ['mig', 'timeSlice'], ['timeSlice', 'mig'], ['timeSlice']);

export interface Fleet {
  readonly machines: readonly Machine[];
  /** Spec of the policy that holds while this fleet does. */
  readonly policy: {
    readonly sharing: { readonly ladder: { readonly default: readonly string[] } };
  };
}

/** Large enough that most of so many pods find a place, and some do not. */
export const fleetsFor = (pods: number): fc.Arbitrary<Fleet> =>
  fc.record({
    machines: fc.array(machine, {
      minLength: Math.ceil(pods / 15),
      maxLength: Math.ceil(pods / 7),
    }),
    policy: fc
      .record({ mechanisms: ladders, choose: fc.constantFrom('ladder', 'cheapest') })
      .map(({ mechanisms, choose }) => ({
        mode: 'enforce',
        sharing: {
          ...ladder(...mechanisms).sharing,
          choose,
          headroom: 1.1,
          timeSlice: { trustDomain: 'cluster' },
          products: ['A100-80GB', 'A100-40GB', 'H100-80GB', 'L4', 'T4'],
        },
      })),
  });

/** Of bare pods, too. */
export const ladder = (...mechanisms: readonly string[]) => ({
  sharing: { ladder: { default: mechanisms, unknown: mechanisms } },
});

/** For the names of tests: `mixed whole shared, mig > timeSlice`. */
export const kindOf = ({ machines, policy: { sharing } }: Fleet): string =>
  `${machines.map(kindOfMachine).join(' ')}, ${sharing.ladder.default.join(' > ')}`;

function kindOfMachine({ allocatable = {}, labels = {}, sharing = 'none' }: Machine): string {
  if (labels['nvidia.com/mig.strategy'] === 'single') return 'single';
  if (sharing !== 'none') return 'nvidia.com/gpu.shared' in allocatable ? 'renamed' : 'shared';
  const names = Object.keys(allocatable);
  if (names.some((name) => name.includes('mig-'))) return 'mixed';
  return names.length > 0 ? 'whole' : 'cpu';
}
