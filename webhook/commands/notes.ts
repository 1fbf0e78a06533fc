/** What a decision does not know and its reader should: told beside it, and never decided by. */
import { nearMisses } from './near-profiles.ts';
import type { Told } from './replicas.ts';
import type { Stage } from './standing.ts';

export const notesOn = ({ proposed }: Pick<Told, 'proposed'>, { documents }: Stage): string[] => [
  ...nearMisses(proposed, documents),
];
