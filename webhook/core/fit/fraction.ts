/**
 * Parts of a card that another engine hands out: KAI by an annotation in place of the card, HAMi by
 * sizes beside it (gpu-sharing §7.1, §7.2). The engine places the pod and divides the card; we say how
 * much. Nothing walls the memory off for certain, so the rules of shared cards hold.
 */
import type { Candidate, Reason } from '../decision.ts';
import { KAI_FRACTION } from './kai.ts';
import type { Form, Offer, Pool } from '../menu.ts';
import type { Pod } from '../pod.ts';
import type { Slot } from './slots.ts';
import type { FractionTerms, Terms } from '../terms.ts';

export const WHOLE_CARD = 'nvidia.com/gpu';
export const HAMI_MEMORY = 'nvidia.com/gpumem';
export const HAMI_CORES = 'nvidia.com/gpucores';

/** In hundredths of a card; finer ones would only make more shapes to tell apart. */
const STEPS = [5, 10, 15, 20, 25, 30, 40, 50, 60, 70, 80, 90];

type Engine = FractionTerms['engine'];
type Part = Extract<Form, { readonly by: Engine }>;

/** Offers of a kind of node outlive the pools that are made anew with each Menu. */
const parted = new WeakMap<readonly Offer[], Map<Engine, readonly Offer[]>>();

/** The pool with the parts of its cards that the engine of these terms would hand out. */
export function withFractions(pool: Pool, terms: Terms): Pool {
  const { fraction, ladder } = terms;
  if (fraction === 'none' || !ladder.includes('fraction')) return pool;
  if (!servedBy(fraction.engine, pool)) return pool;
  const known = parted.get(pool.offers) ?? new Map<Engine, readonly Offer[]>();
  parted.set(pool.offers, known);
  const offers = known.get(fraction.engine) ?? withParts(pool.offers, fraction.engine);
  known.set(fraction.engine, offers);
  return { ...pool, offers };
}

function withParts(offers: readonly Offer[], engine: Engine): readonly Offer[] {
  const card = offers.find(
    ({ resource, mechanism, lacks, allocated }) =>
      resource === WHOLE_CARD && mechanism === 'whole' && allocated !== true && lacks === undefined,
  );
  return card === undefined
    ? offers
    : [...offers, ...STEPS.map((step) => part(card, engine, step))];
}

/** KAI gives no fractions on nodes with MIG (KAI-Scheduler#506); HAMi's nodes say that they are. */
const servedBy = (engine: Engine, pool: Pool): boolean =>
  engine === 'hami'
    ? pool.engine === 'hami'
    : pool.engine === undefined && pool.offers.every(({ profile }) => profile === undefined);

function part(card: Offer, engine: Engine, step: number): Offer {
  const MiB = Math.floor((card.memoryMiB * step) / 100);
  const form: Part =
    engine === 'kai'
      ? { by: 'kai', fraction: String(step / 100) }
      : { by: 'hami', MiB, cores: step };
  return {
    ...card,
    key: `${card.product} ${spelled(form)}`,
    form,
    mechanism: 'fraction',
    memoryMiB: MiB,
    sms: Math.floor((card.sms * step) / 100),
    claim: { milliGPU: step * 10, MiB },
  };
}

const spelled = (form: Part): string =>
  form.by === 'kai'
    ? `${KAI_FRACTION} ${form.fraction}`
    : `${HAMI_MEMORY} ${form.MiB}, cores ${form.cores} %`;

/** Of a dozen parts of one card a reader needs two: the largest that was closed, and the first that was open. */
export function fewer(candidates: readonly Candidate[]): readonly Candidate[] {
  if (candidates.every(({ mechanism }) => mechanism !== 'fraction')) return candidates;
  const kept = new Map<string, Candidate>();
  for (const candidate of candidates) {
    const { slice, mechanism, rejectedBy } = candidate;
    const product = slice.slice(0, slice.indexOf(' '));
    const key = `${product} ${rejectedBy === undefined ? 'open' : 'closed'}`;
    if (mechanism !== 'fraction') kept.set(slice, candidate);
    else if (rejectedBy !== undefined || !kept.has(key)) kept.set(key, candidate);
  }
  return [...kept.values()];
}

/** Whether it is this engine's to place a pod of these terms. */
export const placedByEngine = ({ spec }: Pod, { fraction, ladder }: Terms): boolean =>
  fraction !== 'none' &&
  ladder.includes('fraction') &&
  spec.schedulerName === fraction.schedulerName;

/** What stands between a pod and an offer because of who would place it. */
export function wrongScheduler(
  offer: Offer,
  slot: Slot,
  { pod, slots, terms }: { pod: Pod; slots: readonly Slot[]; terms: Terms },
): Reason | undefined {
  const owned = placedByEngine(pod, terms);
  if (offer.mechanism !== 'fraction' || terms.fraction === 'none')
    return owned ? says(`${pod.spec.schedulerName} places it, and hands out fractions`) : undefined;
  const { engine, schedule, schedulerName } = terms.fraction;
  if (!owned && schedule === 'owned')
    return says(`only pods of ${schedulerName} take fractions under this policy`);
  if (slot.seats.length > 1) return says('an init container cannot share the fraction');
  return engine === 'kai' && slots.length > 1
    ? says('KAI gives a fraction to one container of a pod')
    : undefined;
}

const says = (text: string): Reason => ({ rule: 'placement/scheduler', says: text });
