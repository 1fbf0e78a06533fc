/** Which part of which card figures were taken on. */
import type { Catalogue } from '../../core/products/catalogue.ts';
import { profileNamed } from '../../core/products/product.ts';
import type { Measured } from '../measured.ts';
import { productNamed, shareOf } from '../sources/card.ts';

export interface Part {
  readonly product: string;
  /** Of the card's multiprocessors, which SM and tensor ratios are of; 1 of a whole card. */
  readonly sms: number;
  /** Of the card's memory slices, and with them of its bandwidth. */
  readonly memory: number;
}

/** A card, or a partition of one, that the catalogue does not have says nothing of any other. */
export function partOf(
  { model, migProfile }: Measured['device'],
  catalogue: Catalogue,
): Part | 'unknown' {
  const product = productNamed(model, catalogue);
  if (product === undefined) return 'unknown';
  if (migProfile === undefined) return { product: product.name, sms: 1, memory: 1 };
  const profile = profileNamed(product, migProfile);
  if (profile === undefined) return 'unknown';
  const { compute, memory } = shareOf(product, profile);
  return { product: product.name, sms: compute, memory };
}
