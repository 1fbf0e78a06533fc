/** What GPU Feature Discovery and the MIG manager write on a node, label by label. */
export interface Taint {
  readonly key: string;
  readonly value?: string;
  readonly effect: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute';
}

export interface FakeNode {
  readonly name: string;
  /** As the driver names it, blanks to dashes: `NVIDIA-A100-SXM4-40GB`. Without it: no GPU. */
  readonly product?: string;
  /** Of one whole GPU. */
  readonly gpuMemoryMiB?: number;
  /** Physical GPUs. */
  readonly gpus?: number;
  /** Time slices or MPS shares a GPU. */
  readonly replicas?: number;
  readonly sharing?: 'none' | 'time-slicing' | 'mps';
  /** What the device plugin offers: `{ 'nvidia.com/mig-1g.10gb': 7 }`. */
  readonly allocatable?: Readonly<Record<string, number | string>>;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly taints?: readonly Taint[];
  readonly cpu?: string;
  readonly memory?: string;
}

export function gpuLabels(fake: FakeNode): Readonly<Record<string, string>> {
  const { product, allocatable = {} } = fake;
  if (product === undefined) return {};
  const partitions = Object.keys(allocatable).filter((name) => name.startsWith(MIG));
  return labelled({
    ...card(product, fake),
    ...sharing(fake, partitions.length > 0),
    ...partitioning(product, partitions.length > 0),
    ...Object.assign({}, ...partitions.map((name) => partitionLabels(product, name, allocatable))),
  });
}

type Labels = Readonly<Record<string, unknown>>;

/** As many as it takes to offer what is offered: fewer would tell of a second model in the node. */
function cardsIn({ allocatable = {}, replicas = 1 }: FakeNode): number {
  const units = ['nvidia.com/gpu', 'nvidia.com/gpu.shared'].map((name) =>
    Number(allocatable[name] ?? 0),
  );
  return Math.max(1, Math.ceil(Math.max(...units) / replicas));
}

function card(product: string, fake: FakeNode): Labels {
  const { gpuMemoryMiB = 40_960, gpus = cardsIn(fake) } = fake;
  const { family, major, minor, migCapable } = architecture(product);
  return {
    'gpu.present': true,
    'gpu.product': product,
    'gpu.family': family,
    'gpu.compute.major': major,
    'gpu.compute.minor': minor,
    'gpu.count': gpus,
    'gpu.memory': gpuMemoryMiB,
    'gpu.machine': 'unknown',
    'gpu.mode': 'compute',
    'mig.capable': migCapable,
    'cuda.driver-version.major': 570,
    'cuda.driver-version.full': '570.86.15',
    'cuda.runtime-version.major': 12,
    'cuda.runtime-version.full': '12.8',
  };
}

/** Shared and not renamed is what the device plugin does unasked, hence the suffix. */
function sharing({ product, replicas = 1, allocatable = {}, ...fake }: FakeNode, mixed: boolean) {
  const { sharing: strategy = replicas > 1 ? 'time-slicing' : 'none' } = fake;
  // GFD says 0 on a mixed node whose GPUs are all partitioned: they are nobody's whole GPU.
  const none = mixed && !('nvidia.com/gpu' in allocatable);
  return {
    'gpu.replicas': none ? 0 : replicas,
    'gpu.sharing-strategy': strategy,
    'mps.capable': strategy === 'mps',
    ...(strategy !== 'none' &&
      'nvidia.com/gpu' in allocatable && { 'gpu.product': `${product}-SHARED` }),
  };
}

function partitioning(product: string, mixed: boolean): Labels {
  if (!architecture(product).migCapable) return {};
  return {
    'mig.config': mixed ? 'all-balanced' : 'all-disabled',
    'mig.config.state': 'success',
    ...(mixed && { 'mig.strategy': 'mixed' }),
  };
}

const MIG = 'nvidia.com/mig-';

/** `mig-1g.10gb.count` and its like: one set for each profile of a mixed node. */
function partitionLabels(
  product: string,
  resource: string,
  allocatable: NonNullable<FakeNode['allocatable']>,
): Labels {
  const profile = resource.slice(MIG.length);
  const [, slices = '1', gb = '0'] = /^(\d+)g\.(\d+)gb/.exec(profile) ?? [];
  const set = `mig-${profile}`;
  return {
    [`${set}.count`]: allocatable[resource],
    // Near what boards report: each partition keeps back 128 MiB and an eightieth.
    [`${set}.memory`]: Math.floor(Number(gb) * 1024 - 128 - Number(gb) * 12.8),
    [`${set}.slices.gi`]: slices,
    [`${set}.slices.ci`]: slices,
    [`${set}.product`]: `${product}-MIG-${profile}`,
    [`${set}.replicas`]: 1,
    [`${set}.sharing-strategy`]: 'none',
  };
}

const labelled = (values: Labels): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(values).map(([key, value]) => [`nvidia.com/${key}`, String(value)]),
  );

interface Architecture {
  readonly family: string;
  readonly major: number;
  readonly minor: number;
  readonly migCapable: boolean;
}

const architectures: readonly [RegExp, Architecture][] = [
  [/B[23]00|Blackwell/, { family: 'blackwell', major: 10, minor: 0, migCapable: true }],
  [/H[12]00|GH200|H20\b/, { family: 'hopper', major: 9, minor: 0, migCapable: true }],
  [/A100|A800|A30\b/, { family: 'ampere', major: 8, minor: 0, migCapable: true }],
  [/L4\b|L40|RTX-6000-Ada/, { family: 'ada-lovelace', major: 8, minor: 9, migCapable: false }],
  [/A10\b|A10G|A16|A40|A2\b|RTX-A/, { family: 'ampere', major: 8, minor: 6, migCapable: false }],
  [/T4\b/, { family: 'turing', major: 7, minor: 5, migCapable: false }],
  [/V100/, { family: 'volta', major: 7, minor: 0, migCapable: false }],
];

const architecture = (product: string): Architecture =>
  architectures.find(([name]) => name.test(product))?.[1] ?? {
    family: 'undefined',
    major: 0,
    minor: 0,
    migCapable: false,
  };
