/**
 * Towards fuller cards. kube-scheduler spreads by itself, so that slices are taken a little everywhere
 * and no machine runs empty. Where a policy says so, a pod that gets a slice prefers the nodes on which
 * most of such slices are taken. It is a wish: it may be wrong a second later, and then costs nothing.
 */
import type { Edit } from '../decision.ts';
import type { NodeState } from '../menu.ts';
import { nodesIn, tolerations } from './ground.ts';
import { unitsOf, type Option } from './options.ts';
import { MOST_WISHES } from '../edits/original.ts';
import type { Pod, PreferredNodes } from '../pod.ts';
import { hasRoom, otherRequests, type Amounts } from './room.ts';
import type { Terms } from '../terms.ts';

/** Nodes that are equally full share a wish; so many wishes of so many names are some 2 KiB at most. */
const MOST_NAMES = 8;

export const HOSTNAME = 'kubernetes.io/hostname';

export function packed(pod: Pod, option: Option, terms: Terms): Edit[] {
  if (terms.packing === 'none' || !option.free || !option.picks.every(ofNode)) return [];
  const prefer = fullest(levelsOf(pod, option, terms));
  return prefer.length === 0 ? [] : [{ kind: 'preference', prefer }];
}

/** What another engine hands out, it places as well. */
const ofNode = ({ mechanism }: Option['picks'][number]): boolean =>
  mechanism === 'mig' || mechanism === 'timeSlice' || mechanism === 'mps';

/** Names of the nodes with room for the pod, by how much of what it takes is taken there, 0 to 1. */
function levelsOf(pod: Pod, { pool, picks }: Option, terms: Terms): Map<number, string[]> {
  const units = unitsOf(picks);
  const wanted = { ...otherRequests(pod), ...units };
  const levels = new Map<number, string[]>();
  for (const node of nodesIn({ pod, terms }, pool, tolerations(terms))) {
    const name = node.labels[HOSTNAME];
    if (name === undefined || !hasRoom(node, wanted)) continue;
    const level = takenOf(node, units);
    const names = levels.get(level) ?? [];
    names.push(name);
    levels.set(level, names);
  }
  return levels;
}

function takenOf({ free, capacity }: NodeState, units: Amounts): number {
  let [left, all] = [0, 0];
  for (const resource in units) {
    left += free[resource] ?? 0;
    all += capacity[resource] ?? 0;
  }
  return 1 - left / all;
}

/** The emptiest are preferred by nobody: where all are alike there is nothing to wish for. */
function fullest(levels: ReadonlyMap<number, readonly string[]>): PreferredNodes[] {
  const emptiest = Math.min(...levels.keys());
  return [...levels]
    .filter(([level]) => level > emptiest)
    .toSorted(([a], [b]) => b - a)
    .slice(0, MOST_WISHES)
    .map(([, names], i) => {
      const values = names.toSorted().slice(0, MOST_NAMES);
      const matchExpressions = [{ key: HOSTNAME, operator: 'In' as const, values }];
      // The least that tells them apart: weights are counted against those of the pod's user.
      return { weight: MOST_WISHES - i, preference: { matchExpressions } };
    });
}
