/** What would become of a template once all enforces, where that is something else than what becomes of it now. */
import { same } from '../../core/claim.ts';
import type { Decision } from '../../core/decision.ts';
import type { OnceEnforced, Outcome } from '../../review/report.ts';
import type { Counted } from '../../review/sums.ts';
import { onNodes } from '../daemon-set.ts';
import { replicas } from '../replicas.ts';
import { isAsleep, ofNone } from './none-yet.ts';
import type { Asked } from './clusters.ts';
import { costOf } from './cost.ts';
import { endAll } from './ended.ts';
import type { Made } from './made.ts';
import { outcomeOf, type Judged } from './outcome.ts';

/** Whether anything that is for one of its pods is not in force yet, and why not. */
export interface Waiting {
  readonly waits: boolean;
  readonly notYet: string;
}

export interface Foreseen {
  readonly outcome: Outcome;
  readonly onceEnforced?: NonNullable<Counted['onceEnforced']>;
  readonly end: () => void;
}

interface Now {
  readonly outcome: Outcome;
  readonly waits: Waiting;
}

interface Of {
  readonly made: Made;
  readonly one: Asked;
  readonly from: number;
}

/** Its pods take their places there, too: of those that come after them some may find no slice. */
export async function foreseen(
  { outcome, waits }: Now,
  { made, one, from }: Of,
): Promise<Foreseen> {
  const stage = 'enforced' in one ? one.enforced?.() : undefined;
  if (stage === undefined || 'faults' in stage) return { outcome, end: nobody };
  const then = await replicas(onNodes(made, stage).template, stage, from);
  // It was read before, in the cluster as it is.
  if (then === 'no pods' || 'faults' in then) return { outcome, end: nobody };
  const would = outcomeOf(then, one.cluster.name);
  const later = isAsleep(made) ? ofNone(would) : would;
  const foretold = isOtherwise(outcome, later, waits.waits)
    ? { onceEnforced: onceIn(later, waits.notYet) }
    : {};
  return {
    outcome: { ...outcome, ...foretold },
    onceEnforced: { claimFinal: later.claimFinal, ...costOf(then, stage) },
    end: () => endAll(then, stage),
  };
}

const nobody = (): void => undefined;

/** What its own policies let be as it is may find another place beside what is sliced then; that is news only where it takes more or less. */
function isOtherwise(now: Outcome, later: Outcome, waits: boolean): boolean {
  if (isShut(now) && isShut(later)) return false;
  return takesOtherwise(now, later) || (waits && comesOutOtherwise(now, later));
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

export const waitingOf = (told: Judged): Waiting => ({
  waits: [told, ...told.each].some(isWaiting),
  notYet: whyNotYet(told.proposed),
});

const isWaiting = ({ proposed, judged }: Pick<Judged, 'proposed' | 'judged'>): boolean =>
  (proposed.policy !== 'none' && proposed.mode !== 'enforce') ||
  (proposed.supplied ?? []).some(({ mode }) => mode !== 'enforce') ||
  judged.rules.some(({ enforced }) => enforced === 'fail');

const onceIn = (
  { verdict, chosen, because, claimFinal: claim, pods, diff }: Outcome,
  notYet: string,
): OnceEnforced => ({
  verdict,
  chosen,
  because,
  claim,
  pods,
  diff: pods.admitted === 0 ? [] : diff,
  notYet,
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
