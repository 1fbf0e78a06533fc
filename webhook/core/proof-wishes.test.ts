import { env } from 'node:process';
import { describe, expect, test } from '@jest/globals';
import { array, assert, integer, noBias, property } from 'fast-check';
import { applyPatch } from 'rfc6902';
import { gpuAsks } from './asks.ts';
import type { NodeFacts } from './node.ts';
import type { Pod, PreferredNodes } from './pod.ts';
import { effectiveRequests } from './requests.ts';
import { LARGEST, NUMBERS } from './testing/draw.ts';
import { holdsAll, labelsAdmit, taintsAdmit } from './testing/oracle.ts';
import { sceneFrom, type Scene } from './testing/scenes.ts';
import { firstVisit, sliced, type Apply, type Visit } from './testing/visits.ts';

const numbers = noBias(
  array(integer({ min: 0, max: LARGEST }), { minLength: NUMBERS, maxLength: NUMBERS }),
);
const numRuns = Number(env['PROOF_RUNS'] ?? 200);

const wire = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
const apply: Apply = (raw, ops) => {
  const copy = wire(raw);
  const faults = applyPatch(copy, wire([...ops])).filter((fault) => fault !== null);
  if (faults.length > 0) throw new Error(String(faults[0]));
  return copy;
};

let some = 0;

/** Of every pod at every door. */
const always = (name: string, holdsTrue: (scene: Scene, seen: Visit) => void): void =>
  test(name, () => {
    assert(
      property(numbers, (list) => {
        const scene = sceneFrom(list);
        holdsTrue(scene, firstVisit(scene, apply));
      }),
      { numRuns },
    );
  });

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
