/** Nodes as the device plugin and gpu-feature-discovery leave them, in the figures of one machine. */
import { claimResource } from '../fit/dra.ts';
import type { Claimable, NodeFacts } from '../menu/node.ts';
import type { Labels, Taint } from '../pod.ts';
import { products, type ProductKey } from './catalogue.ts';

export interface Parts {
  readonly labels?: Labels;
  readonly taints?: readonly Taint[];
  readonly used?: Readonly<Record<string, number>>;
  readonly schedulable?: boolean;
  readonly declared?: boolean;
  readonly engine?: 'hami';
}

const ROOM = { cpu: 64_000, memory: 512 * 1024 ** 3, 'ephemeral-storage': 1e12, pods: 110 };

export const gpuTaint: Taint = { key: 'nvidia.com/gpu', value: 'present', effect: 'NoSchedule' };

export function nodeOf(name: string, devices: Readonly<Record<string, number>>, parts: Parts = {}) {
  const facts: NodeFacts = {
    name,
    labels: { 'kubernetes.io/hostname': name, ...parts.labels },
    taints: parts.taints ?? [],
    schedulable: parts.schedulable ?? true,
    allocatable: { ...ROOM, ...devices },
    used: parts.used ?? {},
    declared: parts.declared ?? false,
    ...(parts.engine === undefined ? {} : { engine: parts.engine }),
  };
  return facts;
}

const labelOf = (product: ProductKey): string => products[product].labels[0] ?? '';

/** Whole cards, as `nvidia.com/gpu`. */
export const cards = (name: string, product: ProductKey, count = 8, parts: Parts = {}) =>
  nodeOf(
    name,
    { 'nvidia.com/gpu': count },
    {
      ...parts,
      labels: {
        'nvidia.com/gpu.product': labelOf(product),
        'nvidia.com/gpu.memory': String(products[product].memoryMiB),
        'nvidia.com/gpu.replicas': '1',
        'nvidia.com/gpu.sharing-strategy': 'none',
        ...parts.labels,
      },
    },
  );

/** MIG strategy mixed: `partitions` says how many of which profile; the cards themselves are not on offer. */
export function mixed(
  name: string,
  product: ProductKey,
  partitions: Readonly<Record<string, number>>,
  parts: Parts = {},
): NodeFacts {
  const devices: Record<string, number> = { 'nvidia.com/gpu': 0 };
  const labels: Record<string, string> = {
    'nvidia.com/gpu.product': labelOf(product),
    'nvidia.com/gpu.memory': String(products[product].memoryMiB),
    'nvidia.com/gpu.replicas': '0',
    'nvidia.com/gpu.sharing-strategy': 'none',
    'nvidia.com/mig.config.state': 'success',
    'nvidia.com/mig.strategy': 'mixed',
  };
  for (const [profile, count] of Object.entries(partitions)) {
    const stem = `nvidia.com/mig-${profile}`;
    const known = products[product].profiles.find((one) => one.name.replace('+', '.') === profile);
    devices[stem] = count;
    if (known !== undefined) labels[`${stem}.memory`] = String(known.memoryMiB);
    labels[`${stem}.replicas`] = '1';
    labels[`${stem}.sharing-strategy`] = 'none';
  }
  return nodeOf(name, devices, { ...parts, labels: { ...labels, ...parts.labels } });
}

/** MIG strategy single: each partition goes by the name of a whole card. */
export function single(
  name: string,
  product: ProductKey,
  partition: { readonly profile: string; readonly count: number },
  parts: Parts = {},
): NodeFacts {
  const known = products[product].profiles.find((one) => one.name === partition.profile);
  return nodeOf(
    name,
    { 'nvidia.com/gpu': partition.count },
    {
      ...parts,
      labels: {
        'nvidia.com/gpu.product': `${labelOf(product)}-MIG-${partition.profile}`,
        'nvidia.com/gpu.memory': String(known?.memoryMiB ?? 0),
        'nvidia.com/gpu.replicas': '1',
        'nvidia.com/gpu.sharing-strategy': 'none',
        'nvidia.com/mig.config.state': 'success',
        'nvidia.com/mig.strategy': 'single',
        ...parts.labels,
      },
    },
  );
}

export interface Sharing {
  readonly replicas: number;
  readonly renamed: boolean;
  readonly strategy?: 'time-slicing' | 'mps';
  readonly count?: number;
}

/** Whole cards taken in turns: renamed to `nvidia.com/gpu.shared`, or under the name of a whole card. */
export function shared(
  name: string,
  product: ProductKey,
  { replicas, renamed, strategy = 'time-slicing', count = 4 }: Sharing,
  parts: Parts = {},
): NodeFacts {
  const units = count * replicas;
  return nodeOf(
    name,
    // The kubelet keeps the old name at 0 after a rename.
    renamed ? { 'nvidia.com/gpu': 0, 'nvidia.com/gpu.shared': units } : { 'nvidia.com/gpu': units },
    {
      ...parts,
      labels: {
        'nvidia.com/gpu.product': renamed ? labelOf(product) : `${labelOf(product)}-SHARED`,
        'nvidia.com/gpu.memory': String(products[product].memoryMiB),
        'nvidia.com/gpu.replicas': String(replicas),
        'nvidia.com/gpu.sharing-strategy': strategy,
        ...parts.labels,
      },
    },
  );
}

/** GKE's own plugin, without GPU Feature Discovery: every device is `nvidia.com/gpu`, told apart by labels of the node pool. */
export function gke(
  name: string,
  { units, partition, clients }: { units: number; partition?: string; clients?: number },
  parts: Parts = {},
): NodeFacts {
  const labels: Record<string, string> = {
    'cloud.google.com/gke-accelerator': 'nvidia-h100-80gb',
    ...(partition === undefined ? {} : { 'cloud.google.com/gke-gpu-partition-size': partition }),
  };
  if (clients !== undefined) {
    labels['cloud.google.com/gke-gpu-sharing-strategy'] = 'time-sharing';
    labels['cloud.google.com/gke-max-shared-clients-per-gpu'] = String(clients);
  }
  return nodeOf(
    name,
    { 'nvidia.com/gpu': units },
    { ...parts, labels: { ...labels, ...parts.labels } },
  );
}

/** What a name stands for on a node, and how many there are. */
export interface Claims {
  /** Of `NAMESPACE/<template>`; an extended resource where it has a domain. */
  readonly name: string;
  /** Absent: whole cards. */
  readonly profile?: string;
  readonly count: number;
}

const SPEECH = 'speech';

/** Cards and partitions that claims hand out, as their driver's ResourceSlices say. */
export function claims(
  name: string,
  product: ProductKey,
  all: readonly Claims[],
  parts: Parts = {},
): NodeFacts {
  const devices: Record<string, number> = {};
  const claimable = all.map(({ name: by, profile, count }): Claimable => {
    const named = by.includes('/');
    const resource = named ? by : claimResource(SPEECH, by);
    devices[resource] = count;
    const known = products[product].profiles.find((one) => one.name === profile);
    const { memoryMiB = 0 } = known ?? products[product];
    return {
      resource,
      ...(named ? {} : { template: by }),
      type: profile === undefined ? 'gpu' : 'mig',
      product: labelOf(product),
      ...(profile === undefined ? {} : { profile }),
      memoryMiB,
      sms: known?.sms ?? 0,
    };
  });
  return { ...nodeOf(name, devices, parts), claimable };
}
