/** What we have set in a pod that comes again: whether it stands there, and whether it may. */
import type { RequestEdit } from '../edit.ts';
import { requests } from '../edits/applied.ts';
import { readOriginal, type Original } from '../edits/original.ts';
import type { Pod } from '../pod.ts';
import type { Question } from '../question.ts';
import { leftAlone } from './left-alone.ts';
import { RESOURCES, wishesOf } from './wishes.ts';

const setsIn = ({ also = [] }: Original): readonly RequestEdit[] =>
  also.filter((edit) => edit.kind === 'request');

/** Where a neighbour has written something else, that stands. */
export const standing = (pod: Pod, original: Original): readonly RequestEdit[] =>
  setsIn(original).filter((edit) => requests(pod, edit));

/** Whether the annotation tells of nothing but requests that were missing. */
export const onlySets = ({ containers, require, tolerate, prefer = [], also = [] }: Original) =>
  also.length > 0 &&
  also.every((edit) => edit.kind === 'request' && RESOURCES.includes(edit.resource)) &&
  require.length + tolerate.length + prefer.length + Object.keys(containers).length === 0;

/** Of a pod as it is stored: that it got nothing else of us. */
export function wasOnlySet(pod: Pod): boolean {
  const original = readOriginal(pod);
  return original !== 'none' && onlySets(original);
}

/**
 * Whether each of them is such as a policy would have set in the pod as submitted, whatever room there
 * is by now: nodes fill up between two visits. A limit that came since may be less than what we set.
 */
export function stillWanted(question: Question, sets: readonly RequestEdit[]): boolean {
  if (sets.length === 0) return true;
  const wanted = wishesOf(question)
    .filter((wish) => wish.mode === 'enforce' && leftAlone(question, wish) === undefined)
    .flatMap(({ edits }) => edits);
  return sets.every((set) => wanted.some((edit) => isSame(edit, set)));
}

/** By name: a neighbour may have put a container before it. */
const isSame = (a: RequestEdit, b: RequestEdit): boolean =>
  a.container === b.container && a.resource === b.resource && a.quantity === b.quantity;
