/**
 * What differs from vendor to vendor: how a whole card and a part of one are named, and which node
 * labels say what card it is. Everything else about a GPU is data of the catalogue.
 */
export type VendorName = 'nvidia' | 'amd' | 'intel';

export interface Vendor {
  readonly name: VendorName;
  /** Names of a whole card; under the first one partitions may hide, too (MIG strategy single, AMD naming single). */
  readonly wholes: readonly string[];
  /** Node labels that name the product, the surest first. */
  readonly productLabels: readonly string[];
  /** Who labels nodes so. */
  readonly labeller: string;
  /** What a partition's name is in a resource name: its only group. */
  readonly partition: RegExp;
  /** The resource name of a partition in the vendor's own spelling. */
  readonly resourceOf: (partition: string) => string;
  /** Node label whose value is the partition that goes by the name of a whole card. */
  readonly partitionLabel?: string;
  /** How people are told of such a partition: `(MIG 1g.10gb)`. */
  readonly partitionWord: string;
  /** Whether nodes carry `<resource>.<field>` with the size and sharing of each device (gpu-feature-discovery). */
  readonly deviceLabels: boolean;
}

const nvidia: Vendor = {
  name: 'nvidia',
  wholes: ['nvidia.com/gpu'],
  productLabels: ['nvidia.com/gpu.product'],
  labeller: 'GPU Feature Discovery',
  partition: /^nvidia\.com\/mig-(.+)$/,
  // `1g.10gb+me` is advertised as `nvidia.com/mig-1g.10gb.me`; the hyphen of `-me` stays.
  resourceOf: (partition) => `nvidia.com/mig-${partition.replaceAll('+', '.')}`,
  // GKE's plugin; under strategy single the product label says so as well.
  partitionLabel: 'cloud.google.com/gke-gpu-partition-size',
  partitionWord: 'MIG ',
  deviceLabels: true,
};

/**
 * ROCm/k8s-device-plugin docs/user-guide/configuration.md: naming `mixed` spells the compute and
 * memory mode. One SPX device is the whole card.
 */
const amd: Vendor = {
  name: 'amd',
  wholes: ['amd.com/gpu', 'amd.com/spx_nps1'],
  productLabels: [
    'amd.com/gpu.product-name',
    'amd.com/gpu.device-id',
    'beta.amd.com/gpu.product-name',
    'beta.amd.com/gpu.device-id',
  ],
  labeller: 'the node labeller of AMD',
  partition: /^amd\.com\/([dtqc]px_nps[1-8])$/,
  resourceOf: (partition) => `amd.com/${partition}`,
  partitionLabel: 'amd.com/compute-memory-partition',
  partitionWord: '',
  // Its labels are of cards, in whole GiB: no figures to fit by.
  deviceLabels: false,
};

/** The label is set by the NodeFeatureRules of intel/intel-device-plugins-for-kubernetes. No partitions. */
const intel: Vendor = {
  name: 'intel',
  wholes: ['gpu.intel.com/i915', 'gpu.intel.com/xe'],
  productLabels: ['gpu.intel.com/product'],
  labeller: 'Node Feature Discovery',
  partition: /^(?!)/,
  resourceOf: (partition) => `gpu.intel.com/${partition}`,
  partitionWord: '',
  deviceLabels: false,
};

export const vendors: Readonly<Record<VendorName, Vendor>> = { nvidia, amd, intel };
const all: readonly Vendor[] = Object.values(vendors);

/** The shared ones of NVIDIA's plugin have this behind the name of what is shared. */
const SHARED = '.shared';

export const unshared = (resource: string): string =>
  resource.endsWith(SHARED) ? resource.slice(0, -SHARED.length) : resource;

export interface Device {
  readonly vendor: Vendor;
  /** In the spelling of the resource name; absent for a whole card. */
  readonly partition?: string;
  /** The name without `.shared`; labels of a partition begin with it. */
  readonly stem: string;
}

/** What a resource name says by itself; `undefined` for names that are no GPU's. */
export function deviceNamed(resource: string): Device | undefined {
  const stem = unshared(resource);
  for (const vendor of all) {
    if (vendor.wholes.includes(stem)) return { vendor, stem };
    const partition = vendor.partition.exec(stem)?.[1];
    if (partition !== undefined) return { vendor, partition, stem };
  }
  return undefined;
}

/** Whether the very name means a whole card, wherever no node makes a slice of it. */
export const namesWhole = (resource: string): boolean =>
  all.some(({ wholes }) => wholes.includes(resource));
