/** A pod that keeps its card and is kept off slices, when the API server asks again. */
import { describe, expect, test } from '@jest/globals';
import type { Pod } from './pod.ts';
import { propose } from './propose.ts';
import { requiredTerms } from './selector.ts';
import { cards, mixed, shared } from './testing/nodes.ts';
import { patched } from './testing/patched.contract.ts';
import { container, podOf, reviewOf } from './testing/pods.ts';
import { patchFor } from './testing/told.ts';
import { profilesFor, worldOf, type WorldParts } from './testing/world.ts';

const nodes = [
  mixed('large', 'h100', { '3g.40gb': 2 }),
  cards('card', 'h100'),
  shared('turns', 'l4', { replicas: 4, renamed: false }),
];

const decided = (pod: Pod, profiles: WorldParts['profiles'] = profilesFor(pod)) =>
  propose(reviewOf(pod), worldOf({ nodes, profiles }));
const visited = (pod: Pod, profiles?: WorldParts['profiles']): Pod =>
  patched(pod, decided(pod, profiles).edits);
const patch = (pod: Pod, profiles?: WorldParts['profiles']) =>
  patchFor(pod, decided(pod, profiles));

const named = (pod: Pod, image: string): Pod => ({
  ...pod,
  spec: { ...pod.spec, containers: [{ ...container('server'), image }] },
});

describe('a pod kept off slices for want of evidence', () => {
  const measured = podOf();
  const kept = visited(named(measured, 'other.example.com/server:1'), profilesFor(measured));

  test('is kept off them', () => {
    expect(requiredTerms(kept)?.[0]?.matchExpressions).toMatchObject([{ operator: 'NotIn' }]);
  });

  test('stays so when its evidence comes meanwhile', () => {
    expect(patch(kept)).toEqual([]);
  });

  test('is decided anew where a neighbour names the image that was measured', () => {
    const renamed = named(kept, measured.spec.containers[0]?.image ?? '');
    const again = visited(renamed);
    expect(again).toEqual(visited(measured));
    expect(patch(again, profilesFor(measured))).toEqual([]);
  });
});
