/** What would become of a template once all enforces, where that is something else than what becomes of it now. */
import { same } from '../../core/claim.ts';
import type { Decision } from '../../core/decision.ts';
import type { OnceEnforced, Outcome } from '../../review/report.ts';
import type { Counted } from '../../review/sums.ts';
import { onNodes } from '../daemon-set.ts';
import { replicas } from '../replicas.ts';
import type { Asked } from './clusters.ts';
import { costOf } from './cost.ts';
import { endAll } from './ended.ts';
import type { Made } from './made.ts';
import { outcomeOf, type Judged } from './outcome.ts';

export interface Foreseen {
  readonly outcome: Outcome;
  readonly onceEnforced?: NonNullable<Counted['onceEnforced']>;
  readonly end: () => void;
}

/** Its pods take their places there, too: of those that come after them some may find no slice. */
export async function foreseen(
  { told, one }: { readonly told: Judged; readonly one: Asked },
  made: Made,
  from: number,
): Promise<Foreseen> {
  const outcome = outcomeOf(told, one.cluster.name);
  const stage = 'enforced' in one ? one.enforced : undefined;
  if (stage === undefined) return { outcome, end: nobody };
  const then = await replicas(onNodes(made, stage).template, stage, from);
  // It was read before, in the cluster as it is.
  if (then === 'no pods' || 'faults' in then) return { outcome, end: nobody };
  const later = outcomeOf(then, one.cluster.name);
  const foretold = isOtherwise(outcome, later, told)
    ? { onceEnforced: onceIn(later, told.proposed) }
    : {};
  return {
    outcome: { ...outcome, ...foretold },
    onceEnforced: { claimFinal: later.claimFinal, ...costOf(then, stage) },
    end: () => endAll(then, stage),
  };
}

const nobody = (): void => undefined;

/** What its own policies let be as it is may find another place beside what is sliced then; that is news only where it takes more or less. */
function isOtherwise(now: Outcome, later: Outcome, told: Judged): boolean {
  if (isShut(now) && isShut(later)) return false;
  return takesOtherwise(now, later) || (waits(told) && comesOutOtherwise(now, later));
}

/** What would have been made of it is nothing to anybody. */
const isShut = ({ verdict, inForce, pods }: Outcome): boolean =>
  verdict === 'refused' && inForce && pods.admitted === 0;

const takesOtherwise = (now: Outcome, later: Outcome): boolean =>
  now.pods.admitted !== later.pods.admitted || !same(now.claimFinal, later.claimFinal);

const comesOutOtherwise = (now: Outcome, later: Outcome): boolean =>
  !now.inForce ||
  now.verdict !== later.verdict ||
  now.chosen !== later.chosen ||
  now.diff.join('\n') !== later.diff.join('\n');

/** Whether anything that is for one of its pods is not in force yet. */
const waits = (told: Judged): boolean => [told, ...told.each].some(isWaiting);

const isWaiting = ({ proposed, judged }: Pick<Judged, 'proposed' | 'judged'>): boolean =>
  (proposed.policy !== 'none' && proposed.mode !== 'enforce') ||
  (proposed.supplied ?? []).some(({ mode }) => mode !== 'enforce') ||
  judged.rules.some(({ enforced }) => enforced === 'fail');

const onceIn = (
  { verdict, chosen, because, claimFinal: claim, pods, diff }: Outcome,
  proposed: Decision,
): OnceEnforced => ({
  verdict,
  chosen,
  because,
  claim,
  pods,
  diff: pods.admitted === 0 ? [] : diff,
  notYet: whyNotYet(proposed),
});

const STAGED: ReadonlySet<string> = new Set(['policy/rollout-share', 'policy/replicas-unknown']);
const GOES = { observe: 'only observes', warn: 'only warns' } as const;

/** Of a pod whose terms are in force it is a guardrail of another policy, or the quota. */
function whyNotYet({ rules, policy, mode }: Decision): string {
  const staged = rules.find(({ id }) => STAGED.has(id));
  if (staged !== undefined) return staged.reason;
  return policy === 'none' || mode === 'enforce'
    ? 'another policy or a quota does not enforce yet'
    : `policy ${policy} ${GOES[mode]}`;
}
