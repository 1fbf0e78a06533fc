/** What is told of a template that is scaled to none: what one pod would come to, and that it holds nothing. */
import { nothing } from '../../core/claim.ts';
import type { Outcome } from '../../review/report.ts';
import type { Made } from './made.ts';

/** Behind all names of a review, whose pods are numbered from 0. */
export const FROM = 1_000_000_000;

export const isAsleep = ({ asleep, pods }: Made): boolean => asleep === true && pods.length > 0;

export const ofNone = (outcome: Outcome): Outcome => ({
  ...outcome,
  claimAsked: nothing,
  claimFinal: nothing,
  pods: { judged: 0, admitted: 0 },
});
