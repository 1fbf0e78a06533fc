/**
 * An operator's word that findings of a guardrail are to be let past. Only an object of the operator's
 * can say so, never a pod; and never for good, because what nobody must renew is never looked at again.
 */
import type { Decision, RuleId } from './decision.ts';
import type { Subject } from './terms.ts';

export interface Exemption {
  /** Name of the GpuExemption. */
  readonly name: string;
  /** Who answers for it. */
  readonly owner: string;
  readonly reason: string;
  /** Seconds since the epoch; from then on it has no effect. */
  readonly expires: number;
  /** The same time as its author wrote it: no clock stands in a Decision, but a date may. */
  readonly until: string;
  /** Ids of guardrails, or groups of them such as `guard/*`. */
  readonly rules: readonly string[];
}

/** One that can be asked whom it is for. */
export interface Addressed extends Exemption {
  /** Of the object in the cluster, if it is one. */
  readonly uid?: string;
  concerns(namespace: string): boolean;
  matches(subject: Subject): boolean;
}

export const DAY = 86_400;
/** Long enough for whoever goes on holiday to have it renewed before. */
const NOTICE = 14 * DAY;

export const hasEnded = ({ expires }: Pick<Exemption, 'expires'>, readAt: number): boolean =>
  expires <= readAt;

export const endsSoon = (exemption: Exemption, readAt: number): boolean =>
  !hasEnded(exemption, readAt) && exemption.expires - readAt <= NOTICE;

export const covers = ({ rules }: Pick<Exemption, 'rules'>, rule: RuleId): boolean =>
  rules.includes(rule) || rules.includes(`${rule.slice(0, rule.indexOf('/'))}/*`);

/** Of several in force the one that ends last: whoever has renewed is not warned of what ran out. */
export function exempting(
  exemptions: readonly Exemption[],
  rule: RuleId,
  readAt: number,
): Exemption | undefined {
  let last: Exemption | undefined;
  for (const one of exemptions)
    if (!hasEnded(one, readAt) && covers(one, rule) && (last === undefined || outlasts(one, last)))
      last = one;
  return last;
}

const outlasts = (one: Exemption, other: Exemption): boolean =>
  one.expires > other.expires || (one.expires === other.expires && one.name < other.name);

/** Whose the live pods are, of namespaces that are asked about. */
export type Living = (concerns: (namespace: string) => boolean) => Iterable<Subject>;

/** What whoever looks after them should hear of; one that is in force may be in both of the last two. */
export interface Idle {
  readonly ended: readonly Addressed[];
  /** In force, and about to end. */
  readonly expiring: readonly Addressed[];
  /** In force, and letting nobody past who is there: most often a name that was never right, or has changed. */
  readonly unmatched: readonly Addressed[];
}

/** Where nothing is known of live pods, none is said to match nobody. */
export function idleOf(
  exemptions: readonly Addressed[],
  readAt: number,
  living: Living | undefined,
): Idle {
  const inForce = exemptions.filter((one) => !hasEnded(one, readAt));
  return {
    ended: exemptions.filter((one) => hasEnded(one, readAt)),
    expiring: inForce.filter((one) => endsSoon(one, readAt)),
    unmatched: living === undefined ? [] : unmatched(inForce, living),
  };
}

function unmatched(inForce: readonly Addressed[], living: Living): readonly Addressed[] {
  const left = new Set(inForce);
  if (left.size === 0) return [];
  const concerns = (namespace: string) => inForce.some((one) => one.concerns(namespace));
  for (const subject of living(concerns)) {
    for (const one of left) if (one.matches(subject)) left.delete(one);
    if (left.size === 0) return [];
  }
  return [...left];
}

export interface LetPast {
  readonly id: RuleId;
  /** Name of the GpuExemption. */
  readonly exemption: string;
  readonly reason: string;
}

/** What was found and let past; that an exemption is about to end is no finding. */
export const letPast = ({ rules }: Pick<Decision, 'rules'>): readonly LetPast[] =>
  rules.flatMap(({ id, exemption, reason }) =>
    exemption === undefined || id === 'exemption/expiring' ? [] : [{ id, exemption, reason }],
  );
