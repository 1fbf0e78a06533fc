/** What a decision does not know and its reader should: told beside it, and never decided by. */
import type { Decision } from '../core/decision.ts';
import { slices } from '../report/lines.ts';
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
  ...likeItsSiblings(proposed),
  ...(judged.verdict === 'refuse' && judged.inForce ? [] : nowhere(admitted, source.current())),
];

const unseenNamespace = ({ because, workload: { namespace } }: Decision): string[] =>
  because.rule === 'identity/namespace-unseen'
    ? [
        `this World has no Namespace ${namespace}: add it, as kubectl get namespace ${namespace} -o yaml prints it`,
      ]
    : [];

const RESTARTED = ['Deployment', 'StatefulSet', 'DaemonSet'];

/** Whoever was told that a slice would do, and finds that replicas keep their cards, asks when it comes. */
function likeItsSiblings(decision: Decision): string[] {
  const { because, workload } = decision;
  if (because.rule !== 'fit/sibling' || slices(decision) !== '') return [];
  const { namespace, kind, name } = workload;
  const how = RESTARTED.includes(kind)
    ? `kubectl rollout restart ${kind.toLowerCase()}/${name} -n ${namespace}`
    : `made anew`;
  return [
    `replicas of a revision are alike, so it is decided anew with the next rollout (${how}); explain of the manifest of the ${kind} says what that would be`,
  ];
}
