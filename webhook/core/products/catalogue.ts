/**
 * What GPU products and their partitions are, as data: policies/catalogue/*.yaml, keyed by
 * (product, profile) because a profile name is not a size (`1g.10gb` is an eighth of an A100-80GB
 * and a quarter of an A100-40GB). A figure that nobody has seen is absent: then the labels of a
 * live node must give it, or nothing is put there.
 */
import { bounded, type Bounded } from '../bounded.ts';
import type { Claim } from '../claim.ts';
import type { Geometry } from './geometry.ts';
import { vendors, type VendorName } from '../vendor.ts';

/** A MIG profile, or one device of AMD's compute and memory mode. */
export interface MigProfile {
  /** The vendor's spelling, e.g. `1g.10gb+me`, `cpx_nps4`. */
  readonly name: string;
  /** Its place in the product's geometry, where that is known. */
  readonly kind?: string;
  /** Usable MiB as `nvidia-smi mig -lgip` reports, not the figure in the name. */
  readonly memoryMiB?: number;
  /** Streaming multiprocessors; compute units at AMD. */
  readonly sms?: number;
  readonly computeSlices: number;
  readonly memorySlices: number;
  /** Instances of only this profile on one GPU. */
  readonly max: number;
  /** Hardware video decoders in the instance. */
  readonly decoders?: number;
  readonly copyEngines?: number;
}

export interface Product {
  /** Our name, e.g. `H100-80GB`. */
  readonly name: string;
  readonly vendor: VendorName;
  /** Values of the vendor's own node label, e.g. `nvidia.com/gpu.product` without `-SHARED` and `-MIG-…`. */
  readonly labels: readonly string[];
  /** Labels of others that name it where the vendor's is missing, e.g. a cloud's. */
  readonly otherLabels: readonly { readonly key: string; readonly values: readonly string[] }[];
  readonly memoryMiB?: number;
  readonly sms?: number;
  readonly computeSlices: number;
  readonly memorySlices: number;
  readonly geometry?: Geometry;
  /** CUDA compute capability, e.g. `9.0`. */
  readonly computeCapability?: string;
  /** The first driver that cuts it. */
  readonly driver?: string;
  /** Relative weight of one whole card for ranking; money only once an operator sets real prices. */
  readonly price?: number;
  readonly profiles: readonly MigProfile[];
}

/** A resource name under a governed prefix that is another engine's, left alone. */
export interface Foreign {
  /** Exact name, or a prefix that ends in `*`. */
  readonly match: string;
  readonly engine: string;
  /** What one unit counts as in a Claim; 0 where the unit is an attribute, not a device. */
  readonly milliGPU: number;
  /** Counts as another name instead: with `*` standing for what follows the prefix of `match`. */
  readonly as?: string;
  /** `once`: a unit is an amount of something, so however many there are, they count once a container. */
  readonly counts?: 'each' | 'once';
}

/** What the operator's own prices are in: of a card, for an hour or a month. */
export interface Currency {
  /** E.g. `EUR`. */
  readonly currency: string;
  readonly per: 'hour' | 'month';
}

export interface Catalogue {
  readonly products: readonly Product[];
  readonly foreign: readonly Foreign[];
  /** Absent: no money is shown, whatever the prices. */
  readonly pricedIn?: Currency;
}

/** `1g.10gb+me` is advertised as `nvidia.com/mig-1g.10gb.me`. */
export const migResource = (profile: string): string => vendors.nvidia.resourceOf(profile);

export const resourceOf = ({ vendor }: Product, { name }: MigProfile): string =>
  vendors[vendor].resourceOf(name);

/** Thousandths of the card that an instance takes: the larger of its compute and memory share. */
export function migClaim(product: Product, profile: MigProfile): Claim {
  const compute = profile.computeSlices / product.computeSlices;
  const memory = profile.memorySlices / product.memorySlices;
  return {
    milliGPU: Math.floor(1000 * Math.max(compute, memory)),
    MiB: profile.memoryMiB ?? Math.ceil(cardMiB(product) * memory),
  };
}

/** Where no figure is known the names of partitions bound it: a name never says less than there is. */
export const cardMiB = ({ memoryMiB, profiles }: Product): number =>
  memoryMiB ?? Math.max(0, ...profiles.map(({ name }) => named(name)));

const named = (profile: string): number => 1024 * Number(/([0-9]+)gb/.exec(profile)?.[1] ?? 0);

/** One partition of one product. */
export interface Part {
  readonly product: Product;
  readonly profile: MigProfile;
}

interface Index {
  readonly parts: ReadonlyMap<string, readonly Part[]>;
  readonly products: ReadonlyMap<string, Product>;
  readonly otherKeys: readonly string[];
  readonly foreign: ReadonlyMap<string, Foreign>;
  /** Those that name a beginning, the longest first. */
  readonly foreignPrefixes: readonly (readonly [prefix: string, foreign: Foreign])[];
  /** By resource: each pod asks for each of its own several times. */
  readonly asked: Bounded<Foreign | 'nobody'>;
  readonly largestMiB: ReadonlyMap<VendorName | 'any', number>;
}

const indices = new WeakMap<Catalogue, Index>();

/** Looked up for every pod, made once for a catalogue. */
function indexOf(catalogue: Catalogue): Index {
  const known = indices.get(catalogue);
  if (known !== undefined) return known;
  const parts = new Map<string, Part[]>();
  const products = new Map<string, Product>();
  for (const product of catalogue.products) {
    for (const [key, value] of labelsOf(product)) products.set(`${key}=${value}`, product);
    for (const profile of product.profiles) {
      const resource = resourceOf(product, profile);
      parts.set(resource, [...(parts.get(resource) ?? []), { product, profile }]);
    }
  }
  const others = catalogue.products.flatMap(({ otherLabels }) => otherLabels);
  const made: Index = {
    parts,
    products,
    otherKeys: [...new Set(others.map(({ key }) => key))],
    foreign: new Map(catalogue.foreign.map((row) => [row.match, row])),
    foreignPrefixes: catalogue.foreign.flatMap((row) =>
      row.match.endsWith('*') ? [[row.match.slice(0, -1), row]] : [],
    ),
    asked: bounded(500),
    largestMiB: largest(catalogue.products),
  };
  indices.set(catalogue, made);
  return made;
}

function largest(products: readonly Product[]): Map<VendorName | 'any', number> {
  const most = new Map<VendorName | 'any', number>();
  for (const product of products)
    for (const key of [product.vendor, 'any'] as const)
      most.set(key, Math.max(most.get(key) ?? 0, cardMiB(product)));
  return most;
}

/** Every node label, as key and value, by which a product is known. */
export const labelsOf = ({
  vendor,
  labels,
  otherLabels,
}: Product): [key: string, value: string][] => [
  ...vendors[vendor].productLabels.flatMap((key) =>
    labels.map((value): [string, string] => [key, value]),
  ),
  ...otherLabels.flatMap(({ key, values }) =>
    values.map((value): [string, string] => [key, value]),
  ),
];

/** The partitions of all products that go by a resource name, without `.shared`. */
export const partsNamed = (resource: string, catalogue: Catalogue): readonly Part[] =>
  indexOf(catalogue).parts.get(resource) ?? [];

export const productLabelled = (
  key: string,
  value: string,
  catalogue: Catalogue,
): Product | undefined => indexOf(catalogue).products.get(`${key}=${value}`);

/** Node labels of others by which some product is known. */
export const otherKeys = (catalogue: Catalogue): readonly string[] => indexOf(catalogue).otherKeys;

/** MiB of the vendor's largest card; of the largest of all where nobody can tell whose it is. */
export function largestMiB(catalogue: Catalogue, vendor: VendorName | undefined): number {
  const { largestMiB: most } = indexOf(catalogue);
  return (vendor && most.get(vendor)) ?? most.get('any') ?? 0;
}

/** Whose resource a name is, when it is another engine's: by the name itself, else by how it begins. */
export function foreignOf(resource: string, catalogue: Catalogue): Foreign | undefined {
  const { foreign, foreignPrefixes, asked } = indexOf(catalogue);
  const known = foreign.get(resource) ?? asked.get(resource);
  if (known !== undefined) return known === 'nobody' ? undefined : known;
  const found = foreignPrefixes.find(([prefix]) => resource.startsWith(prefix))?.[1];
  asked.set(resource, found ?? 'nobody');
  return found;
}

/** What nobody knows the size of may be anything up to the card, and the card up to the vendor's largest. */
export function claimAtMost(
  product: Product | undefined,
  profile: MigProfile | undefined,
  { catalogue, vendor }: { readonly catalogue: Catalogue; readonly vendor: VendorName },
): Claim {
  if (product === undefined) return { milliGPU: 1000, MiB: largestMiB(catalogue, vendor) };
  return profile === undefined
    ? { milliGPU: 1000, MiB: cardMiB(product) }
    : migClaim(product, profile);
}
