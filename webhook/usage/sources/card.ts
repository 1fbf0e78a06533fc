/**
 * From an exporter's word for a card to the catalogue's product, and what part of that card a MIG
 * instance is. Activity is told relative to the instance: all of a 1g.10gb of an H100 is 16 of its 132
 * multiprocessors, which is neither a seventh nor, on an A30, anything like it.
 */
import type { Catalogue, MigProfile, Product } from '../../core/products/catalogue.ts';
import { productOf } from '../../core/products/product.ts';
import { vendors } from '../../core/vendor.ts';

export function productNamed(model: string, catalogue: Catalogue): Product | undefined {
  for (const vendor of Object.values(vendors))
    for (const value of spellings(model)) {
      const labels = Object.fromEntries(vendor.productLabels.map((key) => [key, value]));
      const { product } = productOf(vendor, labels, catalogue);
      if (product !== undefined) return product;
    }
  return undefined;
}

/**
 * gpu-feature-discovery writes `NVIDIA A30` as `NVIDIA-A30`; AMD's and Intel's labellers write a low
 * line, and Intel's leaves out what its device manager puts around the name.
 */
function spellings(model: string): string[] {
  const short = model
    .replaceAll(/\((R|TM)\)/g, '')
    .replaceAll(/\b(Intel|Data Center GPU|Graphics)\b/g, '')
    .trim();
  return [model.replaceAll(' ', '-'), model.replaceAll(' ', '_'), short.replaceAll(/ +/g, '_')];
}

/** 0 to 1 of the card. */
export interface Share {
  /** Of its multiprocessors: what `sm` and `tensor` are to be multiplied by. */
  readonly compute: number;
  /** Of its memory's bandwidth: the same of `dram`. */
  readonly memory: number;
}

/** By multiprocessors where both are listed: a card has some that no instance gets. */
export function shareOf(product: Product, profile: MigProfile): Share {
  const { sms, computeSlices, memorySlices } = profile;
  const listed = sms !== undefined && product.sms !== undefined;
  return {
    compute: listed ? sms / product.sms : computeSlices / product.computeSlices,
    memory: memorySlices / product.memorySlices,
  };
}
