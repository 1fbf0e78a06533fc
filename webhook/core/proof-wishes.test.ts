import { describe, expect } from '@jest/globals';
import { gpuAsks } from './asks.ts';
import type { NodeFacts } from './node.ts';
import type { Pod, PreferredNodes } from './pod.ts';
import { effectiveRequests } from './requests.ts';
import { holdsAll, labelsAdmit, taintsAdmit } from './testing/oracle.ts';
import { sliced } from './testing/visits.ts';
import { always } from './testing/laws.contract.ts';

let some = 0;

describe('what the pod would rather have', () => {
  always(
    "is its user's, and behind it ours: a few nodes with room, the fuller the more",
    (scene, seen) => {
      const added = wishesOf(seen.pod).slice(wishesOf(scene.pod).length);
      expect(wishesOf(seen.pod).slice(0, wishesOf(scene.pod).length)).toEqual(wishesOf(scene.pod));
      if (scene.parts.terms === 'none' || scene.parts.terms?.packing === 'none' || !sliced(seen))
        expect(added).toEqual([]);
      expect(added.length).toBeLessThanOrEqual(3);
      some += added.length;
      const wanted = effectiveRequests(seen.pod);
      const taken = added.map(({ preference }) => {
        const [one] = preference.matchExpressions ?? [];
        const named = scene.parts.nodes.filter(({ name }) => one?.values?.includes(name));
        expect(named.length).toBe(one?.values?.length);
        for (const node of named) {
          expect(labelsAdmit(seen.pod.spec, node) && taintsAdmit(seen.pod.spec, node)).toBe(true);
          expect(holdsAll(leftOf(node), wanted)).toBe(true);
        }
        return Math.max(...named.map((node) => shareTaken(node, seen.pod)));
      });
      expect(added.map(({ weight }) => weight)).toEqual([3, 2, 1].slice(0, added.length));
      expect(taken).toEqual(taken.toSorted((a, b) => b - a));
    },
  );
});

const wishesOf = ({ spec }: Pod) =>
  (spec.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ??
    []) as PreferredNodes[];

const leftOf = (node: NodeFacts): NodeFacts => ({
  ...node,
  allocatable: Object.fromEntries(
    Object.entries(node.allocatable).map(([name, all]) => [
      name,
      Math.max(0, all - (node.used[name] ?? 0)),
    ]),
  ),
});

/** Of all units of what the pod takes, those that are taken. */
function shareTaken({ allocatable, used }: NodeFacts, pod: Pod): number {
  const names = new Set(gpuAsks(pod).map(({ resource }) => resource));
  const sum = (of: Readonly<Record<string, number>>): number =>
    [...names].reduce((total, name) => total + (of[name] ?? 0), 0);
  return sum(used) / sum(allocatable);
}
