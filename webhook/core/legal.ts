/** Whether one offer may serve one slot, whatever is free: the reasons a road is closed. */
import type { Claim } from './claim.ts';
import type { Mechanism, Reason } from './decision.ts';
import { preallocates } from './engine.ts';
import type { Offer, Pool } from './menu.ts';
import type { Labels } from './pod.ts';
import { holdsAll } from './selector.ts';
import type { Need } from './need.ts';
import type { Slot } from './slots.ts';
import type { Terms } from './terms.ts';
import { gpus } from './text.ts';

/** A time-sliced neighbour has no wall: keep a margin for contexts and allocator slack. */
const SHARED_ROOM = 0.92;

/** What we may put a pod on: no whole card, no MPS pool. One that lacks a figure is closed by `forbidden`. */
export const isSlice = ({ mechanism }: Offer): boolean =>
  mechanism === 'mig' || mechanism === 'timeSlice';

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
  if (offer.mechanism !== 'timeSlice') return undefined;
  if (givenBy(pool, terms) === undefined)
    return { rule: 'policy/pool', says: 'the policy does not give this shared pool to the team' };
  const engine = slot.seats
    .map(({ container }) => preallocates(container))
    .find((name) => name !== undefined);
  return engine === undefined
    ? undefined
    : {
        rule: 'fit/preallocates',
        says: `${engine} takes a fraction of the whole card, which neighbours need`,
      };
}

/** The node labels by which the policy gives a shared pool to the team; none are needed in one trust domain. */
export const givenBy = (pool: Pool, { timeSlice }: Terms): Labels | undefined =>
  timeSlice.trustDomain === 'cluster'
    ? {}
    : timeSlice.pools.find((labels) => pool.nodes.every((node) => holdsAll(node.labels, labels)));

/** A pool of alike nodes may belong to several teams: the parts of it that the policy gives, else all of it. */
export function givenParts(pool: Pool, { timeSlice }: Terms): readonly Pool[] {
  const shared = pool.offers.some(({ mechanism }) => mechanism === 'timeSlice');
  if (!shared || timeSlice.trustDomain === 'cluster') return [pool];
  const parts = timeSlice.pools
    .map((labels) => pool.nodes.filter((node) => holdsAll(node.labels, labels)))
    .filter((nodes) => nodes.length > 0);
  return parts.length === 0 ? [pool] : parts.map((nodes) => ({ ...pool, nodes }));
}

/** MiB of a slice that a need may fill. */
export const usableMiB = ({ replicas, memoryMiB }: Offer): number =>
  replicas > 1 ? Math.floor(SHARED_ROOM * memoryMiB) : memoryMiB;

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
  if (need.sms > offer.sms)
    return { rule: 'fit/compute', says: `needs ${need.sms} SMs, the slice gives ${offer.sms}` };
  if (offer.decoders === 0 && wantsVideo(slot))
    return { rule: 'fit/no-decoder', says: 'wants the video capability; the slice has no decoder' };
  return undefined;
}

/** Where the name of a card means a slice, a larger slice would hold more than what was asked for. */
export const dearer = ({ claim }: Offer, asked: Claim): Reason | undefined =>
  claim.milliGPU <= asked.milliGPU && claim.MiB <= asked.MiB
    ? undefined
    : {
        rule: 'fit/dearer',
        says: `holds ${gpus(claim.milliGPU)} GPU and ${claim.MiB} MiB, what it asks for ${gpus(asked.milliGPU)} and ${asked.MiB} MiB`,
      };

export const wantsVideo = ({ seats }: Slot): boolean =>
  seats.some(({ container }) =>
    container.env?.some(
      ({ name, value }) =>
        name === 'NVIDIA_DRIVER_CAPABILITIES' && (value ?? '').split(',').includes('video'),
    ),
  );
