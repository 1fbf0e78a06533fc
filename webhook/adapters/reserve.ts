/**
 * Room for pods that have no node yet: those the view shows as waiting, and those that were
 * admitted a moment ago and are not in the view. Each takes the first node, by name, that could
 * hold it. The scheduler may choose another node of the same pool, so a node's figure is a guess
 * and a pool's total is not; a pod that fits nowhere takes nothing.
 */
import { isClaimResource } from '../core/fit/dra.ts';
import type { NodeFacts } from '../core/menu/node.ts';
import type { Pod } from '../core/pod.ts';
import type { Amounts } from '../core/fit/room.ts';
import { admits, untolerated } from '../core/selector.ts';

export interface Waiting {
  readonly pod: Pod;
  readonly requests: Amounts;
}

interface Group extends Waiting {
  count: number;
}

export function reserve(
  nodes: readonly NodeFacts[],
  waiting: Iterable<Waiting>,
): readonly NodeFacts[] {
  const groups = alike(waiting);
  if (groups.length === 0) return nodes;
  const after = [...nodes];
  for (const group of groups) place({ ...group, requests: offered(group.requests, nodes) }, after);
  return after;
}

/** A claim for what is no GPU, or for what nobody told us of, takes nothing that we count. */
function offered(requests: Amounts, nodes: readonly NodeFacts[]): Amounts {
  const names = Object.keys(requests);
  const unknown = names.filter(
    (name) => isClaimResource(name) && !nodes.some(({ allocatable }) => name in allocatable),
  );
  if (unknown.length === 0) return requests;
  return Object.fromEntries(Object.entries(requests).filter(([name]) => !unknown.includes(name)));
}

/** Replicas share their objects, so a burst of a thousand pods is one group and one walk. */
function alike(waiting: Iterable<Waiting>): Group[] {
  const groups = new Map<Pod, Map<Amounts, Group>>();
  for (const { pod, requests } of waiting) {
    const ofPod = groups.get(pod) ?? new Map<Amounts, Group>();
    const group = ofPod.get(requests) ?? { pod, requests, count: 0 };
    group.count++;
    groups.set(pod, ofPod.set(requests, group));
  }
  const found = [...groups.values()].flatMap((ofPod) => [...ofPod.values()]);
  if (found.length < 2) return found;
  // The order of arrival differs from replica to replica; what is written in the pods does not.
  const named = found.map((group) => ({
    group,
    name: JSON.stringify([group.pod, group.requests]),
  }));
  return named.toSorted((a, b) => (a.name < b.name ? -1 : 1)).map(({ group }) => group);
}

function place(group: Group, nodes: NodeFacts[]): void {
  let left = group.count;
  for (const [i, node] of nodes.entries()) {
    if (left === 0) return;
    const here = Math.min(left, roomFor(group, node));
    if (here === 0) continue;
    nodes[i] = { ...node, used: taken(node.used, group.requests, here) };
    left -= here;
  }
}

function roomFor({ pod, requests }: Waiting, node: NodeFacts): number {
  let room = Infinity;
  for (const name in requests) {
    const free = (node.allocatable[name] ?? 0) - (node.used[name] ?? 0);
    room = Math.min(room, Math.floor(free / (requests[name] ?? 1)));
    if (room <= 0) return 0;
  }
  return node.schedulable && admits(pod, node) && tolerated(pod, node) ? room : 0;
}

const tolerated = (pod: Pod, node: NodeFacts): boolean =>
  node.taints.length === 0 || untolerated(node.taints, pod.spec.tolerations ?? []).length === 0;

function taken(used: Amounts, requests: Amounts, count: number): Amounts {
  const sum: Record<string, number> = { ...used };
  for (const name in requests) sum[name] = (sum[name] ?? 0) + (requests[name] ?? 0) * count;
  return sum;
}
