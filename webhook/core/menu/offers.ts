/**
 * What one node offers: each GPU's resource name with units, read with the node's labels. The same
 * name means different things on different nodes (`nvidia.com/gpu` is a whole card, a slice of
 * strategy single or a turn on a shared card), and this is the one place that tells them apart.
 */
import {
  claimAtMost,
  type Catalogue,
  type MigProfile,
  type Product,
} from '../products/catalogue.ts';
import type { Claim } from '../claim.ts';
import type { Mechanism, Reason } from '../decision.ts';
import { figuresOf, type Figures } from '../products/figures.ts';
import type { Offer } from '../menu.ts';
import { hiddenPartition, pin, sharingOf, type Sharing } from './node-sharing.ts';
import type { NodeFacts } from './node.ts';
import type { Labels, MatchExpression } from '../pod.ts';
import { productOf, profileNamed, type LabelledProduct } from '../products/product.ts';
import { stale } from './stale.ts';
import { deviceNamed, type Device } from '../vendor.ts';

export const PRODUCT_LABEL = 'nvidia.com/gpu.product';

/** Product of an offer whose node no catalogue entry describes: counted as whole, never a target. */
export const UNKNOWN = 'unknown';

export function offersOf(node: NodeFacts, catalogue: Catalogue): Offer[] {
  const { labels, allocatable, engine } = node;
  const offers: Offer[] = [];
  for (const resource of Object.keys(allocatable).toSorted()) {
    const count = allocatable[resource] ?? 0;
    const device = count > 0 ? deviceNamed(resource) : undefined;
    if (device === undefined || stale(resource, device, { labels, allocatable })) continue;
    const known = productOf(device.vendor, labels, catalogue);
    if (!known.invalid)
      offers.push(offer({ resource, count, device, known, labels, catalogue, engine }));
  }
  return offers;
}

interface Seen {
  readonly resource: string;
  readonly count: number;
  readonly device: Device;
  readonly known: LabelledProduct;
  readonly labels: Labels;
  readonly catalogue: Catalogue;
  readonly engine: NodeFacts['engine'];
}

function offer(seen: Seen): Offer {
  const { resource, device, known, labels } = seen;
  const { partition, pins } = partitionOf(seen);
  const sharing = sharingOf(device, labels);
  const replicas = sharing.replicas === 'unknown' ? 1 : sharing.replicas;
  const product = severalModels(seen, replicas) ? undefined : known.product;
  const profile = partition === undefined ? undefined : profileNamed(product, partition);
  const figures = figuresOf({ device, partition, product, profile, labels });
  const found: Found = { partition, sharing, figures, product, profile };
  const lacks = lacking(seen, found);
  const { name, price } = { name: UNKNOWN, price: Infinity, ...product };
  return {
    key: `${name} ${spelling(seen, partition)}${replicas > 1 ? ` x${replicas}` : ''}`,
    product: name,
    vendor: device.vendor.name,
    resource,
    mechanism: mechanismOf(resource, partition, sharing),
    ...(partition === undefined ? {} : { profile: partition }),
    replicas,
    ...sizeOf(figures, replicas),
    claim: claimed(seen, found, replicas),
    price,
    pins: known.key === undefined ? [] : [pin(known.key, known.value), ...pins, ...sharing.pins],
    ...(lacks === undefined ? {} : { lacks }),
  };
}

const sizeOf = ({ memoryMiB = 0, sms = 0, decoders }: Figures, replicas: number) => ({
  memoryMiB: Math.floor(memoryMiB / replicas),
  sms: Math.floor(sms / replicas),
  decoders,
});

function claimed({ device, catalogue }: Seen, found: Found, replicas: number): Claim {
  const { product, profile, figures } = found;
  const all = { catalogue, vendor: device.vendor.name };
  const { milliGPU, MiB } = claimAtMost(product, profile, all);
  return {
    milliGPU: Math.floor(milliGPU / replicas),
    MiB: Math.floor((figures.memoryMiB ?? MiB) / replicas),
  };
}

interface Partition {
  readonly partition: string | undefined;
  readonly pins: readonly MatchExpression[];
}

/** By the name of the resource; or by labels, where it goes by the name of a whole card. */
function partitionOf({ device, known, labels }: Seen): Partition {
  if (device.partition !== undefined) return { partition: device.partition, pins: [] };
  if (device.stem !== device.vendor.wholes[0]) return { partition: undefined, pins: [] };
  const hidden = hiddenPartition(device, labels);
  return { partition: known.single ?? hidden.partition, pins: hidden.pins };
}

/**
 * HAMi advertises several units of each card. Otherwise, with two models in one node the labels of the later overwrite those of the earlier
 * (gpu-feature-discovery): what a unit is cannot be told.
 */
function severalModels({ count, device, labels, known, engine }: Seen, replicas: number): boolean {
  const cards = Number(labels[`${device.stem}.count`] ?? Number.NaN);
  return (
    engine === undefined && known.key === PRODUCT_LABEL && cards > 0 && count > cards * replicas
  );
}

/** A name that says shared, and no label that says how: nobody can tell what a unit holds. */
function mechanismOf(
  resource: string,
  partition: string | undefined,
  { replicas, mechanism }: Sharing,
): Mechanism {
  if (replicas !== 1) return mechanism;
  return partition === undefined || resource.endsWith('.shared') ? 'whole' : 'mig';
}

/** Strategy single hides the profile behind `nvidia.com/gpu`; the key shows it. */
const spelling = ({ resource, device }: Seen, partition: string | undefined): string =>
  partition === undefined || device.partition !== undefined
    ? resource
    : `${resource} (${device.vendor.partitionWord}${partition})`;

interface Found {
  readonly partition: string | undefined;
  readonly sharing: Sharing;
  readonly figures: Figures;
  /** Absent where the catalogue has none, or labels contradict it. */
  readonly product: Product | undefined;
  readonly profile: MigProfile | undefined;
}

export const EXTEND = 'describe it in a GpuCatalogue, as policies/catalogue does';

/** Why nothing can be put there, in words for whoever can mend it. */
function lacking(seen: Seen, found: Found): Reason | undefined {
  const { known, device } = seen;
  if (known.product === undefined)
    return {
      rule: 'fit/unknown-product',
      says:
        known.key === undefined
          ? `its nodes do not say what they have (no label ${device.vendor.productLabels[0]}); ${device.vendor.labeller} puts it there`
          : `no product of the catalogue has the label ${known.key}=${known.value}; ${EXTEND}`,
    };
  const says = unsized(seen, found, known.product.name);
  return says === undefined ? undefined : { rule: 'fit/unknown-size', says };
}

function unsized({ device, labels }: Seen, found: Found, name: string): string | undefined {
  const { product, partition, profile, sharing, figures } = found;
  if (product === undefined)
    return `its nodes offer more than the ${labels[`${device.stem}.count`]} that ${device.stem}.count says: several models, or another engine’s shares`;
  if (sharing.replicas === 'unknown') return 'it is shared, and no label says among how many';
  if (partition !== undefined && profile === undefined)
    return `the catalogue has no partition ${partition} of ${name}; ${EXTEND}`;
  return sizeUnknown(device, figures, name);
}

/** Where nodes have labels for it, they could tell as well. */
function sizeUnknown({ vendor, stem }: Device, figures: Figures, name: string): string | undefined {
  const missing = [
    ...(figures.memoryMiB === undefined ? ['memory'] : []),
    ...(figures.sms === undefined ? ['multiprocessors'] : []),
  ];
  if (missing.length === 0) return undefined;
  const labels = missing.map((field) => `${stem}.${field}`).join(', ');
  return vendor.deviceLabels
    ? `neither its nodes (label ${labels}) nor the catalogue say how large it is on a ${name}`
    : `the catalogue does not say its ${missing.join(' and ')} on a ${name}`;
}
