import { describe, expect } from '@jest/globals';
import { gpuAsks } from '../asks.ts';
import type { NodeFacts } from '../menu/node.ts';
import type { Pod, PreferredNodes } from '../pod.ts';
import { HOSTNAME } from '../fit/packing.ts';
import { effectiveRequests } from '../requests.ts';
import { takesNow } from '../testing/oracle.ts';
import { sliced, type Visit } from '../testing/visits.ts';
import { crowdFrom, type Scene } from '../testing/scenes.ts';
import { always, alwaysOf, type Kind } from '../testing/laws.contract.ts';

const wishful: Kind = {
  every: (scene, seen) => ourWishes(scene, seen).length > 0,
  from: crowdFrom,
  outOf: 60,
};

/** A slice that the node itself hands out, and those with room are alike in all but how full they are. */
const uneven: Kind = {
  every: (scene, seen) =>
    packs(scene) &&
    sliced(seen) &&
    seen.decision.containers.every(({ mechanism }) => OF_NODES.has(mechanism)) &&
    new Set(withRoom(scene, seen).map(kindOf)).size === 1 &&
    levelsOf(scene, seen).size > 1,
  from: crowdFrom,
  outOf: 80,
};

const packs = ({ parts: { terms } }: Scene): boolean =>
  terms !== 'none' && terms?.packing === 'fuller';

/** All but what every node of a fleet has for itself. */
function kindOf({ taints, allocatable, labels, engine, claimable }: NodeFacts): string {
  const { [HOSTNAME]: _, zone: __, team: ___, rack: ____, ...telling } = labels;
  return JSON.stringify([taints, allocatable, telling, engine, claimable]);
}

const OF_NODES: ReadonlySet<string> = new Set(['mig', 'timeSlice', 'mps']);

describe('what the pod would rather have', () => {
  always("is its user's, and behind it a few of ours, where the policy says so", (scene, seen) => {
    expect(wishesOf(seen.pod).slice(0, wishesOf(scene.pod).length)).toEqual(wishesOf(scene.pod));
    if (!packs(scene) || !sliced(seen)) expect(ourWishes(scene, seen)).toEqual([]);
  });

  alwaysOf(wishful, 'is ours for nodes with room, the fuller the more', (scene, seen) => {
    const added = ourWishes(scene, seen);
    const wanted = effectiveRequests(seen.pod);
    const taken = added.map(({ preference }) => {
      const [one] = preference.matchExpressions ?? [];
      const named = scene.parts.nodes.filter(({ name }) => one?.values?.includes(name));
      expect(named.length).toBe(one?.values?.length);
      for (const node of named) expect(takesNow(seen.pod.spec, node, wanted)).toBe(true);
      return Math.max(...named.map((node) => shareTaken(node, seen.pod)));
    });
    expect(added.map(({ weight }) => weight)).toEqual([3, 2, 1].slice(0, added.length));
    expect(taken).toEqual(taken.toSorted((a, b) => b - a));
  });

  alwaysOf(uneven, 'is the fullest of the nodes with room, where they differ', (scene, seen) => {
    const levels = levelsOf(scene, seen);
    const [first] = ourWishes(scene, seen);
    const [fullest] = first?.preference.matchExpressions?.[0]?.values ?? [];
    const named = scene.parts.nodes.filter(({ name }) => name === fullest);
    expect(named.map((node) => shareTaken(node, seen.pod))).toEqual([Math.max(...levels)]);
  });
});

const withRoom = ({ parts }: Scene, { pod }: Visit): readonly NodeFacts[] =>
  parts.nodes.filter((node) => takesNow(pod.spec, node, effectiveRequests(pod)));

/** How full those are that have room for it. */
const levelsOf = (scene: Scene, seen: Visit): ReadonlySet<number> =>
  new Set(withRoom(scene, seen).map((node) => shareTaken(node, seen.pod)));

const ourWishes = ({ pod }: Scene, seen: Visit): readonly PreferredNodes[] =>
  wishesOf(seen.pod).slice(wishesOf(pod).length);

const wishesOf = ({ spec }: Pod) =>
  (spec.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ??
    []) as PreferredNodes[];

/** Of all units of what the pod takes, those that are taken. */
function shareTaken({ allocatable, used }: NodeFacts, pod: Pod): number {
  const names = new Set(gpuAsks(pod).map(({ resource }) => resource));
  const sum = (of: Readonly<Record<string, number>>): number =>
    [...names].reduce((total, name) => total + (of[name] ?? 0), 0);
  return sum(used) / sum(allocatable);
}
