/** Whether one offer may serve one slot, whatever is free: the reasons a road is closed. */
import type { Claim } from '../claim.ts';
import type { Mechanism, Reason } from '../decision.ts';
import type { Offer, Pool } from '../menu.ts';
import { badForMps } from './mps.ts';
import type { Need } from './need.ts';
import { cacheSettings } from '../settings/cache.ts';
import { toldAmiss, type Must } from '../settings/own-device.ts';
import { settingsFor, toldMiB } from '../settings/settings.ts';
import type { Slot } from './slots.ts';
import type { Terms } from '../terms.ts';
import { gpus } from '../text.ts';
import { givenBy, trustOf } from './trust.ts';
import { wantsVideo } from './video.ts';

/** A neighbour on the same card has no wall: keep a margin for contexts and allocator slack. */
const SHARED_ROOM = 0.92;

/** What we may put a pod on: no whole card. One that lacks a figure is closed by `forbidden`. */
export const isSlice = ({ mechanism }: Offer): boolean => mechanism !== 'whole';

/** Position of a mechanism on the ladder, or -1; whatever follows `whole` is never reached. */
export function rung(ladder: readonly Mechanism[], mechanism: Mechanism): number {
  const whole = ladder.indexOf('whole');
  const at = ladder.indexOf(mechanism);
  return whole >= 0 && at > whole ? -1 : at;
}

/** What the policy allows, need or no need: used for siblings, whose shape stands without evidence. */
export function forbidden(offer: Offer, pool: Pool, slot: Slot, terms: Terms): Reason | undefined {
  if (offer.lacks !== undefined) return offer.lacks;
  if (rung(terms.ladder, offer.mechanism) < 0)
    return {
      rule: 'policy/ladder',
      says: `${offer.mechanism} is not on the ladder ${terms.ladder.join(' > ')}`,
    };
  const trust = trustOf(offer.mechanism, terms);
  if (trust === undefined) return undefined;
  if (givenBy(pool, trust) === undefined)
    return { rule: 'policy/pool', says: 'the policy does not give this shared pool to the team' };
  return (
    unneighbourly(offer, slot, terms) ??
    (offer.mechanism === 'mps' ? badForMps(offer, slot, terms) : undefined)
  );
}

/** An engine that fills the card it sees leaves nothing to whoever shares it. */
function unneighbourly(offer: Offer, slot: Slot, terms: Terms): Reason | undefined {
  for (const { container, pointer } of slot.seats) {
    const settings = settingsFor(container, pointer, offer, terms);
    if ('rule' in settings) return settings;
  }
  return undefined;
}

/** Whether it has the device that it sees for itself. */
const inItsWalls = ({ mechanism, replicas }: Offer): boolean =>
  replicas <= 1 && mechanism !== 'fraction';

/** MiB of a slice that a need may fill. */
export const usableMiB = (offer: Offer): number =>
  inItsWalls(offer) ? offer.memoryMiB : Math.floor(SHARED_ROOM * offer.memoryMiB);

function toldOtherwise(offer: Offer, slot: Slot, need: Need): Reason | undefined {
  for (const { container, pointer } of slot.seats) {
    const cache = slot.caches?.get(container.name);
    // It takes the place of the fraction.
    if (cacheSettings(container, pointer, offer, cache).length > 0) continue;
    const why = toldAmiss(container, offer.memoryMiB, mustHave(need));
    if (why !== undefined) return why;
  }
  return undefined;
}

const mustHave = ({ peakMiB, slack, asked, reservedMiB }: Need): Must => {
  const seen = slack === undefined && asked === undefined && reservedMiB === undefined;
  return { MiB: peakMiB, by: seen ? 'used' : 'needs' };
};

export function tooSmall(offer: Offer, slot: Slot, need: Need, terms: Terms): Reason | undefined {
  const elsewhere = need.measuredOn.find((product) => product !== offer.product);
  if (elsewhere !== undefined && !terms.products.includes(offer.product))
    return {
      rule: 'fit/product',
      says: `measured on ${elsewhere}; the policy lists no ${offer.product}`,
    };
  const usable = usableMiB(offer);
  if (need.vramMiB > usable)
    return { rule: 'fit/memory', says: `needs ${need.vramMiB} MiB, the slice gives ${usable} MiB` };
  const told = Math.min(...slot.seats.map(({ container }) => toldMiB(container, offer, terms)));
  if (need.vramMiB > told)
    return {
      rule: 'fit/memory',
      says: `needs ${need.vramMiB} MiB, its engine would be told to take ${told} MiB`,
    };
  const amiss = inItsWalls(offer) ? toldOtherwise(offer, slot, need) : undefined;
  if (amiss !== undefined) return amiss;
  if (need.sms > offer.sms)
    return { rule: 'fit/compute', says: `needs ${need.sms} SMs, the slice gives ${offer.sms}` };
  const video = offer.decoders === 0 ? wantsVideo(slot) : undefined;
  return video === undefined
    ? lessThanAsked(offer, need, terms)
    : { rule: 'fit/no-decoder', says: `${video}; the slice has no decoder` };
}

/** A slice that reaches the ceiling is as much as any pod may ask for. */
const lessThanAsked = (
  offer: Offer,
  { milliGPU = 0 }: Need,
  { ceilingMiB }: Terms,
): Reason | undefined =>
  milliGPU <= offer.claim.milliGPU || usableMiB(offer) >= ceilingMiB
    ? undefined
    : {
        rule: 'fit/share',
        says: `asks for ${gpus(milliGPU)} GPU, the slice counts as ${gpus(offer.claim.milliGPU)}`,
      };

/** Where the name of a card means a slice, a larger slice would hold more than what was asked for. */
export const dearer = ({ claim }: Offer, asked: Claim): Reason | undefined =>
  claim.milliGPU <= asked.milliGPU && claim.MiB <= asked.MiB
    ? undefined
    : {
        rule: 'fit/dearer',
        says: `holds ${gpus(claim.milliGPU)} GPU and ${claim.MiB} MiB, what it asks for ${gpus(asked.milliGPU)} and ${asked.MiB} MiB`,
      };
