/** What a pod that is let in is told of guardrails that refuse nobody. */
import type { Decision, Reason } from './decision.ts';

const spokenOf = ({ rules, because }: Decision, outcome: 'warn' | 'skip'): boolean =>
  rules.some((rule) => rule.id === because.rule && rule.outcome === outcome);

/** It is let in, and one of them warns. */
export const isWarned = (decision: Decision): boolean =>
  decision.verdict === 'leave' && spokenOf(decision, 'warn');

/** Why it has what it has: what is noted beside it is for the log. */
export function whyLetIn(decision: Decision): Reason {
  const noted =
    decision.verdict === 'leave' &&
    decision.because.rule !== 'visit/not-rewritten' &&
    spokenOf(decision, 'skip');
  const [first] = noted ? decision.containers.flatMap(({ reasons }) => reasons) : [];
  return first ?? decision.because;
}
