/**
 * Devices that Dynamic Resource Allocation hands out (KEP-4381), as offers: by a resource name that a
 * DeviceClass has taken over (KEP-5004), or by a template. Which devices a name stands for is found
 * out where the cluster is watched; here it is a list of their sizes.
 */
import { migClaim, type Catalogue, type Product } from './catalogue.ts';
import { dearer, nothing, type Claim } from './claim.ts';
import { CLAIM } from './dra.ts';
import type { Offer, Pool } from './menu.ts';
import type { Claimable, NodeFacts } from './node.ts';
import { offersOf, PRODUCT_LABEL, UNKNOWN } from './offers.ts';
import type { MatchExpression } from './pod.ts';
import { readProductLabel } from './product.ts';
import { expressionsHold } from './selector.ts';

/** A name that claims serve on a node is not read by the node's labels. */
export function allOffersOf(node: NodeFacts, catalogue: Catalogue): readonly Offer[] {
  const offers = offersOf(node, catalogue);
  if (node.claimable === undefined) return offers;
  const claimable = new Set(node.claimable.map(({ resource }) => resource));
  return [
    ...offers.filter(({ resource }) => !claimable.has(resource)),
    ...claimOffers(node, catalogue),
  ];
}

function claimOffers(node: NodeFacts, catalogue: Catalogue): Offer[] {
  const byName = new Map<string, Claimable[]>();
  for (const one of node.claimable ?? [])
    byName.set(one.resource, [...(byName.get(one.resource) ?? []), one]);
  const label = node.labels[PRODUCT_LABEL] ?? '';
  const pins = label === '' ? [] : [labelled(label)];
  return [...byName].map(([resource, devices]) => ({
    ...offerOf(resource, devices.map(sized(catalogue))),
    pins,
  }));
}

const labelled = (label: string): MatchExpression => ({
  key: PRODUCT_LABEL,
  operator: 'In',
  values: [label],
});

/** What the catalogue knows of a device: nothing, where its product or profile is not in it. */
interface Sizes {
  readonly memoryMiB: number;
  readonly sms: number;
  readonly decoders: number;
  readonly milliGPU: number;
}

interface Sized extends Sizes {
  readonly device: Claimable;
  readonly product: Product | undefined;
  readonly claim: Claim;
}

const sized =
  (catalogue: Catalogue) =>
  (device: Claimable): Sized => {
    const { product } = readProductLabel(device.product, catalogue);
    const sizes = product === undefined ? NO_SIZES : sizesOf(device, product);
    // The driver's own figures first, as a node's labels come first where a device plugin serves it.
    const memoryMiB = device.memoryMiB || sizes.memoryMiB;
    const claim = { milliGPU: sizes.milliGPU, MiB: memoryMiB };
    return { ...sizes, device, product, memoryMiB, sms: device.sms || sizes.sms, claim };
  };

const NO_SIZES: Sizes = { memoryMiB: 0, sms: 0, decoders: 0, milliGPU: 1000 };

function sizesOf({ type, profile: name }: Claimable, product: Product): Sizes {
  const { memoryMiB, sms } = product;
  if (type !== 'mig') return { memoryMiB, sms, decoders: 1, milliGPU: 1000 };
  const profile = product.profiles.find((one) => one.name === name);
  // A partition that the catalogue does not know may be anything up to the card.
  return profile === undefined
    ? { ...NO_SIZES, memoryMiB }
    : { ...profile, milliGPU: migClaim(product, profile).milliGPU };
}

/** Where a name may give one of several kinds, the smallest is what fits and the dearest what it costs. */
function offerOf(resource: string, all: readonly Sized[]): Omit<Offer, 'pins'> {
  const product = productOf(all);
  const name = product?.name ?? UNKNOWN;
  const template = same(all.map(({ device }) => device.template));
  const profile = same(all.map(({ device }) => device.profile));
  return {
    ...askedBy(name, resource, template),
    product: name,
    resource,
    mechanism: all.every(({ device }) => device.type === 'gpu') ? 'whole' : 'dra',
    ...(profile === undefined ? {} : { profile }),
    replicas: 1,
    memoryMiB: least(all.map(({ memoryMiB }) => memoryMiB)),
    sms: least(all.map(({ sms }) => sms)),
    decoders: least(all.map(({ decoders }) => decoders)),
    claim: all.map(({ claim }) => claim).reduce(dearer, nothing),
    price: product?.price ?? Infinity,
    allocated: true,
  };
}

/** Of a name for several products, or for cards and slices alike, nobody can say what it is. */
function productOf(all: readonly Sized[]): Product | undefined {
  const type = same(all.map(({ device }) => device.type));
  const product = all[0]?.product;
  const told = type === 'gpu' || type === 'mig';
  return told && all.every((one) => one.product === product) ? product : undefined;
}

const askedBy = (product: string, resource: string, template: string | undefined) =>
  template === undefined
    ? { key: `${product} ${resource}` }
    : { key: `${product} ${CLAIM} ${template}`, form: { by: 'claim' as const, template } };

const least = (numbers: readonly number[]): number => Math.min(...numbers);

const same = (words: readonly (string | undefined)[]): string | undefined =>
  words.every((word) => word === words[0]) ? words[0] : undefined;

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
      mistakable(offer) ? { ...offer, product: UNKNOWN } : offer,
    );
    return { ...pool, offers };
  });
}

const differs = (a: Offer, b: Offer): boolean =>
  a.product !== b.product ||
  a.claim.milliGPU !== b.claim.milliGPU ||
  a.claim.MiB !== b.claim.MiB ||
  a.memoryMiB !== b.memoryMiB ||
  a.sms !== b.sms ||
  a.decoders !== b.decoders;
