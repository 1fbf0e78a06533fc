/** What a server says of pods in turn, read from its answer. */
import { isDecision } from './decision.ts';
import type { Decision } from '../../core/decision.ts';
import type { Op } from '../../core/edits/patch.ts';
import { isRecord, member, text, type Raw } from '../../expand/raw.ts';
import { seen, unseen, type Rehearsal, type Seen } from './facts.ts';

export interface Fault {
  readonly pointer: string;
  readonly says: string;
}

export type Answer = Rehearsal | { readonly faults: readonly Fault[] };

export interface BatchItem {
  readonly today: Answer;
  /** With nothing running there. */
  readonly atRest: Answer;
}

export interface Batch {
  readonly policyHash: string;
  /** As many as pods, in their order. */
  readonly items: readonly BatchItem[];
}

export function batchIn(answer: Raw, pods: number): Seen<Batch> {
  const { decisions, items } = answer;
  if (!Array.isArray(decisions) || !Array.isArray(items) || items.length !== pods)
    return unseen(`the server did not answer of all ${pods} pods`);
  const known = decisions.filter(isDecision);
  const read = items.map((item): BatchItem | undefined => {
    const today = answerIn(member(item, 'today'), known);
    const atRest = answerIn(member(item, 'atRest'), known);
    return today === undefined || atRest === undefined ? undefined : { today, atRest };
  });
  const whole = read.filter((item) => item !== undefined);
  if (known.length < decisions.length || whole.length < items.length)
    return unseen('the server answered what this version of tranche cannot read');
  return seen({ policyHash: text(answer['policyHash']) ?? '', items: whole });
}

function answerIn(
  { faults, proposed, judged, patch }: Raw,
  decisions: readonly Decision[],
): Answer | undefined {
  if (Array.isArray(faults)) return { faults: faults.filter(isRecord).map(faultIn) };
  const at = (place: unknown) => (typeof place === 'number' ? decisions[place] : undefined);
  const [first, second] = [at(proposed), at(judged)];
  if (first === undefined || second === undefined || !Array.isArray(patch)) return undefined;
  const ops: readonly Op[] = patch;
  return { proposed: first, judged: second, patch: ops };
}

const faultIn = (fault: Raw): Fault => ({
  pointer: text(fault['pointer']) ?? '',
  says: text(fault['says']) ?? '',
});
