/** What a pod costs: its Claim times the price of the card, the dearest it may land on; never stored. */
import { gpuAsks } from '../asks.ts';
import type { Menu } from '../menu.ts';
import type { Pod } from '../pod.ts';
import { poolAdmits } from './claim-of.ts';

/** `unknown` where nothing it may land on has a price. In the currency and time of the prices. */
export function priceOf(pod: Pod, menu: Menu): number | 'unknown' {
  let price = 0;
  for (const { seat, resource, count } of gpuAsks(pod)) {
    if (count === 'invalid') return 'unknown';
    // One that only prepares uses the same slice, as Claims have it.
    if (seat.role === 'init') continue;
    const dearest = Math.max(
      -1,
      ...menu.pools
        .filter((pool) => pool.offers.some((offer) => offer.resource === resource))
        .filter((pool) => poolAdmits(pod, pool))
        .flatMap(({ offers }) => offers)
        .filter((offer) => offer.resource === resource)
        .map((offer) => (offer.price * offer.claim.milliGPU) / 1000),
    );
    if (dearest < 0 || !Number.isFinite(dearest)) return 'unknown';
    price += dearest * count;
  }
  return price;
}
