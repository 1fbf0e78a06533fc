/** GpuCatalogue documents added up, and what must be unambiguous in their sum. */
import type { Catalogue, Product } from '../core/products/catalogue.ts';
import type { VendorName } from '../core/vendor.ts';
import { cutFaults, resolved } from './cut.ts';
import { currencyFaults, currencyOf } from './currency.ts';
import { foreignFaults } from './foreign.ts';
import { geometryFaults } from './geometries.ts';
import { faultAt, titleOf, type Document, type Fault } from './documents.ts';
import { suggestion } from '../core/nearest.ts';
import type { GpuCatalogue } from './schema/gpu-catalogue.ts';
import { twice, type Entry } from './twice.ts';

type Spec = GpuCatalogue['spec'];

export function catalogueOf(documents: readonly Document<GpuCatalogue>[]): {
  catalogue: Catalogue;
  faults: readonly Fault[];
} {
  const specs = documents.map(({ value }) => value.spec);
  const geometries = specs.flatMap((spec) => spec.geometries);
  const products = specs.flatMap((spec) => spec.products);
  return {
    catalogue: {
      products: priced(
        products.map((product) => resolved(product, geometries)),
        specs.flatMap(({ prices }) => prices),
      ),
      // The longest match first: a name that is listed beats a beginning that is.
      foreign: specs
        .flatMap(({ foreign }) => foreign)
        .toSorted((a, b) => b.match.length - a.match.length || (a.match < b.match ? -1 : 1)),
      ...currencyOf(documents),
    },
    faults: [
      ...twice(entries(documents, 'name')),
      ...twice(labelEntries(documents)),
      ...twice(foreignEntries(documents)),
      ...twice(namedEntries(documents, 'geometries', 'name')),
      ...twice(namedEntries(documents, 'prices', 'product')),
      ...twice(profileEntries(documents)),
      ...currencyFaults(documents),
      ...documents.flatMap((document) => [
        ...geometryFaults(document),
        ...cutFaults(document, geometries),
        ...foreignFaults(document, products),
        ...impossible(document, geometries),
        ...priceFaults(document, products),
      ]),
    ],
  };
}

/** Real prices and our weights do not compare: with one of them set, only those count. */
const priced = (products: readonly Product[], prices: Spec['prices']): readonly Product[] =>
  prices.length === 0
    ? products
    : products.map((product) => {
        const own = prices.find((row) => row.product === product.name);
        return { ...product, price: own?.price ?? Infinity };
      });

function* entries(documents: readonly Document<GpuCatalogue>[], field: 'name'): Generator<Entry> {
  for (const document of documents)
    for (const [i, product] of document.value.spec.products.entries())
      yield entry(document, product, [`/spec/products/${i}/${field}`, product[field]]);
}

function* labelEntries(documents: readonly Document<GpuCatalogue>[]): Generator<Entry> {
  for (const document of documents)
    for (const [i, product] of document.value.spec.products.entries())
      for (const [pointer, key, said] of labelPlaces(product, `/spec/products/${i}`))
        yield entry(document, product, [pointer, said], key);
}

/** Each of a vendor's keys takes the same values, so the vendor stands for all of them. */
const labelPlaces = (
  { vendor, labels, otherLabels }: Spec['products'][number],
  at: string,
): [pointer: string, key: string, said: string][] => [
  ...labels.map((label, j): [string, string, string] => [
    `${at}/labels/${j}`,
    `${vendor} ${label}`,
    label,
  ]),
  ...otherLabels.flatMap(({ key, values }, j) =>
    values.map((value, k): [string, string, string] => [
      `${at}/otherLabels/${j}/values/${k}`,
      `${key}=${value}`,
      value,
    ]),
  ),
];

function entry(
  document: Document,
  { name }: { readonly name: string },
  [pointer, said]: readonly [pointer: string, said: string],
  key = said,
): Entry {
  const says = (first: Entry) => `is ${said}, as is that of ${first.title}`;
  return {
    key,
    title: `${name} of ${titleOf(document)}`,
    pointer,
    place: document.at(pointer),
    says,
  };
}

function* namedEntries<List extends 'geometries' | 'prices'>(
  documents: readonly Document<GpuCatalogue>[],
  list: List,
  field: string & keyof Spec[List][number],
): Generator<Entry> {
  for (const document of documents)
    for (const [i, row] of document.value.spec[list].entries()) {
      const pointer = `/spec/${list}/${i}/${field}`;
      const key = String((row as Readonly<Record<string, unknown>>)[field]);
      const says = (first: Entry) => `is ${key}, which ${first.title} has already`;
      yield { key, title: titleOf(document), pointer, place: document.at(pointer), says };
    }
}

/** A node says the name alone, so it can mean one partition of a product. */
function* profileEntries(documents: readonly Document<GpuCatalogue>[]): Generator<Entry> {
  for (const document of documents)
    for (const [i, product] of document.value.spec.products.entries())
      for (const [j, { name }] of product.profiles.entries()) {
        const pointer = `/spec/products/${i}/profiles/${j}/name`;
        const says = () => `is ${name}, which ${product.name} has already`;
        const key = `${document.name} ${i} ${name}`;
        yield { key, title: titleOf(document), pointer, place: document.at(pointer), says };
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
function impossible(
  document: Document<GpuCatalogue>,
  geometries: Spec['geometries'],
): readonly Fault[] {
  return document.value.spec.products.flatMap((written, i) => {
    const product = resolved(written, geometries);
    return product.profiles.flatMap((profile, j) =>
      (['memoryMiB', 'sms', 'computeSlices', 'memorySlices'] as const)
        .filter((field) => (profile[field] ?? 0) > (product[field] ?? Infinity))
        .map((field) =>
          faultAt(
            document,
            `/spec/products/${i}/profiles/${j}/${field}`,
            `is ${profile[field]}, more than the ${product[field]} of ${product.name}`,
          ),
        ),
    );
  });
}

const priceFaults = (document: Document<GpuCatalogue>, products: Spec['products']): Fault[] =>
  document.value.spec.prices.flatMap(({ product }, i) =>
    productFault(document, `/spec/prices/${i}/product`, product, { products }),
  );

/** A fault unless the catalogue has the product. NVIDIA's are told first: most cards are theirs. */
export function productFault(
  document: Document,
  pointer: string,
  name: string,
  {
    products,
  }: { readonly products: readonly { readonly name: string; readonly vendor: VendorName }[] },
): Fault[] {
  const known = products
    .toSorted((a, b) => Number(b.vendor === 'nvidia') - Number(a.vendor === 'nvidia'))
    .map((product) => product.name);
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
