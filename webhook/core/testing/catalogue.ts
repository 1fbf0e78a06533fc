/** Three products that differ in every way that matters: cut in seven, cut otherwise, not cut at all. */
import type { Catalogue, MigProfile, Product } from '../products/catalogue.ts';
import type { Geometry, PartitionKind } from '../products/geometry.ts';

type Place = readonly [kind: string, slices: string, starts: readonly number[], size: number];

const partition = ([kind, slices, starts, size]: Place): PartitionKind => {
  const [compute = '1', memory = '1'] = slices.split('/');
  const media = kind.endsWith('.me') ? { most: 1 } : {};
  return {
    kind,
    computeSlices: Number(compute),
    memorySlices: Number(memory),
    starts,
    size,
    ...media,
  };
};

/** A100, H100 and their kind, as NVIDIA's MIG User Guide places them. */
export const sevenSlices: Geometry = {
  name: 'seven-slices',
  computeSlices: 7,
  memorySlices: 8,
  partitions: [
    partition(['1g', '1/1', [0, 1, 2, 3, 4, 5, 6], 1]),
    partition(['1g.me', '1/1', [0, 1, 2, 3, 4, 5, 6], 1]),
    partition(['1g.double', '1/2', [0, 2, 4, 6], 2]),
    partition(['2g', '2/2', [0, 2, 4], 2]),
    partition(['3g', '3/4', [0, 4], 4]),
    partition(['4g', '4/4', [0], 4]),
    partition(['7g', '7/8', [0], 8]),
  ],
};

/** A30. */
export const fourSlices: Geometry = {
  name: 'four-slices',
  computeSlices: 4,
  memorySlices: 4,
  partitions: [
    partition(['1g', '1/1', [0, 1, 2, 3], 1]),
    partition(['2g', '2/2', [0, 2], 2]),
    partition(['4g', '4/4', [0], 4]),
  ],
};

type Row = readonly [name: string, memoryMiB: number, sms: number, slices: string, max: number];

/** `slices` is compute/memory. */
const profile = ([name, memoryMiB, sms, slices, max]: Row): MigProfile => {
  const [compute = '1', memory = '1'] = slices.split('/');
  return {
    name,
    memoryMiB,
    sms,
    computeSlices: Number(compute),
    memorySlices: Number(memory),
    max,
    decoders: name === '1g.5gb' ? 0 : 1,
  };
};

export const h100: Product = {
  name: 'H100-80GB',
  vendor: 'nvidia',
  labels: ['NVIDIA-H100-80GB-HBM3', 'H100-80GB-HBM3'],
  otherLabels: [{ key: 'cloud.google.com/gke-accelerator', values: ['nvidia-h100-80gb'] }],
  memoryMiB: 81_559,
  sms: 132,
  computeSlices: 7,
  memorySlices: 8,
  price: 1,
  profiles: [
    profile(['1g.10gb', 9984, 16, '1/1', 7]),
    profile(['1g.10gb+me', 9984, 16, '1/1', 1]),
    profile(['1g.20gb', 20_096, 26, '1/2', 4]),
    profile(['2g.20gb', 20_096, 32, '2/2', 3]),
    profile(['3g.40gb', 40_320, 60, '3/4', 2]),
    profile(['7g.80gb', 81_152, 132, '7/8', 1]),
  ],
};

export const a100: Product = {
  name: 'A100-40GB',
  vendor: 'nvidia',
  labels: ['NVIDIA-A100-SXM4-40GB', 'A100-SXM4-40GB'],
  otherLabels: [],
  memoryMiB: 40_960,
  sms: 108,
  computeSlices: 7,
  memorySlices: 8,
  price: 0.5,
  profiles: [
    profile(['1g.5gb', 4864, 14, '1/1', 7]),
    profile(['1g.10gb', 9856, 14, '1/2', 4]),
    profile(['2g.10gb', 9856, 28, '2/2', 3]),
    profile(['3g.20gb', 19_968, 42, '3/4', 2]),
  ],
};

export const l4: Product = {
  name: 'L4',
  vendor: 'nvidia',
  labels: ['NVIDIA-L4', 'L4'],
  otherLabels: [],
  memoryMiB: 23_034,
  sms: 58,
  computeSlices: 1,
  memorySlices: 1,
  price: 0.2,
  profiles: [],
};

export const products = { h100, a100, l4 } as const;
export type ProductKey = keyof typeof products;

export const catalogue: Catalogue = {
  products: [a100, h100, l4],
  foreign: [
    { match: 'nvidia.com/gpumem', engine: 'HAMi', milliGPU: 0 },
    { match: 'nvidia.com/gpumem-percentage', engine: 'HAMi', milliGPU: 0 },
    { match: 'nvidia.com/gpucores', engine: 'HAMi', milliGPU: 0 },
    { match: 'nvidia.com/gpu-*', engine: 'nos', milliGPU: 1000 },
    { match: 'nvidia.com/rdma*', engine: 'NVIDIA network operator', milliGPU: 0 },
  ],
};

/** The same catalogue where nobody has set a price for `name`. */
export const priceless = (name: string): Catalogue => ({
  ...catalogue,
  products: catalogue.products.map(({ price, ...product }) =>
    product.name === name || price === undefined ? product : { ...product, price },
  ),
});
