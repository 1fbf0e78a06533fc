/** What became of each policy for a pod that is explained, asked as the first visit asks. */
import { Answers } from '../core/answers.ts';
import type { Considered } from '../core/considered.ts';
import { submitted } from '../core/edits/undo.ts';
import { known } from '../core/gather.ts';
import { reviewOf, type Rehearsal } from '../rehearse.ts';
import type { Stage } from './standing.ts';

export function consideredFor(told: Rehearsal, stage: Stage): readonly Considered[] {
  const read = reviewOf(told.submitted, { dryRun: true });
  if (!read.ok) return [];
  const { alike, pod, namespace } = read.review;
  const ask = new Answers(pod).to(submitted);
  const { subject } = known(submitted(alike), namespace, stage.source.current(), ask);
  return stage.considered(subject, told.proposed.class);
}
