/**
 * Whole means whole. Where some nodes' `nvidia.com/gpu` is a slice (time-slicing that was not
 * renamed, MIG strategy single), a pod that must have the card is kept off them; where nothing
 * would remain for it, it stays as it is and we say so.
 */
import { gpuAsks } from '../asks.ts';
import type { Edit, Reason } from '../decision.ts';
import { edited } from '../edits/edited.ts';
import type { Menu, Offer, Pool } from '../menu.ts';
import type { MatchExpression, Pod } from '../pod.ts';
import { nodesFor, waitsForUs } from './room.ts';
import { namesWhole } from '../vendor.ts';

export interface WholeEdits {
  readonly edits: readonly Edit[];
  /** Set where the pod would have to be kept off every node that could take it. */
  readonly note?: Reason;
}

export function keepWhole(pod: Pod, menu: Menu): WholeEdits {
  const wholes = new Set(
    gpuAsks(pod)
      .map(({ resource }) => resource)
      .filter(namesWhole),
  );
  const offering = menu.pools.flatMap((pool) =>
    pool.offers.filter(({ resource }) => wholes.has(resource)).map((offer) => ({ pool, offer })),
  );
  const reached = offering.filter(({ pool }) => nodesFor(pod, pool).length > 0);
  const cards = reached.filter(({ offer }) => offer.mechanism === 'whole');
  const slices = reached.filter(({ offer }) => offer.mechanism !== 'whole');
  const [first] = slices;
  if (first === undefined) return { edits: [] };
  // No label tells a node apart where claims make slices of the card's own name.
  const apart = slices.every(({ offer }) => offer.allocated !== true);
  const edit: Edit = { kind: 'nodeAffinity', require: exclusion(offering, slices) };
  const remains = cards.length > 0 && !waitsForUs(pod, edited(pod, [edit]), menu);
  if (apart && remains) return { edits: [edit] };
  return {
    edits: [],
    note: {
      rule: 'placement/no-whole-gpu',
      says: `only nodes whose ${first.offer.resource} is a slice could take it now, so it stays as it is`,
    },
  };
}

interface Offering {
  readonly pool: Pool;
  readonly offer: Offer;
}

/**
 * By the first label of each slice that no card carries: the product's where sharing shows in it,
 * else the one that tells how it is shared or cut.
 */
function exclusion(all: readonly Offering[], slices: readonly Offering[]): MatchExpression[] {
  const cards = new Set(
    all.filter(({ offer }) => offer.mechanism === 'whole').flatMap(({ offer }) => labelsOf(offer)),
  );
  const apart = new Map<string, Set<string>>();
  for (const { offer } of slices) {
    const [key, value] = labelsOf(offer)
      .find((label) => !cards.has(label))
      ?.split('=', 2) ?? [STRATEGY];
    const values = apart.get(key ?? STRATEGY) ?? new Set<string>();
    for (const one of key === STRATEGY ? STRATEGIES : [value ?? '']) values.add(one);
    apart.set(key ?? STRATEGY, values);
  }
  // The vendor's own label first, as placements are written elsewhere.
  return [...apart].toSorted(byKey).map(([key, values]) => ({
    key,
    operator: 'NotIn',
    values: [...values].toSorted(),
  }));
}

const STRATEGY = 'nvidia.com/gpu.sharing-strategy';
/** One that is shared in another way tomorrow is no whole card either; also for nodes without any label. */
const STRATEGIES = ['mps', 'time-slicing'];

const labelsOf = ({ pins }: Offer): string[] =>
  pins.flatMap(({ key, values = [] }) => values.map((value) => `${key}=${value}`));

/** No two have one key. */
const byKey = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number =>
  a < b ? -1 : 1;
