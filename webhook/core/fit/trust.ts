/**
 * Whose cards a workload may share. Where no wall divides a card's memory (turns, MPS, fractions), a
 * policy gives pools to a team by their node labels or declares the cluster one trust domain.
 */
import type { Mechanism } from '../decision.ts';
import type { Pool } from '../menu.ts';
import type { Labels } from '../pod.ts';
import { holdsAll } from '../selector.ts';
import type { Terms, Trust } from '../terms.ts';

/** `undefined` where the hardware keeps neighbours apart. */
export function trustOf(mechanism: Mechanism, terms: Terms): Trust | undefined {
  if (mechanism === 'timeSlice' || mechanism === 'mps') return terms[mechanism];
  return mechanism === 'fraction' && terms.fraction !== 'none' ? terms.fraction : undefined;
}

/** The node labels by which the policy gives a shared pool to the team; none are needed in one trust domain. */
export const givenBy = (pool: Pool, { trustDomain, pools }: Trust): Labels | undefined =>
  trustDomain === 'cluster'
    ? {}
    : pools.find((labels) => pool.nodes.every((node) => holdsAll(node.labels, labels)));

/**
 * A pool of alike nodes may belong to several teams. It is offered as it is, which is enough for
 * what has walls; and each part of it that the policy gives, for what has none.
 */
export function givenParts(pool: Pool, terms: Terms): readonly Pool[] {
  if (givesNone(terms)) return [pool];
  const parts = new Map<string, Pool>();
  for (const mechanism of new Set(pool.offers.map((offer) => offer.mechanism))) {
    const trust = trustOf(mechanism, terms);
    if (trust === undefined || givenBy(pool, trust) !== undefined) continue;
    for (const labels of trust.pools) {
      const nodes = pool.nodes.filter((node) => holdsAll(node.labels, labels));
      if (nodes.length > 0) parts.set(JSON.stringify(labels), { ...pool, nodes });
    }
  }
  return [pool, ...parts.values()];
}

const givesNone = ({ timeSlice, mps, fraction }: Terms): boolean =>
  timeSlice.pools.length === 0 &&
  mps.pools.length === 0 &&
  (fraction === 'none' || fraction.pools.length === 0);
