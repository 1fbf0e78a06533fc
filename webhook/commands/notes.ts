/** What a decision does not know and its reader should: told beside it, and never decided by. */
import type { Decision } from '../core/decision.ts';
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
  ...unseenNamespace(proposed),
  ...(judged.verdict === 'refuse' && judged.inForce ? [] : nowhere(admitted, source.current())),
];

const unseenNamespace = ({ because, workload: { namespace } }: Decision): string[] =>
  because.rule === 'identity/namespace-unseen'
    ? [
        `this World has no Namespace ${namespace}: add it, as kubectl get namespace ${namespace} -o yaml prints it`,
      ]
    : [];
