/** Why no node here takes a pod, where that is so whatever it requests: then room is not what is short. */
import { edited } from '../edits/edited.ts';
import { nodesFor } from '../fit/room.ts';
import type { Menu } from '../menu.ts';
import type { Pod } from '../pod.ts';
import type { Question } from '../question.ts';
import { untolerated } from '../selector.ts';
import type { Road } from './room.ts';

/** Nothing where a node is open to it. A slice was chosen on nodes that are. */
export function whyClosed({ pod, menu, terms }: Question, road: Road): string | undefined {
  if (typeof road.take !== 'string' && terms !== 'none') return undefined;
  const pools = [...menu.pools, ...menu.beside];
  if (pools.length === 0) return 'there is no node with GPUs that takes pods';
  const made = edited(pod, road.edits);
  if (pools.some((pool) => nodesFor(made, pool).length > 0)) return undefined;
  const taints = taintsAgainst(made, pools);
  return taints === undefined
    ? 'its node selector, its node affinity or taints keep it off every node with GPUs'
    : `it does not tolerate the taints of the nodes with GPUs (${taints})`;
}

/** Nothing where some node keeps it off by something else. */
function taintsAgainst(pod: Pod, pools: Menu['pools']): string | undefined {
  const against = pools.map(({ taints }) => untolerated(taints, pod.spec.tolerations ?? []));
  if (against.some((taints) => taints.length === 0)) return undefined;
  const keys = against
    .flat()
    .map(({ key, value = '' }) => (value === '' ? key : `${key}=${value}`));
  return [...new Set(keys)].toSorted().join(', ');
}
