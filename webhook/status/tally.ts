/**
 * Pods that this replica has judged since it started, by what became of them and what would have. A
 * policy that changes begins anew: what its old words would have done says nothing of the new ones. So
 * does one beside it that names a rule of its: what one refuses is not counted for the other.
 */
import { nothing, plus, type Claim } from '../core/claim.ts';
import { setIn, type Decision, type Mode, type RuleId } from '../core/decision.ts';
import { DECISION } from '../core/governed.ts';
import { hasMissed } from '../core/missed/missed.ts';
import { wasOnlySet } from '../core/missing/standing.ts';
import type { Review } from '../core/review.ts';
import { finder, type Found, type Looked } from './found.ts';
import type { Outcome } from './report.ts';

export interface PolicyTally {
  /** Milliseconds since the epoch. */
  readonly since: number;
  /** Pods that it won. */
  readonly pods: number;
  readonly rewritten: number;
  readonly freed: Claim;
  readonly wouldRewrite: number;
  readonly wouldFree: Claim;
  readonly teams: ReadonlySet<string>;
}

export interface Tally {
  readonly since: number;
  readonly pods: number;
  readonly by: ReadonlyMap<Mode, ReadonlyMap<Outcome, number>>;
  /** Of policies in force; `none` is that of pods that no policy won. */
  readonly policies: ReadonlyMap<string, PolicyTally>;
  /** By policy; absent where its guardrails have looked at nothing. */
  readonly found: ReadonlyMap<string, Found>;
  /** Pods that a rule would have refused, were all who hold it enforced. */
  readonly wouldRefuse: ReadonlyMap<RuleId, number>;
}

export interface PolicyChanges {
  /** Came, say something else, or name one of these rules. */
  readonly anew: readonly string[];
  readonly gone: readonly string[];
  /** That any which changed named or names; nobody who names one may be left out of `anew`. */
  readonly rules: readonly RuleId[];
}

export interface Counter {
  /** `proposed` is asked where the pod carries no decision of ours. */
  count(review: Review, decision: Decision, proposed: () => Decision, looked: () => Looked): void;
  changed(policies: PolicyChanges): void;
  tally(): Tally;
}

export function counter(now: () => number): Counter {
  const since = now();
  let pods = 0;
  const by = new Map<Mode, Map<Outcome, number>>();
  const policies = new Map<string, PolicyTally>();
  const wouldRefuse = new Map<RuleId, number>();
  const found = finder();
  const fresh = (): PolicyTally => noTally(now());

  return {
    count(review, decision, proposed, looked) {
      if (review.operation !== 'CREATE' || review.subResource !== '') return;
      const { outcome, of } = outcomeOf(review, decision, proposed);
      const outcomes = by.get(decision.mode) ?? new Map<Outcome, number>();
      by.set(decision.mode, outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1));
      const before = policies.get(decision.policy) ?? fresh();
      policies.set(decision.policy, withOneMore(before, outcome, of));
      for (const { id, enforced } of decision.rules)
        if (enforced === 'fail') wouldRefuse.set(id, (wouldRefuse.get(id) ?? 0) + 1);
      found.saw(decision, looked());
      pods++;
    },
    changed({ anew, gone, rules }) {
      for (const name of gone) policies.delete(name);
      for (const name of anew) policies.set(name, fresh());
      for (const rule of rules) wouldRefuse.delete(rule);
      found.forget([...gone, ...anew]);
    },
    tally: () => ({ since, pods, by, policies, found: found.byPolicy, wouldRefuse }),
  };
}

export const noTally = (since: number): PolicyTally => ({
  since,
  pods: 0,
  rewritten: 0,
  freed: nothing,
  wouldRewrite: 0,
  wouldFree: nothing,
  teams: new Set(),
});

interface Counted {
  readonly outcome: Outcome;
  /** That which says what the pod asked for and what it gets. */
  readonly of: Decision;
}

function outcomeOf(review: Review, decision: Decision, proposed: () => Decision): Counted {
  if (decision.verdict === 'refuse' && decision.inForce)
    return { outcome: 'refused', of: decision };
  // Where nothing is enforced nothing is ours, whatever a pod says of itself.
  if (decision.mode === 'enforce' && review.pod.metadata.annotations?.[DECISION] !== undefined)
    return { outcome: wasOnlySet(review.pod) ? 'requests set' : 'rewritten', of: decision };
  if (hasMissed(decision)) return { outcome: 'missed', of: decision };
  const would = proposed();
  return would.verdict === 'rewrite' && !would.inForce
    ? { outcome: 'would be rewritten', of: would }
    : { outcome: leftOr(decision), of: decision };
}

/** A guardrail that enforces sets requests whatever the mode of sharing. */
const leftOr = (decision: Decision): Outcome => (setIn(decision) === '' ? 'left' : 'requests set');

function withOneMore(before: PolicyTally, outcome: Outcome, of: Decision): PolicyTally {
  const tally = { ...before, pods: before.pods + 1 };
  const { claimAsked: asked, claimFinal: final, team } = of;
  const freed = { milliGPU: asked.milliGPU - final.milliGPU, MiB: asked.MiB - final.MiB };
  if (outcome === 'rewritten')
    return { ...tally, rewritten: tally.rewritten + 1, freed: plus(tally.freed, freed) };
  if (outcome !== 'would be rewritten') return tally;
  return {
    ...tally,
    wouldRewrite: tally.wouldRewrite + 1,
    wouldFree: plus(tally.wouldFree, freed),
    teams: tally.teams.has(team) ? tally.teams : new Set([...tally.teams, team]),
  };
}
