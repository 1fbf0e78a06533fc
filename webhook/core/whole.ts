/**
 * Whole means whole. Where some nodes' `nvidia.com/gpu` is a slice (time-slicing that was not
 * renamed, MIG strategy single), a pod that must have the card is kept off them; where nothing
 * would remain for it, it stays as it is and we say so.
 */
import { gpuAsks } from './asks.ts';
import type { Edit, Reason } from './decision.ts';
import type { Menu, Offer, Pool } from './menu.ts';
import { PRODUCT_LABEL } from './offers.ts';
import type { MatchExpression, Pod } from './pod.ts';
import { effectiveRequests } from './requests.ts';
import { hasRoom, nodesFor } from './room.ts';

const WHOLE = 'nvidia.com/gpu';

export interface WholeEdits {
  readonly edits: readonly Edit[];
  /** Set where the pod would have to be kept off every node that could take it. */
  readonly note?: Reason;
}

export function keepWhole(pod: Pod, menu: Menu): WholeEdits {
  if (!gpuAsks(pod).some(({ resource }) => resource === WHOLE)) return { edits: [] };
  const offering = menu.pools.flatMap((pool) =>
    pool.offers.filter(({ resource }) => resource === WHOLE).map((offer) => ({ pool, offer })),
  );
  const [cards, slices] = [true, false].map((whole) =>
    offering.filter(
      ({ pool, offer }) =>
        (offer.mechanism === 'whole') === whole && nodesFor(pod, pool).length > 0,
    ),
  );
  if (slices === undefined || slices.length === 0) return { edits: [] };
  // No label tells a node apart where claims make slices of the card's own name.
  const apart = slices.every(({ offer }) => offer.allocated !== true);
  const remains = apart && whatRemains(pod, cards ?? [], slices);
  if (!remains)
    return {
      edits: [],
      note: {
        rule: 'placement/no-whole-gpu',
        says: 'only nodes whose nvidia.com/gpu is a slice could take it now, so it stays as it is',
      },
    };
  return { edits: [{ kind: 'nodeAffinity', require: exclusion(offering, slices) }] };
}

interface Offering {
  readonly pool: Pool;
  readonly offer: Offer;
}

/** A whole card with room, or at least one to wait for where no twin would be bound to a slice. */
function whatRemains(pod: Pod, cards: readonly Offering[], slices: readonly Offering[]): boolean {
  const wanted = effectiveRequests(pod);
  const room = ({ pool }: Offering) => nodesFor(pod, pool).some((node) => hasRoom(node, wanted));
  return cards.some(room) || (cards.length > 0 && !slices.some(room));
}

/** By product label where sharing shows in it; by sharing strategy where both kinds carry one label, or none. */
function exclusion(all: readonly Offering[], slices: readonly Offering[]): MatchExpression[] {
  const labelsOf = (list: readonly Offering[]) =>
    new Set(
      list.flatMap(({ offer }) =>
        offer.pins.filter(({ key }) => key === PRODUCT_LABEL).flatMap(({ values }) => values ?? []),
      ),
    );
  const cards = labelsOf(all.filter(({ offer }) => offer.mechanism === 'whole'));
  const sliced = [...labelsOf(slices)];
  const apart = sliced.filter((label) => !cards.has(label)).toSorted();
  const expressions: MatchExpression[] = [];
  if (apart.length > 0) expressions.push({ key: PRODUCT_LABEL, operator: 'NotIn', values: apart });
  const unlabelled = slices.some(({ offer }) => offer.pins.length === 0);
  if (sliced.length > apart.length || unlabelled)
    expressions.push({
      key: 'nvidia.com/gpu.sharing-strategy',
      operator: 'NotIn',
      values: ['mps', 'time-slicing'],
    });
  return expressions;
}
