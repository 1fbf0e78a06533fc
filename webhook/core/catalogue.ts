/**
 * What GPU products and their partitions are, as data: policies/catalogue/*.yaml, keyed by
 * (product, profile) because a profile name is not a size (`1g.10gb` is an eighth of an A100-80GB
 * and a quarter of an A100-40GB).
 */
import type { Claim } from './claim.ts';

export interface MigProfile {
  /** NVIDIA's spelling, e.g. `1g.10gb+me`. */
  readonly name: string;
  /** Usable MiB as `nvidia-smi mig -lgip` reports, not the figure in the name. */
  readonly memoryMiB: number;
  readonly sms: number;
  readonly computeSlices: number;
  readonly memorySlices: number;
  /** Instances of only this profile on one GPU. */
  readonly max: number;
  /** Hardware video decoders in the instance. */
  readonly decoders: number;
}

export interface Product {
  /** Our name, e.g. `H100-80GB`. */
  readonly name: string;
  /** Values of the node label `nvidia.com/gpu.product`, without `-SHARED` and `-MIG-…`. */
  readonly labels: readonly string[];
  readonly memoryMiB: number;
  readonly sms: number;
  readonly computeSlices: number;
  readonly memorySlices: number;
  /** Relative weight of one whole card for ranking; money only once an operator sets real prices. */
  readonly price?: number;
  readonly profiles: readonly MigProfile[];
}

/** A resource name under a governed prefix that is another engine's, left alone. */
export interface Foreign {
  /** Exact name, or a prefix that ends in `*`. */
  readonly match: string;
  readonly engine: string;
  /** What one unit counts as in a Claim; 0 where the unit is an attribute, not a device. */
  readonly milliGPU: number;
}

export interface Catalogue {
  readonly products: readonly Product[];
  readonly foreign: readonly Foreign[];
}

/** `1g.10gb+me` is advertised as `nvidia.com/mig-1g.10gb.me`; the hyphen of `-me` stays. */
export const migResource = (profile: string): string =>
  `nvidia.com/mig-${profile.replaceAll('+', '.')}`;

/** Thousandths of the card that an instance takes: the larger of its compute and memory share. */
export function migClaim(product: Product, profile: MigProfile): Claim {
  const compute = profile.computeSlices / product.computeSlices;
  const memory = profile.memorySlices / product.memorySlices;
  return { milliGPU: Math.floor(1000 * Math.max(compute, memory)), MiB: profile.memoryMiB };
}
