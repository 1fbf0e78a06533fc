/** What a server said of the pods of a template, told as if it had been judged here. */
import { stored } from '../../expand/admission-review.ts';
import type { Raw } from '../../expand/raw.ts';
import { applied, EPOCH, type Rehearsal, type Unreadable } from '../../rehearse.ts';
import type { Answer } from '../asking/batch.ts';
import { apiServerOn, toldOf, unstored } from '../replicas.ts';
import type { Turn } from '../turn.ts';
import type { AtServer } from './clusters.ts';
import type { Sighting } from './found.ts';
import type { Made } from './made.ts';
import type { Judged } from './outcome.ts';

export function answered(
  { answers }: AtServer,
  when: 'today' | 'atRest',
  made: Made,
  from: number,
): Judged | Unreadable {
  const all: Turn[] = [];
  for (const [i, pod] of made.pods.entries()) {
    const answer = answers.get(from + i)?.[when];
    if (answer === undefined) throw new Error('a pod that nobody was asked about has no answer');
    if ('faults' in answer) return answer;
    const one = asJudged(pod, answer, from + i);
    const why = apiServerOn(pod, made);
    if (why !== undefined) return unstored(one, why, made);
    all.push({ ...one, pods: 1 });
  }
  const told = toldOf(withRest(all, made), made.replicas, all.length);
  if (told === 'no pods') throw new Error('a template without pods is not to be judged');
  return told;
}

/** A server is asked of the first of very many; the others are told as the last of these. */
function withRest(all: readonly Turn[], { replicas }: Made): Turn[] {
  const last = all.at(-1);
  const rest = replicas - all.length;
  return last === undefined || rest <= 0 ? [...all] : [...all, { ...last, pods: rest }];
}

/** Whether the quota of a live cluster holds them is for its server to say. */
export const unaskedOf = ({ oneByOne, judgedPods }: Judged): Sighting[] =>
  judgedPods > oneByOne
    ? [
        {
          rule: 'lint/not-expanded',
          level: 'warning',
          pointer: '',
          says: `the server was asked about the first ${oneByOne} of its ${judgedPods} pods, and whether it lets the others in is not known`,
          help: 'review it against a snapshot, which counts all of them',
        },
      ]
    : [];

const asJudged = (
  pod: Raw,
  { proposed, judged, patch }: Exclude<Answer, { readonly faults: unknown }>,
  ordinal: number,
): Rehearsal => ({
  submitted: pod,
  proposed,
  ops: patch,
  admitted: stored(applied(pod, patch), { ordinal, time: EPOCH }),
  judged,
});
