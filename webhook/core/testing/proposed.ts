/** What is proposed for a pod where a slice of three compute units and a whole card are offered. */
import type { Pod } from '../pod.ts';
import { propose } from '../propose.ts';
import { cards, mixed } from './nodes.ts';
import { patched } from './patched.contract.ts';
import { reviewOf } from './pods.ts';
import { patchFor } from './told.ts';
import { profilesFor, worldOf, type WorldParts } from './world.ts';

export const small = mixed('small', 'h100', { '1g.10gb': 7 });
export const large = mixed('large', 'h100', { '3g.40gb': 2 });
export const card = cards('card', 'h100');

export const worldFor = (pod: Pod, parts: Partial<WorldParts> = {}) =>
  worldOf({ nodes: [large, card], profiles: profilesFor(pod), ...parts });

export const decided = (pod: Pod, parts: Partial<WorldParts> = {}) =>
  propose(reviewOf(pod), worldFor(pod, parts));

export function visited(pod: Pod, parts: Partial<WorldParts> = {}): Pod {
  const { inForce, edits } = decided(pod, parts);
  return inForce ? patched(pod, edits) : pod;
}

export const paths = (pod: Pod, parts: Partial<WorldParts> = {}) =>
  patchFor(pod, decided(pod, parts)).map(({ op, path }) => `${op} ${path}`);
