/**
 * The road taken: the shape of live siblings, else the first rung of the ladder with a legal slice
 * that has room, else the whole card.
 */
import { backedOffFrom } from './backed-off.ts';
import { inForce } from './in-force.ts';
import { unitOf } from '../claim/claim-of.ts';
import type { Candidate, Mechanism, Reason } from '../decision.ts';
import { usableMiB } from './legal.ts';
import type { Offer } from '../menu.ts';
import type { Need } from './need.ts';
import { bySize, optionsFor, toWaitFor, type Option, type Options, type Wish } from './options.ts';
import type { Question } from '../question.ts';
import { twinBound, twinOnDemand } from './room.ts';
import { needsOf, slotsOf, withCaches, type Needed, type Slot } from './slots.ts';
import type { Terms } from '../terms.ts';
import { nothingFits } from './uncut.ts';
import { gpus } from '../text.ts';

export interface Choice {
  readonly slots: readonly Slot[];
  /** `whole` keeps what was asked for. */
  readonly option: Option | 'whole';
  readonly because: Reason;
  readonly candidates: readonly (readonly Candidate[])[];
  /** All legal options, taken or not: what a second visit may find as our own work. */
  readonly legal: readonly Option[];
}

/** What the slots need, or why that is not known. */
export interface Wanted extends Needed {
  readonly slots: readonly Slot[];
}

export function wantedBy(question: Question, terms: Terms): Wanted {
  const slots = withCaches(slotsOf(question.asks), question, terms);
  return { slots, ...needsOf(slots, question, terms) };
}

export function choose(question: Question, terms: Terms, wanted: Wanted): Choice {
  const { slots } = wanted;
  const sibling = terms.adopt === 'onRollout' ? likeSiblings(question, terms, slots) : undefined;
  if (sibling !== undefined && sibling.because.rule !== 'fit/sibling-sold-out') return sibling;
  const anew = chooseAnew(question, terms, wanted, sibling);
  if (sibling === undefined) return anew;
  const legal = [...sibling.legal, ...anew.legal];
  const waits = anew.option === 'whole' || !anew.option.free;
  const alike = toWaitFor(sibling.legal);
  // As if everything were free, it is what its siblings are.
  return waits && cardsToTake(question, alike) === undefined
    ? { ...sibling, legal, option: alike ?? 'whole', because: soldOutAsAll(sibling) }
    : { ...anew, legal };
}

const soldOutAsAll = ({ because }: Choice): Reason => ({
  rule: 'fit/sibling',
  says: `${because.says} as all else is`,
});

function chooseAnew(
  question: Question,
  terms: Terms,
  { slots, needs }: Wanted,
  sibling: Choice | undefined,
): Choice {
  if ('rule' in needs) return unknownNeed(slots, needs, sibling);
  const options = optionsFor({ ...wishOf(question, terms, slots), closed: bySize(needs, terms) });
  return fromMenu(question, { slots, needs, options, terms, fallen: sibling?.because });
}

/** Whole, because nobody knows what it needs; or because its siblings' shape is sold out besides. */
function unknownNeed(slots: readonly Slot[], why: Reason, fallen: Choice | undefined): Choice {
  if (fallen === undefined)
    return { slots, option: 'whole', because: why, candidates: [], legal: [] };
  return { ...fallen, because: { ...fallen.because, says: `${fallen.because.says}; ${why.says}` } };
}

const wishOf = (
  question: Question,
  terms: Terms,
  slots: readonly Slot[],
): Omit<Wish, 'closed'> => ({
  pod: question.pod,
  slots,
  terms,
  pools: question.menu.pools,
  backedOff: inForce(question, terms),
  asked: unitOf(slots[0]?.asked ?? '', question.pod, question.menu, question.catalogue),
});

/** `undefined` where there are no siblings, or their shape is no longer on the menu: decided anew. */
function likeSiblings(
  question: Question,
  terms: Terms,
  slots: readonly Slot[],
): Choice | undefined {
  if (question.siblings === 'none') return undefined;
  const { containers } = question.siblings;
  const shapes = slots.map(({ seats }) => containers.get(seats[0]?.container.name ?? ''));
  const base = { slots, candidates: [], legal: [] };
  if (shapes.every((shape) => shape?.mechanism === 'whole'))
    return {
      ...base,
      option: 'whole',
      because: { rule: 'fit/sibling', says: 'live replicas of this revision hold whole GPUs' },
    };
  const closed = (offer: Offer, _slot: Slot, at: number): Reason | undefined =>
    offer.key === shapes[at]?.slice
      ? undefined
      : { rule: 'fit/sibling', says: `live replicas of this revision hold ${shapes[at]?.slice}` };
  const { open, candidates } = optionsFor({ ...wishOf(question, terms, slots), closed });
  if (open[0] === undefined) return undefined;
  const held = shapes.map((shape) => shape?.slice).join(', ');
  const free = open.find((option) => option.free);
  const rule = free === undefined ? 'fit/sibling-sold-out' : 'fit/sibling';
  const says =
    free === undefined
      ? `live replicas of this revision hold ${held}, which is sold out`
      : `like the live replicas of this revision, which hold ${held}`;
  return {
    slots,
    option: free ?? 'whole',
    because: { rule, says },
    candidates: soldOut(candidates, open),
    legal: open,
  };
}

interface Found {
  readonly slots: readonly Slot[];
  readonly needs: readonly Need[];
  readonly options: Options;
  readonly terms: Terms;
  readonly fallen: Reason | undefined;
}

function fromMenu(question: Question, found: Found): Choice {
  const { slots, needs, options, fallen } = found;
  const { open } = options;
  const base = { slots, legal: open };
  const candidates = soldOut(options.candidates, open);
  const free = open.find((option) => option.free);
  if (free !== undefined) {
    const because = after(fallen, fitted(free, needs));
    return { ...base, option: free, because, candidates };
  }
  const best = toWaitFor(open);
  if (best === undefined)
    return {
      ...base,
      option: 'whole',
      because: backedOffFrom(candidates)?.rejectedBy ?? {
        rule: 'fit/none',
        says: nothingFor(question, found, candidates),
      },
      candidates,
    };
  const cards = cardsToTake(question, best);
  // With the whole cards gone as well, waiting for a slice delays nobody: decide as if all were free.
  if (cards === undefined)
    return { ...base, option: best, because: awaited(best, needs), candidates: options.candidates };
  const slices = best.picks.map(({ key }) => key).join(', ');
  const lacks = best.onDemand ? 'a node would have to be made first' : 'is sold out';
  const says = `${slices} would fit and ${lacks}; ${cards}`;
  return { ...base, option: 'whole', because: { rule: 'fit/sold-out', says }, candidates };
}

const nothingFor = (
  { menu }: Question,
  { slots, needs, terms }: Found,
  candidates: Choice['candidates'],
): string =>
  nothingFits({
    slots,
    needs,
    sizes: needs.map(sizeOf),
    candidates,
    menu,
    terms,
    closed: bySize(needs, terms),
  });

/** Where an unmodified twin would run, now or once a node is made for it, while the slices would wait. */
function cardsToTake({ pod, menu }: Question, best: Option | undefined): string | undefined {
  if (twinBound(pod, menu)) return 'whole cards are free';
  const wouldWait = best?.onDemand !== true && twinOnDemand(pod, menu);
  return wouldWait ? 'a node with a whole card would be made' : undefined;
}

/** What its siblings' shape being sold out led to. */
const after = (fallen: Reason | undefined, then: Reason): Reason =>
  fallen === undefined ? then : { ...fallen, says: `${fallen.says}; ${then.says}` };

/** Marks what would have been legal, had there been room for it. */
function soldOut(
  candidates: readonly (readonly Candidate[])[],
  open: readonly Option[],
): readonly (readonly Candidate[])[] {
  if (open.every((option) => option.free)) return candidates;
  const free = new Set(
    open.filter((option) => option.free).flatMap(({ picks }) => picks.map(({ key }) => key)),
  );
  return candidates.map((list) =>
    list.map((candidate) =>
      candidate.rejectedBy === undefined && !free.has(candidate.slice)
        ? { ...candidate, rejectedBy: { rule: 'fit/sold-out', says: 'no unit is free' } }
        : candidate,
    ),
  );
}

const FITTED: Readonly<Record<Mechanism, Reason['rule']>> = {
  whole: 'fit/none',
  mig: 'fit/mig',
  timeSlice: 'fit/time-slice',
  mps: 'fit/mps',
  fraction: 'fit/fraction',
  dra: 'fit/dra',
};

/** Whoever waits for a machine should not look for a fault. */
function awaited(best: Option, needs: readonly Need[]): Reason {
  const { rule, says } = fitted(best, needs);
  const waits = best.onDemand
    ? 'no node has room, one is to be made'
    : 'none is free now, nor is a whole card';
  return { rule, says: `${says}; ${waits}` };
}

function fitted({ picks }: Option, needs: readonly Need[]): Reason {
  const says = needs.map((need, at) => {
    const offer = picks[at];
    const whose = needs.length > 1 ? `${need.container}: ` : '';
    const share = need.milliGPU && offer ? `${gpus(offer.claim.milliGPU)} GPU and ` : '';
    const compute = need.product === 'any' ? '' : `, ${need.sms} SMs fit ${offer?.sms}`;
    return `${whose}${sizeOf(need)} fits ${share}${offer && usableMiB(offer)} MiB${compute}`;
  });
  return { rule: FITTED[picks[0]?.mechanism ?? 'whole'], says: says.join('; ') };
}

function sizeOf({ asked, peakMiB, headroom, slack = 1, vramMiB, reservedMiB }: Need): string {
  if (asked !== undefined) return asked;
  const floor = vramMiB > Math.ceil(peakMiB * headroom * slack);
  if (floor) return `the floor of ${vramMiB} MiB`;
  if (reservedMiB !== undefined)
    return `need ${peakMiB} MiB of ${reservedMiB} MiB reserved x ${headroom}`;
  return slack > 1
    ? `estimate ${peakMiB} MiB x ${headroom} x ${slack}`
    : `peak ${peakMiB} MiB x ${headroom}`;
}
