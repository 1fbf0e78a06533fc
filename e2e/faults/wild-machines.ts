/** Machines as they grow in fleets: cards of three vendors' plugins and clouds, cut and shared in every way there is. */
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

const sharedBy = (sharing: 'time-slicing' | 'mps') =>
  fc
    .record({
      of: anyProduct,
      replicas: fc.constantFrom(2, 4),
      count: units,
      renamed: fc.boolean(),
    })
    .map(({ of: { card }, replicas, count, renamed }): Machine => ({
      ...card,
      replicas,
      sharing,
      allocatable: renamed
        ? { 'nvidia.com/gpu': 0, 'nvidia.com/gpu.shared': count }
        : { 'nvidia.com/gpu': count },
    }));

const GKE = 'cloud.google.com/gke';
/** Its own plugin calls everything `nvidia.com/gpu`, and labels of the node pool tell what that is. */
const onGke = fc
  .record({
    units,
    parted: fc.constantFrom(
      {},
      { [`${GKE}-gpu-partition-size`]: '1g.10gb' },
      { [`${GKE}-gpu-partition-size`]: '3g.40gb' },
    ),
    shared: fc.constantFrom(
      {},
      {},
      {
        [`${GKE}-gpu-sharing-strategy`]: 'time-sharing',
        [`${GKE}-max-shared-clients-per-gpu`]: '4',
      },
    ),
  })
  .map(({ units: count, parted, shared }): Machine => ({
    allocatable: { 'nvidia.com/gpu': count },
    labels: { [`${GKE}-accelerator`]: 'nvidia-h100-80gb', ...parted, ...shared },
  }));

/** All cards of a node are cut alike; naming `mixed` tells so in the name, `single` in a label alone. */
const instinct = fc
  .record({
    mode: fc.constantFrom('spx_nps1', 'cpx_nps4', 'dpx_nps2', 'cpx_nps1'),
    named: fc.boolean(),
    count: units,
  })
  .map(({ mode, named, count }): Machine => ({
    allocatable: { [named && mode !== 'spx_nps1' ? `amd.com/${mode}` : 'amd.com/gpu']: count },
    labels: {
      'amd.com/gpu.product-name': 'AMD_Instinct_MI300X_OAM',
      'amd.com/gpu.device-id': '74a1',
      'amd.com/compute-memory-partition': mode,
    },
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

export const machine: fc.Arbitrary<Machine> = fc
  .record({
    cards: fc.oneof(
      { weight: 4, arbitrary: mixedMig },
      { weight: 3, arbitrary: wholeCards },
      { weight: 2, arbitrary: singleMig },
      { weight: 3, arbitrary: sharedBy('time-slicing') },
      { weight: 2, arbitrary: sharedBy('mps') },
      { weight: 2, arbitrary: onGke },
      { weight: 2, arbitrary: instinct },
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

/** For the names of tests. */
export const kindOfMachine = (of: Machine): string =>
  KINDS.find(([, is]) => is(of, Object.keys(of.allocatable ?? {})))?.[0] ?? 'cpu';

const KINDS: readonly [string, (of: Machine, offered: readonly string[]) => boolean][] = [
  ['gke', ({ labels = {} }) => `${GKE}-accelerator` in labels],
  ['amd', (_, offered) => offered.some((name) => name.startsWith('amd.com/'))],
  ['single', ({ labels = {} }) => labels['nvidia.com/mig.strategy'] === 'single'],
  ['mps', ({ sharing }) => sharing === 'mps'],
  ['renamed', (_, offered) => offered.includes('nvidia.com/gpu.shared')],
  ['shared', ({ sharing }) => sharing === 'time-slicing'],
  ['mixed', (_, offered) => offered.some((name) => name.includes('mig-'))],
  ['whole', (_, offered) => offered.length > 0],
];
