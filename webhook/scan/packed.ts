/**
 * How few whole cards of one product hold all of it: those that are taken whole, those whose instances
 * fit together by the card's geometry, and the rest by its sum. No fewer will do; more are needed where
 * nobody moves what runs.
 */
import type { Offer } from '../core/menu.ts';
import type { Catalogue, Product } from '../core/products/catalogue.ts';
import { among, fitCards } from '../core/products/geometry.ts';
import { profileNamed } from '../core/products/product.ts';
import type { Row } from './report.ts';
import { sumOf } from './sums.ts';

const MILLI = 1000;

interface Instance {
  readonly row: Row;
  readonly product: Product;
  /** Of the card's geometry. */
  readonly kind: string;
}

export function packedCards(
  rows: readonly Row[],
  offers: ReadonlyMap<string, Offer>,
  { products }: Catalogue,
): number {
  const whole = rows.filter(isWhole);
  const parts = rows.filter((row) => !isWhole(row));
  const instances = parts.flatMap((row) => instanceOf(row, offers.get(row.shape), products));
  const rest = parts.filter((row) => !instances.some((one) => one.row === row));
  return cards(whole) + cutCards(instances) + cards(rest);
}

const isWhole = ({ neededMilliGPU, replicas }: Row): boolean =>
  (neededMilliGPU / replicas) % MILLI === 0;

const cards = (rows: readonly Row[]): number => Math.ceil(sumOf(rows, 'neededMilliGPU') / MILLI);

function instanceOf(
  row: Row,
  offer: Offer | undefined,
  products: readonly Product[],
): readonly Instance[] {
  const product = products.find(({ name }) => name === offer?.product);
  if (product?.geometry === undefined || offer?.profile === undefined) return [];
  const kind = profileNamed(product, offer.profile)?.kind;
  return kind === undefined ? [] : [{ row, product, kind }];
}

/** All of one product, as the rows are. */
function cutCards(instances: readonly Instance[]): number {
  const geometry = instances[0]?.product.geometry;
  if (geometry === undefined) return 0;
  const kinds = among(
    geometry,
    instances.map(({ kind }) => kind),
  );
  const wanted = kinds.partitions.map((partition) =>
    sumOf(
      instances.flatMap(({ row, kind }) => (kind === partition.kind ? [row] : [])),
      'replicas',
    ),
  );
  let count = cards(instances.map(({ row }) => row));
  while (!fitCards(kinds, wanted, count)) count++;
  return count;
}
