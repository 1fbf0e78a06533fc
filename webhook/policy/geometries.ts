/** A geometry that contradicts itself would let layouts through that no card can have. */
import type { PartitionKind } from '../core/products/geometry.ts';
import { faultAt, titleOf, type Document, type Fault } from './documents.ts';
import type { GpuCatalogue } from './schema/gpu-catalogue.ts';
import { twice, type Entry } from './twice.ts';

type Written = GpuCatalogue['spec']['geometries'][number];

export const geometryFaults = (document: Document<GpuCatalogue>): Fault[] => [
  ...twice(kindEntries(document)),
  ...twice(startEntries(document)),
  ...document.value.spec.geometries.flatMap((geometry, i) =>
    geometry.partitions.flatMap((partition, j) => {
      const at = `/spec/geometries/${i}/partitions/${j}`;
      const slices = slicesFaults(document, at, partition, geometry);
      return slices.length > 0 ? slices : endFaults(document, at, partition, geometry);
    }),
  ),
];

const slicesFaults = (
  document: Document,
  at: string,
  partition: PartitionKind,
  card: Written,
): Fault[] =>
  (['computeSlices', 'memorySlices'] as const)
    .filter((field) => partition[field] > card[field])
    .map((field) =>
      faultAt(
        document,
        `${at}/${field}`,
        `is ${partition[field]}, more than the ${card[field]} of a card of ${card.name}`,
      ),
    );

/** The axis is as long as the memory: what takes half of it takes half of the places. */
function endFaults(
  document: Document,
  at: string,
  { kind, starts, size, memorySlices }: PartitionKind,
  card: Written,
): Fault[] {
  const places = Math.floor((size * card.memorySlices) / memorySlices);
  return starts.flatMap((start, k) =>
    start + size <= places
      ? []
      : [
          faultAt(
            document,
            `${at}/starts/${k}`,
            `is ${start}, from where ${kind} of size ${size} would end at ${start + size}, beyond the ${places} places of a card`,
          ),
        ],
  );
}

function* kindEntries(document: Document<GpuCatalogue>): Generator<Entry> {
  for (const [i, { name, partitions }] of document.value.spec.geometries.entries())
    for (const [j, { kind }] of partitions.entries()) {
      const pointer = `/spec/geometries/${i}/partitions/${j}/kind`;
      yield entry(document, `${i} ${kind}`, pointer, `is ${kind}, which ${name} has already`);
    }
}

function* startEntries(document: Document<GpuCatalogue>): Generator<Entry> {
  for (const [i, { partitions }] of document.value.spec.geometries.entries())
    for (const [j, { kind, starts }] of partitions.entries())
      for (const [k, start] of starts.entries()) {
        const pointer = `/spec/geometries/${i}/partitions/${j}/starts/${k}`;
        yield entry(
          document,
          `${i} ${j} ${start}`,
          pointer,
          `is ${start}, where ${kind} begins already`,
        );
      }
}

const entry = (document: Document, key: string, pointer: string, says: string): Entry => ({
  key,
  title: titleOf(document),
  pointer,
  place: document.at(pointer),
  says: () => says,
});
