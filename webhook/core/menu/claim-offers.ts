/**
 * Devices that Dynamic Resource Allocation hands out (KEP-4381), as offers: by a resource name that a
 * DeviceClass has taken over (KEP-5004), or by a template. Which devices a name stands for is found
 * out where the cluster is watched; here it is a list of their sizes.
 */
import {
  claimAtMost,
  productLabelled,
  type Catalogue,
  type Product,
} from '../products/catalogue.ts';
import { sameSize } from './agreed.ts';
import { dearer, nothing, type Claim } from '../claim.ts';
import type { Reason } from '../decision.ts';
import { CLAIM } from '../fit/dra.ts';
import { written } from '../products/figures.ts';
import type { Offer, Pool } from '../menu.ts';
import type { Claimable, NodeFacts } from './node.ts';
import { pin } from './node-sharing.ts';
import { EXTEND, offersOf, PRODUCT_LABEL, UNKNOWN } from './offers.ts';
import type { Labels } from '../pod.ts';
import { productOf } from '../products/product.ts';
import { expressionsHold } from '../selector.ts';
import { vendors } from '../vendor.ts';

/** A name that claims serve on a node is not read by the node's labels. */
export function allOffersOf(node: NodeFacts, catalogue: Catalogue): readonly Offer[] {
  if (node.claimable === undefined) return offersOf(node, catalogue);
  const allocatable: Record<string, number> = { ...node.allocatable };
  for (const { resource } of node.claimable) delete allocatable[resource];
  const claimed = claimOffers(node.claimable, node.labels, catalogue);
  return [...offersOf({ ...node, allocatable }, catalogue), ...claimed];
}

function claimOffers(
  claimable: readonly Claimable[],
  labels: Labels,
  catalogue: Catalogue,
): Offer[] {
  const byName = new Map<string, Claimable[]>();
  for (const one of claimable) byName.set(one.resource, [...(byName.get(one.resource) ?? []), one]);
  const { key, value } = productOf(vendors.nvidia, labels, catalogue);
  const pins = key === undefined ? [] : [pin(key, value)];
  return [...byName].map(([resource, devices]) => ({
    ...offerOf(resource, devices.map(sized(catalogue))),
    pins,
  }));
}

interface Sized {
  readonly device: Claimable;
  /** Absent where the catalogue has none. */
  readonly product: Product | undefined;
  readonly memoryMiB: number | undefined;
  readonly sms: number | undefined;
  readonly decoders: number;
  readonly claim: Claim;
}

/** The driver's own figures first, as a node's labels come first where a device plugin serves it. */
const sized =
  (catalogue: Catalogue) =>
  (device: Claimable): Sized => {
    const product = productLabelled(PRODUCT_LABEL, device.product, catalogue);
    const profile = product?.profiles.find(({ name }) => name === device.profile);
    const known = written(product, device.type === 'mig' ? profile : 'whole');
    const memoryMiB = device.memoryMiB || known.memoryMiB;
    const all = { catalogue, vendor: vendors.nvidia.name };
    const { milliGPU, MiB } = claimAtMost(product, profile, all);
    return {
      device,
      product,
      memoryMiB,
      sms: device.sms || known.sms,
      decoders: known.decoders ?? 0,
      claim: { milliGPU, MiB: memoryMiB ?? MiB },
    };
  };

/** Where a name may give one of several kinds, the smallest is what fits and the dearest what it costs. */
function offerOf(resource: string, all: readonly Sized[]): Omit<Offer, 'pins'> {
  const lacks = lacking(all);
  const { name, price } = { name: UNKNOWN, price: Infinity, ...productOfAll(all) };
  const template = same(all.map(({ device }) => device.template));
  const profile = same(all.map(({ device }) => device.profile));
  return {
    ...askedBy(name, resource, template),
    product: name,
    vendor: vendors.nvidia.name,
    resource,
    mechanism: all.every(({ device }) => device.type === 'gpu') ? 'whole' : 'dra',
    ...(profile === undefined ? {} : { profile }),
    replicas: 1,
    memoryMiB: least(all.map(({ memoryMiB = 0 }) => memoryMiB)),
    sms: least(all.map(({ sms = 0 }) => sms)),
    decoders: least(all.map(({ decoders }) => decoders)),
    claim: all.map(({ claim }) => claim).reduce(dearer, nothing),
    price,
    allocated: true,
    ...(lacks === undefined ? {} : { lacks }),
  };
}

const productOfAll = (all: readonly Sized[]): Product | undefined =>
  same(all.map(({ product }) => product));

const says = (rule: Reason['rule'], text: string): Reason => ({ rule, says: text });

function lacking(all: readonly Sized[]): Reason | undefined {
  const stranger = all.find(({ product }) => product === undefined);
  if (stranger !== undefined)
    return says(
      'fit/unknown-product',
      `no product of the catalogue has the label ${PRODUCT_LABEL}=${stranger.device.product}; ${EXTEND}`,
    );
  if (productOfAll(all) === undefined || same(all.map(({ device }) => device.type)) === undefined)
    return says('fit/unknown-size', 'it may give one of several products, or a card as well');
  const vague = all.find((one) => one.memoryMiB === undefined || one.sms === undefined);
  if (vague === undefined && all.every(({ device }) => device.type !== 'vfio')) return undefined;
  return says('fit/unknown-size', 'neither its driver nor the catalogue says how large it is');
}

const askedBy = (product: string, resource: string, template: string | undefined) =>
  template === undefined
    ? { key: `${product} ${resource}` }
    : { key: `${product} ${CLAIM} ${template}`, form: { by: 'claim' as const, template } };

const least = (numbers: readonly number[]): number => Math.min(...numbers);

const same = <T>(values: readonly T[]): T | undefined =>
  values.every((value) => value === values[0]) ? values[0] : undefined;

const MISTAKABLE: Reason = {
  rule: 'fit/unknown-size',
  says: 'it gives another device on nodes that no label tells apart',
};

/**
 * A name that stands for one device here and for another there cannot be chosen: what a pod gets
 * would be the scheduler's to say, unless the labels of the nodes tell them apart.
 */
export function unmistakable(pools: readonly Pool[], all: readonly Pool[]): readonly Pool[] {
  const names = new Map<string, [Pool, Offer][]>();
  for (const pool of all)
    for (const offer of pool.offers) if (offer.allocated === true) names.set(offer.resource, []);
  if (names.size === 0) return pools;
  for (const pool of all)
    for (const offer of pool.offers) names.get(offer.resource)?.push([pool, offer]);
  const mistakable = (offer: Offer): boolean =>
    offer.mechanism !== 'whole' &&
    names
      .get(offer.resource)
      ?.some(
        ([pool, other]) =>
          differs(other, offer) &&
          pool.nodes.some(({ labels }) => expressionsHold(offer.pins, labels)),
      ) === true;
  return pools.map((pool) => {
    if (!pool.offers.some(mistakable)) return pool;
    const offers = pool.offers.map((offer) =>
      mistakable(offer) ? { ...offer, lacks: offer.lacks ?? MISTAKABLE } : offer,
    );
    return { ...pool, offers };
  });
}

const differs = (a: Offer, b: Offer): boolean => a.product !== b.product || !sameSize(a, b);
