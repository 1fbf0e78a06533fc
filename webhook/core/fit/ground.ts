/** Where a pod could get a slice: the pools that its policy gives, and their nodes. */
import { withFractions } from './fraction.ts';
import { isSlice } from './legal.ts';
import type { NodeState, Offer, Pool } from '../menu.ts';
import type { Pod, Toleration } from '../pod.ts';
import { rankOf, type Rank } from './rank.ts';
import { nodesFor } from './room.ts';
import { constrained, expressionsHold } from '../selector.ts';
import type { Terms } from '../terms.ts';
import { givenParts } from './trust.ts';

interface Wished {
  readonly pod: Pod;
  readonly terms: Terms;
  readonly pools: readonly Pool[];
}

export interface Ground {
  readonly pool: Pool;
  readonly nodes: readonly NodeState[];
  /** Its slices, in the order in which they stand there. */
  readonly slices: readonly Ranked[];
}

export interface Ranked {
  readonly offer: Offer;
  readonly rank: Rank;
}

/** Most pods say nothing about nodes but the tolerations that all are given: then the answer is the policy's alone. */
const grounds = new WeakMap<readonly Pool[], WeakMap<Terms, Map<string, readonly Ground[]>>>();
const MOST_KEPT = 50;

/** Pools with slices, as far as the policy gives them, and the nodes of each that the pod may go to. */
export function groundOf(wish: Wished): readonly Ground[] {
  if (constrained(wish.pod)) return groundFor(wish);
  const kept = keptFor(wish);
  const tolerated = JSON.stringify(wish.pod.spec.tolerations ?? []);
  const known = kept.get(tolerated);
  if (known !== undefined) return known;
  const ground = groundFor(wish);
  if (kept.size < MOST_KEPT) kept.set(tolerated, ground);
  return ground;
}

function keptFor({ pools, terms }: Wished): Map<string, readonly Ground[]> {
  const byTerms = grounds.get(pools) ?? new WeakMap<Terms, Map<string, readonly Ground[]>>();
  grounds.set(pools, byTerms);
  const kept = byTerms.get(terms) ?? new Map<string, readonly Ground[]>();
  byTerms.set(terms, kept);
  return kept;
}

function groundFor(wish: Wished): Ground[] {
  const tolerated = tolerations(wish.terms);
  return wish.pools
    .map((pool) => withFractions(pool, wish.terms))
    .filter(({ offers }) => offers.some(isSlice))
    .flatMap((pool) => givenParts(pool, wish.terms))
    .map((pool) => ({
      pool,
      nodes: nodesIn(wish, pool, tolerated),
      slices: pool.offers
        .filter(isSlice)
        .map((offer) => ({ offer, rank: rankOf([offer], wish.terms) })),
    }));
}

/** Those of the pool that the pod may go to, for what it says and what the policy requires. */
export const nodesIn = (
  { pod, terms }: Pick<Wished, 'pod' | 'terms'>,
  pool: Pool,
  tolerated: readonly Toleration[],
): readonly NodeState[] => {
  const nodes = nodesFor(pod, pool, tolerated);
  return terms.require.length === 0
    ? nodes
    : nodes.filter(({ labels }) => expressionsHold(terms.require, labels));
};

/** The tolerations our placement would add: any value of the policy's taint keys. */
export const tolerations = (terms: Terms): Toleration[] =>
  terms.tolerate.map((key) => ({ key, operator: 'Exists', effect: 'NoSchedule' }));
