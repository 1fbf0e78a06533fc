/**
 * A product as it was written, with what its geometry says of its partitions: slices, and how many
 * of a kind fit one card. Where there is no geometry the document must say so itself.
 */
import type { MigProfile, Product } from '../core/products/catalogue.ts';
import { mostOf, type Geometry } from '../core/products/geometry.ts';
import { faultAt, type Document, type Fault } from './documents.ts';
import { suggestion } from '../core/nearest.ts';
import type { GpuCatalogue } from './schema/gpu-catalogue.ts';

type Written = GpuCatalogue['spec']['products'][number];
type WrittenProfile = Written['profiles'][number];

export function resolved(written: Written, geometries: readonly Geometry[]): Product {
  const { geometry: name, profiles, ...product } = written;
  const geometry = geometries.find((one) => one.name === name);
  return {
    ...product,
    computeSlices: written.computeSlices ?? geometry?.computeSlices ?? 1,
    memorySlices: written.memorySlices ?? geometry?.memorySlices ?? 1,
    ...(geometry === undefined ? {} : { geometry }),
    profiles: profiles.map((profile) => ({ ...taken(profile, geometry), ...profile })),
  };
}

/** What the geometry says of a profile; one card where nothing does, which is a fault besides. */
function taken(
  { kind }: WrittenProfile,
  geometry: Geometry | undefined,
): Pick<MigProfile, 'computeSlices' | 'memorySlices' | 'max'> {
  const found = geometry?.partitions.find((one) => one.kind === kind);
  if (geometry === undefined || found === undefined)
    return { computeSlices: 1, memorySlices: 1, max: 1 };
  const { computeSlices, memorySlices } = found;
  return { computeSlices, memorySlices, max: mostOf(geometry, found.kind) };
}

/** Names of geometries that nobody wrote, and partitions of which nothing says what they take. */
export function cutFaults(
  document: Document<GpuCatalogue>,
  geometries: readonly Geometry[],
): Fault[] {
  return document.value.spec.products.flatMap((product, i) => {
    const at = `/spec/products/${i}`;
    const known = geometries.map(({ name }) => name);
    const { geometry: name } = product;
    if (name !== undefined && !known.includes(name))
      return [
        faultAt(
          document,
          `${at}/geometry`,
          `must be a geometry of the catalogue, got ${name}`,
          suggestion(name, known, 'geometries'),
        ),
      ];
    const geometry = geometries.find((one) => one.name === name);
    return product.profiles.flatMap((profile, j) =>
      profileFaults(document, `${at}/profiles/${j}`, profile, geometry),
    );
  });
}

const SAID = ['computeSlices', 'memorySlices', 'max'] as const;

function profileFaults(
  document: Document<GpuCatalogue>,
  at: string,
  profile: WrittenProfile,
  geometry: Geometry | undefined,
): Fault[] {
  const { kind } = profile;
  const kinds = geometry?.partitions.map((one) => one.kind) ?? [];
  if (kind !== undefined && !kinds.includes(kind)) {
    const says =
      geometry === undefined
        ? `is ${kind}, and the product names no geometry`
        : `must be a partition of geometry ${geometry.name}, got ${kind}`;
    return [faultAt(document, `${at}/kind`, says, suggestion(kind, kinds, 'partitions'))];
  }
  if (kind !== undefined) return [];
  const missing = SAID.filter((field) => profile[field] === undefined);
  return missing.length === 0
    ? []
    : [
        faultAt(
          document,
          at,
          `says neither its kind in a geometry nor its ${missing.join(', ')}`,
          'without them nobody knows what part of a card it is',
        ),
      ];
}
