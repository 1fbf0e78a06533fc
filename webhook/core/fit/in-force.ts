/** Slices that proved too small, and have not yet outlasted it. */
import { isOver, type BackedOff } from '../back-off.ts';
import type { Question } from '../question.ts';
import type { Terms } from '../terms.ts';

const NONE: readonly BackedOff[] = [];

/** Those that are heard: a policy may say that none is. */
export const inForce = (
  { backedOff, readAt }: Pick<Question, 'backedOff' | 'readAt'>,
  { backOff }: Terms,
): readonly BackedOff[] =>
  backOff === 'never' || backedOff.length === 0
    ? NONE
    : backedOff.filter((one) => !isOver(one, readAt));
