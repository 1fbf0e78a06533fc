/** Money of a month, and only where an operator has set real prices: weights that rank are no money. */
import { priceOf, unpricedFor } from '../core/claim/price-of.ts';
import type { Pod } from '../core/pod.ts';
import type { World } from '../core/world.ts';
import type { Money } from './report.ts';

/** 365 days of 24 hours, divided by twelve: as clouds count. */
const HOURS_A_MONTH = 730;

type Priced = Pick<World, 'menu' | 'catalogue'>;

/** Pods that are alike. */
export type Many = readonly [pod: Pod, pods: number];

/** Of as many pods as stand at once; `unknown` without prices, or where one that matters is missing. */
export function moneyOf(all: Iterable<Many>, { menu, catalogue }: Priced): Money | 'unknown' {
  const { pricedIn } = catalogue;
  if (pricedIn === undefined) return 'unknown';
  let perMonth = 0;
  for (const [pod, pods] of all) {
    const price = priceOf(pod, menu, catalogue);
    if (price === 'unknown') return 'unknown';
    perMonth += (pricedIn.per === 'hour' ? price * HOURS_A_MONTH : price) * pods;
  }
  return { perMonth: cents(perMonth), currency: pricedIn.currency };
}

/** What would have to be priced first; nothing where nobody has set prices, for then money is no matter. */
export function unpricedIn(all: Iterable<Many>, { menu, catalogue }: Priced): string[] {
  if (catalogue.pricedIn === undefined) return [];
  return [...all].flatMap(([pod]) => unpricedFor(pod, menu, catalogue));
}

/** A sum that lacks a part would be taken for the whole, so then there is none. */
export function sumOf(parts: readonly (Money | 'unknown')[]): Money | 'unknown' {
  const known = parts.filter((part) => part !== 'unknown');
  const [first] = known;
  if (first === undefined || known.length < parts.length) return 'unknown';
  if (known.some(({ currency }) => currency !== first.currency)) return 'unknown';
  return { ...first, perMonth: cents(known.reduce((sum, { perMonth }) => sum + perMonth, 0)) };
}

/** Hundredths: two runs must print the same digits, whatever order they added in. */
const cents = (amount: number): number => Math.round(amount * 100) / 100;
