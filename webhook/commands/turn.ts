/** One of a template's pods as it was judged in its turn, and how many came out like it. */
import type { Rehearsal } from '../rehearse.ts';

export interface Turn extends Rehearsal {
  readonly pods: number;
  /** Of the crowd that they are in the stage's books; absent of one that stands there by itself. */
  readonly crowd?: string;
}

export const isRefused = ({ judged }: Rehearsal): boolean =>
  judged.verdict === 'refuse' && judged.inForce;
