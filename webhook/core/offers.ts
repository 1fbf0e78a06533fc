/**
 * What one node offers: each governed resource name with units, read with the node's labels. The
 * same name means different things on different nodes (`nvidia.com/gpu` is a whole card, a slice of
 * strategy single or a turn on a shared card), and this is the one place that tells them apart.
 */
import { migClaim, type Catalogue, type Product } from './catalogue.ts';
import type { Mechanism } from './decision.ts';
import { GPU_PREFIX } from './governed.ts';
import type { Offer } from './menu.ts';
import type { NodeFacts } from './node.ts';
import type { Labels, MatchExpression } from './pod.ts';
import { profileNamed, readProductLabel } from './product.ts';

export const PRODUCT_LABEL = 'nvidia.com/gpu.product';
const STRATEGY_LABEL = 'nvidia.com/gpu.sharing-strategy';
const REPLICAS_LABEL = 'nvidia.com/gpu.replicas';

/** Product of an offer whose node no catalogue entry describes: counted as whole, never a target. */
export const UNKNOWN = 'unknown';

export function offersOf(node: NodeFacts, catalogue: Catalogue): Offer[] {
  const label = node.labels[PRODUCT_LABEL] ?? '';
  const { product, single, invalid } = readProductLabel(label, catalogue);
  if (invalid) return [];
  const offers: Offer[] = [];
  for (const resource of Object.keys(node.allocatable).toSorted()) {
    if (!resource.startsWith(GPU_PREFIX) || (node.allocatable[resource] ?? 0) <= 0) continue;
    const device = deviceOf(resource, single);
    if (device === undefined) continue;
    offers.push(offer({ resource, device, product, labels: node.labels, label }));
  }
  return offers;
}

/** The device behind a name: the whole card, or a MIG instance of a profile. */
interface Device {
  readonly profile: string | undefined;
  /** Where the labels of its sharing stand: `nvidia.com/gpu` or `nvidia.com/mig-<profile>`. */
  readonly labelStem: string;
}

function deviceOf(resource: string, single: string | undefined): Device | undefined {
  const name = resource.replace(/\.shared$/, '');
  if (name === 'nvidia.com/gpu') return { profile: single, labelStem: 'nvidia.com/gpu' };
  const found = /^nvidia\.com\/mig-(.+)$/.exec(name);
  return found === null ? undefined : { profile: found[1], labelStem: name };
}

interface Seen {
  readonly resource: string;
  readonly device: Device;
  readonly product: Product | undefined;
  readonly labels: Labels;
  readonly label: string;
}

function offer(seen: Seen): Offer {
  const { resource, device, product, label } = seen;
  const base = baseOf(seen);
  const sharing = sharingOf(seen);
  const name = product?.name ?? UNKNOWN;
  const memoryMiB = Math.floor(base.memoryMiB / sharing.replicas);
  return {
    key: `${name} ${spelling(seen)}${sharing.replicas > 1 ? ` x${sharing.replicas}` : ''}`,
    product: name,
    resource,
    mechanism: mechanismOf(seen, sharing),
    ...(device.profile === undefined ? {} : { profile: device.profile }),
    replicas: sharing.replicas,
    memoryMiB,
    sms: Math.floor(base.sms / sharing.replicas),
    decoders: base.decoders,
    claim: { milliGPU: Math.floor(base.milliGPU / sharing.replicas), MiB: memoryMiB },
    price: product?.price ?? Infinity,
    pins: label === '' ? [] : [pin(PRODUCT_LABEL, label), ...sharing.pins],
  };
}

/** A name that says shared, and no label that says how: nobody can tell what a unit holds. */
function mechanismOf({ resource, device }: Seen, { replicas, mechanism }: Sharing): Mechanism {
  if (replicas > 1) return mechanism;
  return device.profile === undefined || resource.endsWith('.shared') ? 'whole' : 'mig';
}

/** Strategy single hides the profile behind `nvidia.com/gpu`; the key shows it. */
const spelling = ({ resource, device }: Seen): string =>
  device.labelStem === 'nvidia.com/gpu' && device.profile !== undefined
    ? `${resource} (MIG ${device.profile})`
    : resource;

interface Base {
  readonly memoryMiB: number;
  readonly sms: number;
  readonly decoders: number;
  readonly milliGPU: number;
}

/** Usable MiB by the node's label, else the catalogue; never by the figure in the name. */
function baseOf({ device, product, labels }: Seen): Base {
  const labelled = Number(labels[`${device.labelStem}.memory`] ?? Number.NaN);
  const memoryOr = (known: number): number => (labelled > 0 ? labelled : known);
  const card = product?.memoryMiB ?? 0;
  if (device.profile === undefined)
    return { memoryMiB: memoryOr(card), sms: product?.sms ?? 0, decoders: 1, milliGPU: 1000 };
  const profile = profileNamed(product, device.profile);
  // A partition the catalogue does not know may be anything up to the card: count the card.
  if (product === undefined || profile === undefined)
    return { memoryMiB: memoryOr(card), sms: 0, decoders: 0, milliGPU: 1000 };
  const { milliGPU } = migClaim(product, profile);
  return {
    memoryMiB: memoryOr(profile.memoryMiB),
    sms: profile.sms,
    decoders: profile.decoders,
    milliGPU,
  };
}

interface Sharing {
  readonly replicas: number;
  readonly mechanism: 'timeSlice' | 'mps';
  readonly pins: readonly MatchExpression[];
}

/** Replicas count only where a strategy is named: GFD writes 0 on mixed nodes and 1 elsewhere. */
function sharingOf({ device, labels }: Seen): Sharing {
  const strategyKey = nearest(labels, `${device.labelStem}.sharing-strategy`, STRATEGY_LABEL);
  const replicasKey = nearest(labels, `${device.labelStem}.replicas`, REPLICAS_LABEL);
  const strategy = labels[strategyKey] ?? 'none';
  const replicas = Number(labels[replicasKey] ?? 1);
  const shared = strategy === 'time-slicing' || strategy === 'mps';
  if (!shared || !Number.isInteger(replicas) || replicas < 2)
    return { replicas: 1, mechanism: 'timeSlice', pins: unshared(device, labels) };
  return {
    replicas,
    mechanism: strategy === 'mps' ? 'mps' : 'timeSlice',
    pins: [pin(strategyKey, strategy), pin(replicasKey, String(replicas))],
  };
}

/**
 * A partition that is shared without being renamed has the same name and the same product label
 * on another node; its own label tells them apart.
 */
function unshared({ labelStem }: Device, labels: Labels): MatchExpression[] {
  const key = `${labelStem}.sharing-strategy`;
  const strategy = labels[key];
  return key === STRATEGY_LABEL || strategy === undefined ? [] : [pin(key, strategy)];
}

/** A partition's own label where there is one, else the card's. */
const nearest = (labels: Labels, own: string, card: string): string =>
  labels[own] === undefined ? card : own;

const pin = (key: string, value: string): MatchExpression => ({
  key,
  operator: 'In',
  values: [value],
});
