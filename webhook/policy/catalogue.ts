/** GpuCatalogue documents added up, and what must be unambiguous in their sum. */
import type { Catalogue } from '../core/catalogue.ts';
import { faultAt, titleOf, type Document, type Fault } from './documents.ts';
import { suggestion } from './nearest.ts';
import type { GpuCatalogue } from './schema/gpu-catalogue.ts';
import { twice, type Entry } from './twice.ts';

export function catalogueOf(documents: readonly Document<GpuCatalogue>[]): {
  catalogue: Catalogue;
  faults: readonly Fault[];
} {
  const specs = documents.map(({ value }) => value.spec);
  return {
    catalogue: {
      products: specs.flatMap(({ products }) => products),
      // The longest match first: a name that is listed beats a beginning that is.
      foreign: specs
        .flatMap(({ foreign }) => foreign)
        .toSorted((a, b) => b.match.length - a.match.length || (a.match < b.match ? -1 : 1)),
    },
    faults: [
      ...twice(entries(documents, 'name')),
      ...twice(entries(documents, 'labels')),
      ...twice(foreignEntries(documents)),
      ...documents.flatMap(impossible),
    ],
  };
}

function* entries(
  documents: readonly Document<GpuCatalogue>[],
  field: 'name' | 'labels',
): Generator<Entry> {
  for (const document of documents)
    for (const [i, product] of document.value.spec.products.entries())
      for (const [j, key] of [product[field]].flat().entries()) {
        const pointer = `/spec/products/${i}/${field}${field === 'labels' ? `/${j}` : ''}`;
        const title = `${product.name} of ${titleOf(document)}`;
        const says = (first: Entry) => `is ${key}, as is that of ${first.title}`;
        yield { key, title, pointer, place: document.at(pointer), says };
      }
}

function* foreignEntries(documents: readonly Document<GpuCatalogue>[]): Generator<Entry> {
  for (const document of documents)
    for (const [i, { match }] of document.value.spec.foreign.entries()) {
      const pointer = `/spec/foreign/${i}/match`;
      const says = (first: Entry) => `lists ${match}, which ${first.title} has already`;
      yield { key: match, title: titleOf(document), pointer, place: document.at(pointer), says };
    }
}

/** A partition larger than its card would be charged as more than a card. */
const impossible = (document: Document<GpuCatalogue>): Fault[] =>
  document.value.spec.products.flatMap((product, i) =>
    product.profiles.flatMap((profile, j) =>
      (['memoryMiB', 'sms', 'computeSlices', 'memorySlices'] as const)
        .filter((field) => profile[field] > product[field])
        .map((field) =>
          faultAt(
            document,
            `/spec/products/${i}/profiles/${j}/${field}`,
            `is ${profile[field]}, more than the ${product[field]} of ${product.name}`,
          ),
        ),
    ),
  );

/** A fault unless the catalogue has the product. */
export function productFault(
  document: Document,
  pointer: string,
  name: string,
  { products }: Catalogue,
): Fault[] {
  const known = products.map((product) => product.name);
  if (known.includes(name)) return [];
  return [
    faultAt(
      document,
      pointer,
      `must be a product of the catalogue, got ${name}`,
      suggestion(name, known, 'products'),
    ),
  ];
}
