/** What prices are in: one currency and one time for all catalogues, or sums of them would mean nothing. */
import type { Catalogue } from '../core/products/catalogue.ts';
import { placeOf, titleOf, type Document, type Fault } from './documents.ts';
import type { GpuCatalogue } from './schema/gpu-catalogue.ts';

type Catalogues = readonly Document<GpuCatalogue>[];

const withPrices = (documents: Catalogues): Catalogues =>
  documents.filter(({ value }) => value.spec.prices.length > 0);

export function currencyOf(documents: Catalogues): Pick<Catalogue, 'pricedIn'> {
  const [first] = withPrices(documents);
  if (first?.value.spec.currency === undefined) return {};
  const { currency, per = 'hour' } = first.value.spec;
  return { pricedIn: { currency, per } };
}

/** The first that has prices stands, and each that counts otherwise is a fault that names both places. */
export function currencyFaults(documents: Catalogues): Fault[] {
  const [first, ...others] = withPrices(documents);
  if (first === undefined) return [];
  return others
    .filter((other) => saidOf(other) !== saidOf(first))
    .map((other) => {
      const pointer = pointerOf(other);
      const also = first.at(pointerOf(first));
      return {
        ...other.at(pointer),
        pointer,
        says: `has prices ${saidOf(other)}; those of ${titleOf(first)} are ${saidOf(first)} (${placeOf(also)})`,
        help: 'write all prices in one currency, and for one time',
        also,
      };
    });
}

const pointerOf = ({ value: { spec } }: Document<GpuCatalogue>): string =>
  spec.currency === undefined ? '/spec/prices' : '/spec/currency';

const saidOf = ({ value: { spec } }: Document<GpuCatalogue>): string =>
  spec.currency === undefined
    ? 'in no currency'
    : `in ${spec.currency} ${spec.per === 'month' ? 'a month' : 'an hour'}`;
