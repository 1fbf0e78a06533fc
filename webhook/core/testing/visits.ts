/** Visits of a drawn pod as the API server makes them. Who applies a patch is the test's to say. */
import type { Decision } from '../decision.ts';
import type { Op } from '../edits/patch.ts';
import type { Pod } from '../pod.ts';
import { propose } from '../propose.ts';
import type { World } from '../world.ts';
import type { Raw } from './raw-pods.ts';
import { podIn, visitOf, type Scene } from './scenes.ts';
import { patchFor } from './told.ts';

/** JSON Patch by somebody else's hand; throws where it does not apply. */
export type Apply = (raw: Raw, ops: readonly Op[]) => Raw;

export interface Visit {
  readonly decision: Decision;
  readonly ops: readonly Op[];
  readonly after: Raw;
  readonly pod: Pod;
}

export function visit(raw: Raw, world: World, apply: Apply): Visit {
  const review = visitOf(raw);
  const decision = propose(review, world);
  const ops = patchFor(review.pod, decision);
  const after = apply(raw, ops);
  return { decision, ops, after, pod: podIn(after) };
}

export const firstVisit = ({ raw, world }: Scene, apply: Apply): Visit => visit(raw, world, apply);

/** Whether a container was given another resource or the pod another placement. */
export const rewritten = ({ decision }: Visit): boolean =>
  decision.inForce && decision.verdict === 'rewrite';

/** Slices, as opposed to a card that is kept off slices. */
export const sliced = (seen: Visit): boolean =>
  rewritten(seen) && seen.decision.containers.some(({ mechanism }) => mechanism !== 'whole');
