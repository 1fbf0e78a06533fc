/**
 * What the guardrails of each policy looked at and objected to. Many policies may name one rule, each
 * for pods of its own: a pod is counted for those that matched it, and for no other.
 */
import type { Decision, RuleId } from '../core/decision.ts';
import type { Examined } from '../core/examine.ts';
import type { GuardInForce } from '../core/terms.ts';

/** Whose guardrails looked at a pod, and which of them objected. */
export type Looked = Pick<Examined, 'guards' | 'objecting'>;

export interface Found {
  /** Pods that its guardrails looked at, whoever's terms they have. */
  readonly looked: number;
  /** Pods that a rule objected to and did not refuse. */
  readonly objected: ReadonlyMap<RuleId, FoundPods>;
  /** Pods that a rule refused; one that several refuse is counted for each. */
  readonly refused: ReadonlyMap<RuleId, FoundPods>;
}

export interface FoundPods {
  readonly pods: number;
  /** Other policies to whom some of these pods are counted too, the first few. */
  readonly with: ReadonlySet<string>;
}

export const NOTHING_FOUND: Found = { looked: 0, objected: new Map(), refused: new Map() };

/** Whoever shares a rule with a hundred others learns no more from the hundredth name. */
export const MOST_NAMES = 5;

type Of = 'objected' | 'refused';

interface Counts {
  looked: number;
  readonly objected: Map<RuleId, { pods: number; readonly with: Set<string> }>;
  readonly refused: Map<RuleId, { pods: number; readonly with: Set<string> }>;
}

export interface Finder {
  saw(decision: Decision, looked: Looked): void;
  forget(policies: readonly string[]): void;
  readonly byPolicy: ReadonlyMap<string, Found>;
}

export function finder(): Finder {
  const byPolicy = new Map<string, Counts>();
  const countsOf = (policy: string): Counts => {
    const counts = byPolicy.get(policy) ?? { looked: 0, objected: new Map(), refused: new Map() };
    byPolicy.set(policy, counts);
    return counts;
  };
  const add = (of: Of, rule: RuleId, { objecting }: Looked): void => {
    const policies = [...namersOf(objecting.get(rule) ?? [])];
    for (const policy of policies) {
      const rules = countsOf(policy)[of];
      const found = rules.get(rule) ?? { pods: 0, with: new Set<string>() };
      rules.set(rule, found);
      found.pods++;
      for (const other of policies.slice(0, MOST_NAMES + 1))
        if (other !== policy && found.with.size < MOST_NAMES) found.with.add(other);
    }
  };
  return {
    byPolicy,
    saw(decision, looked) {
      for (const policy of namersOf([...looked.guards.values()].flat())) countsOf(policy).looked++;
      for (const rule of objections(decision)) add('objected', rule, looked);
      for (const rule of refusals(decision)) add('refused', rule, looked);
    },
    forget(policies) {
      for (const policy of policies) byPolicy.delete(policy);
    },
  };
}

const namersOf = (named: readonly GuardInForce[]): ReadonlySet<string> =>
  new Set(named.flatMap(({ policy, also = [] }) => [policy, ...also]));

/** What an exemption lets past is explained already. */
const objections = ({ rules }: Decision): ReadonlySet<RuleId> =>
  new Set(
    rules
      .filter(({ outcome, exemption }) => exemption === undefined && SOFT.includes(outcome))
      .map(({ id }) => id),
  );

const SOFT: readonly string[] = ['warn', 'skip'];

const refusals = ({ verdict, inForce, rules }: Decision): ReadonlySet<RuleId> =>
  new Set(
    verdict === 'refuse' && inForce
      ? rules.filter(({ outcome }) => outcome === 'fail').map(({ id }) => id)
      : [],
  );
