/** What a policy asks of the pod itself, beyond whose it is: its images, and conditions of its own. */
import type { Answer, Condition, Subject } from '../core/terms.ts';
import { anyOf } from './globs.ts';
import type { GpuPolicy } from './schema/gpu-policy.ts';

type Match = GpuPolicy['spec']['match'];

/** Whether it fits, is refused, or nobody can tell; `nothing` where the policy asks no more. */
export type More = (subject: Subject) => Answer;

export function moreOf({ images = [] }: Match, asked: readonly Condition[]): More | 'nothing' {
  if (images.length === 0 && asked.length === 0) return 'nothing';
  const image = anyOf(images);
  return (subject) =>
    images.length > 0 && !(subject.images ?? []).some(image) ? 'fails' : allOf(asked, subject);
}

/** As the API server reads matchConditions: one that fails settles it, whatever the others say. */
function allOf(conditions: readonly Condition[], subject: Subject): Answer {
  let answer: Answer = 'holds';
  for (const condition of conditions) {
    const one = subject.ask?.(condition, subject) ?? NOBODY_THERE;
    if (one === 'fails') return one;
    if (answer === 'holds') answer = one;
  }
  return answer;
}

const NOBODY_THERE: Answer = { error: 'the pod itself is not at hand' };
