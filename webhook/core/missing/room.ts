/**
 * Whether a pod that is given requests still finds what it would find without them. No pod waits
 * because of us: where a node would take it now, or once it is made, or were it empty, one still must.
 */
import type { Edit, RequestEdit } from '../edit.ts';
import { edited } from '../edits/edited.ts';
import { nodesIn, tolerations } from '../fit/ground.ts';
import { howFree, type Option } from '../fit/options.ts';
import {
  hasRoom,
  nodesFor,
  otherRequests,
  unprovable,
  within,
  wouldHaveRoom,
} from '../fit/room.ts';
import { isClaimed, zonesOf } from '../fit/volumes.ts';
import type { Menu, NodeState } from '../menu.ts';
import type { Pod } from '../pod.ts';
import type { Question } from '../question.ts';
import { effectiveRequests, type Amounts } from '../requests.ts';
import type { Terms } from '../terms.ts';

/** What becomes of the pod otherwise. */
export interface Road {
  readonly take: Option | 'whole' | 'untouched';
  readonly edits: readonly Edit[];
}

export function findsRoom(
  question: Question,
  { take, edits }: Road,
  sets: readonly RequestEdit[],
): boolean {
  const { terms } = question;
  if (typeof take !== 'string' && terms !== 'none')
    return sliceFindsRoom(question, terms, take, sets);
  const pod = edited(question.pod, edits);
  return podFindsRoom(question, pod, edited(pod, sets));
}

function sliceFindsRoom(
  { pod, menu }: Question,
  terms: Terms,
  { pool, picks, free, onDemand }: Option,
  sets: readonly RequestEdit[],
): boolean {
  const nodes = nodesIn({ pod, terms }, pool, tolerations(terms));
  const zones = terms.volumes === 'zonal' ? zonesOf(pod, menu.pools) : undefined;
  const found = howFree(picks, { nodes, other: otherRequests(edited(pod, sets)), zones });
  if (found === undefined) return false;
  return free ? found.free : !onDemand || found.onDemand;
}

type Takes = (node: NodeState, wanted: Amounts) => boolean;

const TAKES: readonly Takes[] = [
  hasRoom,
  wouldHaveRoom,
  ({ capacity }, wanted) => within(capacity, wanted),
];

/**
 * Where it is not known which of the nodes are open to it, each that had room must still have it. Where
 * none could take it either way, nobody can tell whether the node that comes could.
 */
function podFindsRoom(question: Question, pod: Pod, made: Pod): boolean {
  const [before, after] = [effectiveRequests(pod), effectiveRequests(made)];
  const nodes = openTo(pod, question.menu);
  if (isTied(question))
    return (
      nodes.some((node) => TAKES.some((takes) => takes(node, after))) &&
      nodes.every((node) => TAKES.every((takes) => !takes(node, before) || takes(node, after)))
    );
  for (const takes of TAKES) {
    if (nodes.some((node) => takes(node, after))) return true;
    if (nodes.some((node) => takes(node, before))) return false;
  }
  return false;
}

const openTo = (pod: Pod, { pools, beside }: Menu): readonly NodeState[] =>
  [...pools, ...beside].flatMap((pool) => nodesFor(pod, pool));

/** To the places of other pods, to a port of its node, or to wherever its volume is. */
const isTied = ({ pod, avoided }: Question): boolean =>
  avoided || unprovable(pod) !== undefined || pod.spec.volumes?.some(isClaimed) === true;
