/** Which of two options is the better one. */
import { rung } from './legal.ts';
import type { Offer } from '../menu.ts';
import type { Terms } from '../terms.ts';

/** What options are compared by, in this order; made once, because sorting asks often. */
export interface Rank {
  /** The last rung of the ladder it needs; 0 where the policy says cheapest. */
  readonly rung: number;
  /** Price × milliGPU. */
  readonly cost: number;
  readonly milliGPU: number;
  readonly MiB: number;
  readonly name: string;
}

export function rankOf(picks: readonly Offer[], terms: Terms): Rank {
  let [last, cost, milliGPU, MiB, name] = [0, 0, 0, 0, ''];
  for (const { mechanism, price, claim, key } of picks) {
    if (terms.choose === 'ladder') last = Math.max(last, rung(terms.ladder, mechanism));
    cost += price * claim.milliGPU;
    milliGPU += claim.milliGPU;
    MiB += claim.MiB;
    name += `${key},`;
  }
  return { rung: last, cost, milliGPU, MiB, name };
}

export const byRank = (a: { readonly rank: Rank }, b: { readonly rank: Rank }): number =>
  a.rank.rung - b.rank.rung ||
  order(a.rank.cost, b.rank.cost) ||
  a.rank.milliGPU - b.rank.milliGPU ||
  a.rank.MiB - b.rank.MiB ||
  order(a.rank.name, b.rank.name);

/** Not by subtraction: a missing price is `Infinity`, and Infinity − Infinity is no number. */
const order = <T extends number | string>(a: T, b: T): number => (a < b ? -1 : a > b ? 1 : 0);
