/** What a pod costs: its Claim times the price of the card, the dearest it may land on; never stored. */
import { gpuAsks } from '../asks.ts';
import { WHOLE_CARD } from '../fit/fraction.ts';
import { UNKNOWN } from '../menu/offers.ts';
import type { Menu, Offer } from '../menu.ts';
import type { Pod } from '../pod.ts';
import { foreignOf, type Catalogue } from '../products/catalogue.ts';
import { amountsIn, poolAdmits } from './claim-of.ts';
import { kaiClaim } from './fraction-claim.ts';

/** `unknown` where nothing it may land on has a price. In the currency and time of the prices. */
export function priceOf(pod: Pod, menu: Menu, catalogue: Catalogue): number | 'unknown' {
  if (gpuAsks(pod).some(({ count }) => count === 'invalid')) return 'unknown';
  const claimed = (pod.spec.resourceClaims ?? []).flatMap((claim) => {
    const cost = menu.claimed(pod.metadata.namespace ?? '', claim);
    return cost === 'nothing' ? [] : [[cost.resource, cost.count] as const];
  });
  let price = 0;
  for (const [resource, count] of [...Object.entries(amountsIn(pod, menu, catalogue)), ...claimed])
    if (count > 0) price += count * unitPrice(resource, pod, menu, catalogue);
  const part = kaiClaim(pod, () => ({ milliGPU: 1000, MiB: 1 })).milliGPU / 1000;
  if (part > 0) price += part * unitPrice(WHOLE_CARD, pod, menu, catalogue);
  return Number.isFinite(price) ? price : 'unknown';
}

/** Cards that a pod may land on and nobody has priced, and resources that nothing is known of. */
export function unpricedFor(pod: Pod, menu: Menu, catalogue: Catalogue): string[] {
  const asked = Object.entries(amountsIn(pod, menu, catalogue)).filter(([, count]) => count > 0);
  const missing = asked.flatMap(([resource]) => {
    const offers = offersFor(resource, pod, menu);
    if (offers.length === 0)
      return unitPrice(resource, pod, menu, catalogue) === Infinity ? [resource] : [];
    return offers
      .filter(({ price }) => price === Infinity)
      .map(({ product }) => (product === UNKNOWN ? `${resource} of an unknown model` : product));
  });
  return [...new Set(missing)];
}

/** Of one unit; `Infinity` where nobody says. */
function unitPrice(resource: string, pod: Pod, menu: Menu, catalogue: Catalogue): number {
  const offers = offersFor(resource, pod, menu);
  if (offers.length > 0)
    return Math.max(...offers.map(({ price, claim }) => (price * claim.milliGPU) / 1000));
  const foreign = foreignOf(resource, catalogue);
  return foreign?.milliGPU === 0 && foreign.as === undefined ? 0 : Infinity;
}

/** A bound pod has met one; of an unpinned one a node out of service may be back before it is placed. */
function offersFor(resource: string, pod: Pod, menu: Menu): Offer[] {
  const named = (offers: readonly Offer[]) => offers.filter((one) => one.resource === resource);
  const bound = pod.spec.nodeName ? named(menu.offersOn(pod.spec.nodeName)) : [];
  if (bound.length > 0) return bound;
  return [...menu.pools, ...menu.resting]
    .filter((pool) => named(pool.offers).length > 0 && poolAdmits(pod, pool))
    .flatMap(({ offers }) => named(offers));
}
