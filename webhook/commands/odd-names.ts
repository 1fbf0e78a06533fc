/**
 * Names in a World that go nowhere, though they are no fault: a team of a namespace that is not there,
 * and a product label that no catalogue knows. A cluster may have the one tomorrow, and the other
 * may be a new card; in a file both are mostly slips of the finger.
 */
import { productOf } from '../core/products/product.ts';
import { vendors } from '../core/vendor.ts';
import type { World } from '../core/world.ts';
import { ofKind, placeOf, step, titleOf, type Document } from '../policy/documents.ts';
import { nearest } from '../core/nearest.ts';

export const oddNames = (documents: readonly Document[], world: World): string[] => [
  ...teamsOfNobody(documents),
  ...strangeProducts(documents, world),
];

/** A World without Namespaces says nothing of which there are. */
function teamsOfNobody(documents: readonly Document[]): string[] {
  const here = ofKind(documents, 'Namespace').map(({ name }) => name);
  if (here.length === 0) return [];
  return ofKind(documents, 'GpuQuota').flatMap((document) =>
    document.value.spec.namespaces.flatMap((name, i) =>
      here.includes(name)
        ? []
        : [
            `${placeOf(document.at(`/spec/namespaces/${i}`))}: ${titleOf(document)} names the namespace ${name}, which this World does not have${meant(name, here)}`,
          ],
    ),
  );
}

/** By NVIDIA's own label; one of many nodes stands for those that have the same. */
function strangeProducts(documents: readonly Document[], { catalogue }: World): string[] {
  const known = catalogue.products.flatMap(({ vendor, labels }) =>
    vendor === 'nvidia' ? labels : [],
  );
  const labelled = [
    ...ofKind(documents, 'Node').map((document) => ({ document, above: '', ...document.value })),
    ...ofKind(documents, 'GpuPool').map((document) => ({
      document,
      above: '/spec/template',
      ...document.value.spec.template,
    })),
  ];
  const told = new Map<string, string>();
  for (const { document, above, metadata } of labelled) {
    const {
      product,
      key = '',
      value,
    } = productOf(vendors.nvidia, metadata.labels ?? {}, catalogue);
    if (product !== undefined || !vendors.nvidia.productLabels.includes(key) || told.has(value))
      continue;
    const place = placeOf(document.at(`${above}/metadata/labels${step(key)}`));
    told.set(
      value,
      `${place}: ${titleOf(document)} has the product ${value}, which no catalogue knows${meant(value, known)}`,
    );
  }
  return [...told.values()];
}

function meant(written: string, known: readonly string[]): string {
  const near = nearest(written, known);
  return near === undefined ? '' : `; did you mean ${near}?`;
}
