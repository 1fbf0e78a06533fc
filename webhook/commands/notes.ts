/** What a decision does not know and its reader should: told beside it, and never decided by. */
import { misspelt } from './misspelt.ts';
import { nearMisses } from './near-profiles.ts';
import type { Told } from './replicas.ts';
import type { Stage } from './standing.ts';

export const notesOn = (
  { proposed, submitted }: Pick<Told, 'proposed' | 'submitted'>,
  { documents }: Stage,
): string[] => [...misspelt(submitted), ...nearMisses(proposed, documents)];
