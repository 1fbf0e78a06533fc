/** What comes of a template now and what would once all enforces, told apart in the words of every output, as plain text. */
import { same } from '../../../core/claim.ts';
import type { Outcome, TeamSum } from '../../report.ts';

/** What its pods get as things are. */
export function givenNow({ inForce, verdict, asked, chosen, ...of }: Outcome): string {
  const foretold = !inForce && (verdict === 'rewritten' || same(of.claimAsked, of.claimFinal));
  return foretold ? asked : chosen;
}

/** What becomes of them as things are, in a word. */
export function comesNow({ verdict, inForce, diff }: Outcome): string {
  if (inForce) return verdict;
  if (verdict === 'refused') return 'let in';
  return diff.length === 0 ? 'left' : 'requests set';
}

export type Later = Pick<Outcome, 'verdict' | 'chosen' | 'because'> &
  Partial<NonNullable<Outcome['onceEnforced']>>;

/** `as now` where nothing would be otherwise; of a server it is known what it foretells and no more. */
export const later = (outcome: Outcome): Later | 'as now' =>
  outcome.onceEnforced ?? (outcome.inForce ? 'as now' : foretoldBy(outcome));

const foretoldBy = ({ verdict, chosen, because, policy, mode }: Outcome): Later => ({
  verdict,
  chosen,
  because,
  notYet: `policy ${policy} is in mode ${mode}`,
});

/** Whether what becomes of it now has another reason than what would. */
export const hasOwnReason = ({ inForce, because }: Outcome, then: Later): boolean =>
  inForce && (because.rule !== then.because.rule || because.says !== then.because.says);

/** The same sum, did all policies and quotas enforce. */
export const onceOf = ({ onceEnforced, ...now }: TeamSum): TeamSum =>
  onceEnforced === undefined
    ? now
    : { cluster: now.cluster, team: now.team, asked: now.asked, ...onceEnforced };
