/**
 * Nodes that no pin of ours tells apart may still differ in size: a partition of one profile has a few
 * MiB less on some boards, or under another driver. A pod that is sent there lands on either; so what
 * both promise is the smaller, and what both are charged at the larger. Their memory labels would
 * tell them apart, but pins that depend on what else is on the menu are not the same on the next visit.
 */
import type { Menu, Offer, Pool } from '../menu.ts';

type Pools = Pick<Menu, 'pools' | 'resting'>;

/** The same ones where nothing differs, which is nearly always. */
export function agreed({ pools, resting }: Pools): Pools {
  const changed = new Map<Offer, Offer>();
  for (const alike of sharingPins([...pools, ...resting])) {
    const [first] = alike;
    if (first === undefined || alike.every((offer) => sameSize(offer, first))) continue;
    const size = common(alike);
    for (const offer of alike) changed.set(offer, { ...offer, ...size });
  }
  if (changed.size === 0) return { pools, resting };
  const agreeing = (pool: Pool): Pool => ({
    ...pool,
    offers: pool.offers.map((offer) => changed.get(offer) ?? offer),
  });
  return { pools: pools.map(agreeing), resting: resting.map(agreeing) };
}

/** Whole cards are never pinned to, and what has no size promises nothing. */
function sharingPins(pools: readonly Pool[]): Iterable<Offer[]> {
  const groups = new Map<string, Offer[]>();
  for (const { offers } of pools)
    for (const offer of offers) {
      if (offer.mechanism === 'whole' || offer.lacks !== undefined) continue;
      const group = groups.get(pinned(offer));
      if (group === undefined) groups.set(pinned(offer), [offer]);
      else group.push(offer);
    }
  return groups.values();
}

const texts = new WeakMap<Offer, string>();

/** A menu is made anew whenever a pod comes or goes, of the very same offers. */
function pinned(offer: Offer): string {
  const known = texts.get(offer) ?? JSON.stringify([offer.key, offer.pins]);
  texts.set(offer, known);
  return known;
}

export const sameSize = (a: Offer, b: Offer): boolean =>
  a === b ||
  (a.memoryMiB === b.memoryMiB &&
    a.sms === b.sms &&
    a.decoders === b.decoders &&
    a.claim.MiB === b.claim.MiB &&
    a.claim.milliGPU === b.claim.milliGPU);

const common = (
  alike: readonly Offer[],
): Pick<Offer, 'memoryMiB' | 'sms' | 'decoders' | 'claim'> => ({
  memoryMiB: Math.min(...alike.map(({ memoryMiB }) => memoryMiB)),
  sms: Math.min(...alike.map(({ sms }) => sms)),
  decoders: Math.min(...alike.map(({ decoders }) => decoders)),
  claim: {
    milliGPU: Math.max(...alike.map(({ claim }) => claim.milliGPU)),
    MiB: Math.max(...alike.map(({ claim }) => claim.MiB)),
  },
});
