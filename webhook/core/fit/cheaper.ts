/**
 * What else on the menu would hold what a pod was seen to use, for less: slices that its policy allows,
 * and whole cards of the products that it lists, which are no slices and so no choice of ours.
 */
import { nodesIn, tolerations } from './ground.ts';
import { forbidden, isSlice, tooSmall } from './legal.ts';
import type { Menu, Offer, Pool } from '../menu.ts';
import type { Need } from './need.ts';
import type { Pod } from '../pod.ts';
import { hasRoom, nodesFor, otherRequests, wouldHaveRoom } from './room.ts';
import type { Slot } from './slots.ts';
import type { Terms } from '../terms.ts';
import { givenParts } from './trust.ts';

/** Relative, as long as nobody has set real prices; `Infinity` where a price is missing. */
export const costOf = ({ price, claim }: Offer): number => price * claim.milliGPU;

/** The dearest thing of that name that it may be given, as it stands. */
export function heldBy(pod: Pod, resource: string, menu: Menu): Offer | undefined {
  let held: Offer | undefined;
  for (const pool of [...menu.pools, ...menu.resting])
    for (const offer of pool.offers)
      if (
        offer.resource === resource &&
        nodesFor(pod, pool).length > 0 &&
        (held === undefined || costOf(offer) > costOf(held))
      )
        held = offer;
  return held;
}

export interface Sought {
  /** As it may be placed elsewhere. */
  readonly pod: Pod;
  readonly slot: Slot;
  readonly need: Need;
  readonly terms: Terms;
  readonly menu: Menu;
}

/** The cheapest of the same vendor that costs less than what it holds, and has room now or once its node is made. */
export function cheapestBelow(held: Offer, sought: Sought): Offer | undefined {
  let found: Offer | undefined;
  for (const pool of poolsFor(sought))
    for (const offer of pool.offers)
      if (
        offer.vendor === held.vendor &&
        costOf(offer) < costOf(found ?? held) &&
        holds(offer, pool, sought) &&
        hasPlace(offer, pool, sought)
      )
        found = offer;
  return found;
}

/** In the parts that the policy gives; of the cards of another engine nobody knows which are whole. */
const poolsFor = ({ terms, menu }: Sought): readonly Pool[] =>
  menu.pools
    .filter(({ engine }) => engine === undefined)
    .flatMap((pool) => givenParts(pool, terms));

/** What goes by a resource name alone: a claim or a fraction asks for more than another name. */
const holds = (offer: Offer, pool: Pool, { slot, need, terms }: Sought): boolean =>
  offer.form === undefined &&
  (isSlice(offer) ? forbidden(offer, pool, slot, terms) : offer.lacks) === undefined &&
  tooSmall(offer, slot, need, terms) === undefined;

function hasPlace(offer: Offer, pool: Pool, { pod, terms }: Sought): boolean {
  const units = { [offer.resource]: 1 };
  const other = otherRequests(pod);
  return nodesIn({ pod, terms }, pool, tolerations(terms)).some(
    (node) =>
      (hasRoom(node, units) && hasRoom(node, other)) ||
      (wouldHaveRoom(node, units) && wouldHaveRoom(node, other)),
  );
}
