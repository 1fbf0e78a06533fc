/** What is said where no slice will do: whoever reads it should learn what would. */
import type { Candidate, Reason } from '../decision.ts';
import type { Menu, Offer } from '../menu.ts';
import { migClaim, resourceOf, type MigProfile, type Product } from '../products/catalogue.ts';
import { rung } from './legal.ts';
import type { Need } from './need.ts';
import type { Slot } from './slots.ts';
import type { Terms } from '../terms.ts';

export interface Wanting {
  readonly slots: readonly Slot[];
  readonly needs: readonly Need[];
  /** Of each need, in words. */
  readonly sizes: readonly string[];
  readonly candidates: readonly (readonly Candidate[])[];
  readonly menu: Menu;
  readonly terms: Terms;
  /** Why a slice is too small for a need. */
  readonly closed: (offer: Offer, slot: Slot, at: number) => Reason | undefined;
}

export function nothingFits(wanting: Wanting): string {
  const full = fillsItsCard(wanting);
  if (full !== undefined) return full;
  const need = wanting.needs
    .map((one, at) => {
      if (one.product === 'any') return wanting.sizes[at];
      return `${one.vramMiB} MiB and ${one.sms} SMs of ${one.product.name}`;
    })
    .join(' beside ');
  const closedBy = [
    ...new Set(wanting.candidates.flat().map(({ rejectedBy }) => rejectedBy?.rule)),
  ];
  return closedBy.length === 0
    ? `it needs ${need}, and no node in service offers slices${helpOf(wanting)}${turnsOf(wanting)}`
    : `it needs ${need}, and no slice is open to it (${closedBy.join(', ')})${closedBy.every((rule) => rule === 'fit/product') ? turnsOf(wanting) : ''}`;
}

/** More than the card it ran on reads like a mistake, and is the room above what it was seen to take. */
function fillsItsCard({ needs, sizes }: Wanting): string | undefined {
  const at = needs.findIndex(
    ({ product, vramMiB, reservedMiB }) =>
      product !== 'any' && reservedMiB === undefined && vramMiB > (product.memoryMiB ?? Infinity),
  );
  const need = needs[at];
  if (need === undefined || need.product === 'any') return undefined;
  const { name, memoryMiB } = need.product;
  const whose = needs.length > 1 ? `${need.container} ` : 'it ';
  return (
    `${whose}fills its card: with room to spare (${sizes[at]}) that is ${need.vramMiB} MiB, and ${name} has ${memoryMiB} MiB; ` +
    'what an engine only reserves is told apart where Prometheus scrapes its metrics (policies/MEASURING.md, Reserved is not needed)'
  );
}

const CARD = 1000;

/** Of cards that nodes offer whole, and that could be cut. */
function helpOf(wanting: Wanting): string {
  const { needs, slots, terms } = wanting;
  const [need] = needs;
  const [slot] = slots;
  if (need === undefined || slot === undefined || needs.length > 1) return '';
  if (need.product === 'any' || !isUncut(need.product, wanting.menu)) return '';
  if (need.product.vendor !== 'nvidia' || rung(terms.ladder, 'mig') < 0) return '';
  const { product } = need;
  const profile = product.profiles
    .filter((one) => !one.name.includes('+') && migClaim(product, one).milliGPU < CARD)
    .toSorted((a, b) => migClaim(product, a).milliGPU - migClaim(product, b).milliGPU)
    .find(
      (one) => serves(one, product) && wanting.closed(offerOf(product, one), slot, 0) === undefined,
    );
  return profile === undefined
    ? ''
    : `: a card of ${product.name} cut into ${profile.name} would serve it`;
}

/** Of cards that nobody can cut: what is left are turns. */
function turnsOf({ needs, terms }: Wanting): string {
  const [need] = needs;
  if (need === undefined || needs.length > 1 || need.product === 'any') return '';
  const { name, vendor, profiles } = need.product;
  if (vendor !== 'nvidia' || profiles.length > 0) return '';
  return rung(terms.ladder, 'timeSlice') < 0
    ? `; ${name} has no MIG, and is shared in turns where a policy has timeSlice in its ladder`
    : `; ${name} has no MIG, and is shared in turns where its nodes are set to offer them`;
}

const isUncut = ({ name }: Product, { pools }: Menu): boolean =>
  pools.some(({ offers }) =>
    offers.some(({ product, mechanism, replicas }) => {
      return product === name && mechanism === 'whole' && replicas === 1;
    }),
  );

const serves = ({ memoryMiB, sms }: MigProfile, product: Product): boolean =>
  memoryMiB !== undefined && sms !== undefined && product.memoryMiB !== undefined;

/** As a node would offer it. */
function offerOf(product: Product, profile: MigProfile): Offer {
  const resource = resourceOf(product, profile);
  return {
    key: `${product.name} ${resource}`,
    product: product.name,
    vendor: product.vendor,
    resource,
    mechanism: 'mig',
    profile: profile.name,
    replicas: 1,
    memoryMiB: profile.memoryMiB ?? 0,
    sms: profile.sms ?? 0,
    decoders: profile.decoders ?? 0,
    claim: migClaim(product, profile),
    price: Infinity,
    pins: [],
  };
}
