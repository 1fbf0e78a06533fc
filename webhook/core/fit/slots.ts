/**
 * The places in a pod that a slice can take. App containers and sidecars with one GPU each are
 * slots; an ordinary init container shares the first app container's slice, so that the pod does
 * not need a whole card and a slice on one node.
 */
import type { Ask } from '../asks.ts';
import type { Reason } from '../decision.ts';
import { declaredBy, heard, needDeclared, type Declared } from './declared.ts';
import { needEstimated, type Unmeasured } from './estimated.ts';
import { isNeed, larger, needOf, type Need } from './need.ts';
import type { Container, Seat } from '../pod.ts';
import { cacheFor } from './reserved.ts';
import type { Question } from '../question.ts';
import type { Cache } from '../settings/cache.ts';
import type { Terms } from '../terms.ts';

export interface Slot {
  /** The container the slice is for, then the init containers that share it. */
  readonly seats: readonly Seat[];
  readonly asked: string;
  /** By container, what an engine is told of its cache on a slice smaller than what it reserved. */
  readonly caches?: ReadonlyMap<string, Cache>;
}

export function slotsOf(asks: readonly Ask[]): Slot[] {
  const [init, ...others] = asks.filter(({ seat }) => seat.role === 'init');
  const inits = init === undefined ? [] : [init, ...others].map(({ seat }) => seat);
  const host = hostOf(asks);
  const slots = asks
    .filter(({ seat }) => seat.role !== 'init')
    .map((ask) => ({
      seats: ask === host ? [ask.seat, ...inits] : [ask.seat],
      asked: ask.resource,
    }));
  return host !== undefined || init === undefined
    ? slots
    : [{ seats: inits, asked: init.resource }, ...slots];
}

/**
 * Whose slice the init containers may take: one that starts after them. A sidecar declared before
 * an init container keeps its device meanwhile.
 */
const hostOf = (asks: readonly Ask[]): Ask | undefined =>
  asks.find(({ seat }) => seat.role === 'app') ??
  asks
    .slice(asks.findLastIndex(({ seat }) => seat.role === 'init') + 1)
    .find(({ seat }) => seat.role === 'sidecar');

export function withCaches(slots: readonly Slot[], question: Question, terms: Terms): Slot[] {
  return slots.map((slot) => {
    const caches = new Map<string, Cache>();
    for (const { container } of slot.seats) {
      const profile = question.profiles.get(container.name) ?? 'unknown';
      const cache = cacheFor(container, profile, question, terms);
      if (cache !== undefined) caches.set(container.name, cache);
    }
    return caches.size === 0 ? slot : { ...slot, caches };
  });
}

export interface Needed {
  /** Of all slots, or the first reason why one of them is not known. */
  readonly needs: readonly Need[] | Reason;
  /** What became of what the pod says it needs. */
  readonly heard?: Reason;
}

export function needsOf(slots: readonly Slot[], question: Question, terms: Terms): Needed {
  const declared = declaredBy(question.pod, terms);
  return declared !== 'none' && 'rule' in declared
    ? { needs: declared }
    : needsWith(declared, { slots, question, terms });
}

interface Asking {
  readonly slots: readonly Slot[];
  readonly question: Question;
  readonly terms: Terms;
}

/** What was measured, else what its pod says where that is heard, else what its model tells. */
function needOtherwise(
  container: Container,
  measured: Need | Reason,
  declared: Declared | 'none',
  known: Omit<Unmeasured, 'missing'>,
): Need | Reason {
  return declared === 'none' && !isNeed(measured)
    ? needEstimated(container, { ...known, missing: measured })
    : needDeclared(container, measured, declared, known);
}

function needsWith(declared: Declared | 'none', { slots, question, terms }: Asking): Needed {
  const needs: Need[] = [];
  let missing: Reason | undefined;
  for (const { seats } of slots) {
    const own: Need[] = [];
    for (const { container } of seats) {
      const profile = question.profiles.get(container.name) ?? 'unknown';
      const measured = needOf(container, profile, terms, question);
      if (!isNeed(measured)) missing ??= measured;
      const known = { profile, question, terms };
      const need = needOtherwise(container, measured, declared, known);
      if (!isNeed(need)) return { needs: need };
      own.push(need);
    }
    const [first, ...rest] = own;
    if (first !== undefined) needs.push(rest.reduce(larger, first));
  }
  return declared === 'none' ? { needs } : { needs, heard: heard(declared, needs, missing) };
}
