/** What a decision does not know and its reader should: told beside it, and never decided by. */
import { misspelt } from './misspelt.ts';
import { nearMisses } from './near-profiles.ts';
import { nowhere } from './nowhere.ts';
import type { Rehearsal } from '../rehearse.ts';
import type { Stage } from './standing.ts';

export const notesOn = (
  { proposed, judged, submitted, admitted }: Rehearsal,
  { documents, source }: Stage,
): string[] => [
  ...misspelt(submitted),
  ...nearMisses(proposed, documents),
  ...(judged.verdict === 'refuse' && judged.inForce ? [] : nowhere(admitted, source.current())),
];
