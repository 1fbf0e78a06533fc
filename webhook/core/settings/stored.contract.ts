/** What an engine is told on a shared card, in few words. */
import { expect } from '@jest/globals';
import type { Container, Pod } from '../pod.ts';
import type { Terms } from '../terms.ts';
import { shared } from '../testing/nodes.ts';
import { patched, wire } from '../testing/patched.contract.ts';
import { container, podOf } from '../testing/pods.ts';
import { profilesFor, proposed, termsOf } from '../testing/world.ts';

export interface Row {
  readonly name: string;
  readonly parts: Partial<Container>;
  readonly want: object | string;
}

/** A quarter of 23,034 MiB, less 512 MiB: 0.2277 of the card. */
const nodes = [shared('l4', 'l4', { replicas: 4, renamed: true })];
const used = { measuredOn: 'L4', vramMaxMiB: 3000, smP95: 0.1 };
const terms: Terms = termsOf({ ladder: ['timeSlice', 'mps', 'fraction'], settings: 'rewrite' });

/** The GPU container as it is stored; or why it shares nothing. */
export function stored(parts: Partial<Container>): object | string | undefined {
  const pod: Pod = podOf({ containers: [container('server', parts)] });
  const decision = proposed(pod, { nodes, terms }, used);
  const [one] = decision.containers;
  if (one?.asked === one?.chosen) return one?.candidates[0]?.rejectedBy?.says;
  const after = patched(pod, decision.edits);
  // What was seen of it was seen under its own words, not under ours.
  const profiles = profilesFor(pod, used);
  expect(proposed(after, { nodes, terms, profiles }).edits).toEqual([]);
  const { command, args, env } = after.spec.containers[0] ?? { name: '' };
  return wire({
    command,
    args,
    env: env?.map(({ name, value }) => `${name}=${value ?? 'elsewhere'}`),
  });
}
