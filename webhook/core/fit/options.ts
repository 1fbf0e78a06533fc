/**
 * Every way the menu could serve a pod's slots, best first. One node must serve all of them, so an
 * option is a pool and one offer of it for each slot.
 */
import type { BackedOff } from '../back-off.ts';
import { provedTooSmall } from './backed-off.ts';
import type { Claim } from '../claim.ts';
import type { Candidate, Reason } from '../decision.ts';
import { openTo, overlapping } from './dra.ts';
import { fewer, wrongScheduler } from './fraction.ts';
import { groundOf, tolerations, type Ground, type Ranked } from './ground.ts';
import { dearer, forbidden, tooSmall } from './legal.ts';
import type { NodeState, Offer, Pool } from '../menu.ts';
import type { Need } from './need.ts';
import type { MatchExpression, Pod } from '../pod.ts';
import { byRank, rankOf, type Rank } from './rank.ts';
import {
  anyDeclared,
  hasRoom,
  nodesFor,
  otherRequests,
  within,
  wouldHaveRoom,
  type Amounts,
} from './room.ts';
import { untolerated } from '../selector.ts';
import type { Slot } from './slots.ts';
import type { Terms } from '../terms.ts';
import { deviceNamed } from '../vendor.ts';
import { missing, zonesOf, type Zones } from './volumes.ts';

export interface Option {
  readonly pool: Pool;
  /** One offer for each slot, in their order. */
  readonly picks: readonly Offer[];
  /** Whether a node has the room now. */
  readonly free: boolean;
  /** Whether a declared node would have it, once it is made. */
  readonly onDemand: boolean;
  readonly rank: Rank;
}

export interface Options {
  /** Legal and satisfiable, best first. */
  readonly open: readonly Option[];
  /** For each slot, each slice on the menu and why it was passed over. */
  readonly candidates: readonly (readonly Candidate[])[];
}

export interface Wish {
  readonly pod: Pod;
  readonly slots: readonly Slot[];
  readonly terms: Terms;
  readonly pools: readonly Pool[];
  /** What one unit of what it asks for holds. */
  readonly asked: Claim;
  /** What its containers have died on, and that is not over. */
  readonly backedOff: readonly BackedOff[];
  /** Closes an offer to a slot for a reason of size; siblings come without one. */
  readonly closed: (offer: Offer, slot: Slot, at: number) => Reason | undefined;
}

export function optionsFor(wish: Wish): Options {
  const seen = wish.slots.map(() => new Map<string, Candidate>());
  const open: Option[] = [];
  const other = otherRequests(wish.pod);
  const zones = wish.terms.volumes === 'zonal' ? zonesOf(wish.pod, wish.pools) : undefined;
  for (const ground of groundOf(wish))
    open.push(...optionsIn(wish, { ...ground, other, seen, zones }));
  return {
    open: open.toSorted(byRank),
    candidates: seen.map((candidates) => fewer([...candidates.values()])),
  };
}

interface Part extends Ground {
  readonly other: Amounts;
  readonly seen: readonly Map<string, Candidate>[];
  /** Where a volume may want the pod, if it has one. */
  readonly zones: Zones | undefined;
}

function optionsIn(wish: Wish, part: Part): Option[] {
  const { pool, nodes, seen, zones } = part;
  const place =
    nodes.length > 0
      ? zones && elsewhere(zones, nodes)
      : { rule: 'placement/unsatisfiable' as const, says: unsatisfiable(wish, pool) };
  const looks = wish.slots.map((slot, at) => legalOffers(wish, part, { slot, at, place }));
  const options: Option[] = [];
  for (const { picks, rank } of combinations(looks, wish.terms)) {
    const found = overlapping(picks) ? undefined : howFree(picks, part);
    if (found !== undefined) options.push({ pool, picks, rank, ...found });
  }
  for (const [at, { legal, closed }] of looks.entries()) {
    const taken = (offer: Offer): boolean => options.some(({ picks }) => picks[at] === offer);
    for (const [offer, why] of closed) note(seen[at], offer, why);
    for (const { offer } of legal) note(seen[at], offer, taken(offer) ? undefined : TOO_LARGE);
  }
  return options;
}

/** A node that is yet to be made may be made in any zone. */
function elsewhere({ ever }: Zones, nodes: readonly NodeState[]): Reason | undefined {
  const zone = missing(ever, nodes);
  return zone === undefined
    ? undefined
    : {
        rule: 'placement/volume',
        says: `its volume may be bound ${zone === '' ? 'where nodes have no zone' : `to zone ${zone}`}, where there is none of it`,
      };
}

/** One that no node could take even empty is not sold out: it would never come. */
export function howFree(
  picks: readonly Offer[],
  { nodes, other, zones }: Pick<Part, 'nodes' | 'other' | 'zones'>,
): Pick<Option, 'free' | 'onDemand'> | undefined {
  const units = unitsOf(picks);
  if (!nodes.some(({ capacity }) => within(capacity, units) && within(capacity, other)))
    return undefined;
  const room = (node: NodeState) => hasRoom(node, units) && hasRoom(node, other);
  const made = (node: NodeState) => wouldHaveRoom(node, units) && wouldHaveRoom(node, other);
  return {
    free:
      nodes.some(room) &&
      (zones === undefined || missing(zones.now, nodes.filter(room)) === undefined),
    onDemand: anyDeclared(nodes) && nodes.some(made),
  };
}

const TOO_LARGE: Reason = {
  rule: 'placement/unsatisfiable',
  says: 'no node of it could hold the pod, even empty',
};

/** A pod with many GPU containers on a finely cut node has more ways than anyone needs: the best few. */
const MOST_COMBINATIONS = 256;

function combinations(looks: readonly Looked[], terms: Terms): Pick<Option, 'picks' | 'rank'>[] {
  const [only, ...others] = looks;
  // Nearly every pod has one container with a GPU.
  if (only !== undefined && others.length === 0)
    return only.legal
      .slice(0, MOST_COMBINATIONS)
      .map(({ offer, rank }) => ({ picks: [offer], rank }));
  let all: Offer[][] = [[]];
  for (const { legal } of looks)
    all = all
      .flatMap((picks) => legal.map(({ offer }) => [...picks, offer]))
      .slice(0, MOST_COMBINATIONS);
  return all.map((picks) => ({ picks, rank: rankOf(picks, terms) }));
}

interface Look {
  readonly slot: Slot;
  readonly at: number;
  readonly place: Reason | undefined;
}

interface Looked {
  /** Best first. */
  readonly legal: readonly Ranked[];
  readonly closed: readonly (readonly [Offer, Reason])[];
}

/** A slice of the vendor it asks for, and of its namespace: others are not even spoken of. */
function legalOffers(wish: Wish, { pool, slices }: Ground, { slot, at, place }: Look): Looked {
  const vendor = deviceNamed(slot.asked)?.vendor.name;
  const legal: Ranked[] = [];
  const closed: [Offer, Reason][] = [];
  for (const ranked of slices) {
    const { offer } = ranked;
    if (offer.vendor !== vendor || !openTo(offer, wish.pod)) continue;
    const why = against(wish, pool, offer, { slot, at, place });
    if (why === undefined) legal.push(ranked);
    else closed.push([offer, why]);
  }
  return { legal: legal.toSorted(byRank), closed };
}

/** The first reason that closes it: who may, then who has tried, then what fits. */
const against = (
  wish: Wish,
  pool: Pool,
  offer: Offer,
  { slot, at, place }: Look,
): Reason | undefined =>
  wrongScheduler(offer, slot, wish) ??
  forbidden(offer, pool, slot, wish.terms) ??
  provedTooSmall(offer, slot, wish.backedOff) ??
  wish.closed(offer, slot, at) ??
  dearer(offer, wish.asked) ??
  place;

/** The same slice may stand in several pools: an open one tells more than a closed one, and one that does not fit more than one that is not given. */
function note(
  seen: Map<string, Candidate> | undefined,
  offer: Offer,
  rejectedBy: Reason | undefined,
): void {
  const known = seen?.get(offer.key);
  if (known !== undefined && tells(known.rejectedBy) >= tells(rejectedBy)) return;
  const candidate = { slice: offer.key, mechanism: offer.mechanism, cost: offer.claim };
  seen?.set(offer.key, rejectedBy === undefined ? candidate : { ...candidate, rejectedBy });
}

const tells = (why: Reason | undefined): number =>
  why === undefined ? 2 : why.rule.startsWith('policy/') ? 0 : 1;

/** Where nothing is free: what an autoscaler would make room for, else as if all were free. */
export const toWaitFor = (open: readonly Option[]): Option | undefined =>
  open.find(({ onDemand }) => onDemand) ?? open[0];

export const bySize =
  (needs: readonly Need[], terms: Terms) =>
  (offer: Offer, slot: Slot, at: number): Reason | undefined => {
    const need = needs[at];
    return need === undefined ? undefined : tooSmall(offer, slot, need, terms);
  };

function unsatisfiable(wish: Wish, pool: Pool): string {
  const taints = untolerated(pool.taints, [
    ...(wish.pod.spec.tolerations ?? []),
    ...tolerations(wish.terms),
  ]);
  if (taints.length > 0)
    return `its nodes are tainted ${taints.map(({ key, value }) => (value ? `${key}=${value}` : key)).join(', ')}, which neither the pod nor the policy tolerates`;
  return nodesFor(wish.pod, pool, tolerations(wish.terms)).length > 0
    ? `no node of it that the pod may go to has what the policy requires: ${wish.terms.require.map(worded).join(', ')}`
    : 'no node of it satisfies the node selector and affinity of the pod';
}

const worded = ({ key, operator, values = [] }: MatchExpression): string =>
  [key, operator, ...values].join(' ');

export function unitsOf(picks: readonly Offer[]): Record<string, number> {
  const units: Record<string, number> = {};
  for (const { resource } of picks) units[resource] = (units[resource] ?? 0) + 1;
  return units;
}
