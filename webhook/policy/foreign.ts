/**
 * Rows of a catalogue that name what belongs to others. A row beats what we know of a name, so one over
 * our vendors' own names would let every pod that asks for a card hold it for nothing.
 */
import { namesGpu } from '../core/governed.ts';
import { deviceNamed, vendors, type VendorName } from '../core/vendor.ts';
import { faultAt, type Document, type Fault } from './documents.ts';
import type { GpuCatalogue } from './schema/gpu-catalogue.ts';

interface Owned {
  readonly vendor: VendorName;
  readonly profiles: readonly { readonly name: string }[];
}

export function foreignFaults(
  document: Document<GpuCatalogue>,
  products: readonly Owned[],
): Fault[] {
  const ours = ownNames(products);
  return document.value.spec.foreign.flatMap(({ match, as }, i) => {
    const at = `/spec/foreign/${i}`;
    return [
      ...covering(document, `${at}/match`, match, ours),
      ...standing(document, `${at}/as`, as),
    ];
  });
}

/** Cards, their turns, and every partition of the catalogue. */
const ownNames = (products: readonly Owned[]): readonly string[] => [
  ...Object.values(vendors).flatMap(({ wholes }) => wholes),
  ...products.flatMap(({ vendor, profiles }) =>
    profiles.map(({ name }) => vendors[vendor].resourceOf(name)),
  ),
];

function covering(document: Document, at: string, match: string, ours: readonly string[]): Fault[] {
  const own = match.endsWith('*')
    ? ours.find((name) => name.startsWith(match.slice(0, -1)))
    : ours.find(() => deviceNamed(match) !== undefined) && match;
  if (own === undefined) return [];
  const says = own === match ? `is ${match}` : `covers ${own}`;
  return [
    faultAt(
      document,
      at,
      `${says}, which is a GPU of the catalogue and belongs to nobody else`,
      'name only what the other engine owns, or its longer beginning and *',
    ),
  ];
}

/** What it counts as must be a GPU, or it would count as nothing. */
const standing = (document: Document, at: string, as: string | undefined): Fault[] =>
  as === undefined || namesGpu(as)
    ? []
    : [
        faultAt(
          document,
          at,
          `must be a resource name of GPUs, got ${as}`,
          'such as nvidia.com/gpu, or nvidia.com/mig-* for what follows the beginning',
        ),
      ];
