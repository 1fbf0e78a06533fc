/**
 * Pods that wait whole though a slice was theirs: nobody of ours has seen them come. Whether it was
 * our webhook that was away or the policy that was not there yet, a pod that is stored cannot be made
 * smaller, and one that comes anew is; so the question is what would become of it now.
 */
import type { Decision } from '../decision.ts';
import { DECISION, governed } from '../governed.ts';
import { propose } from '../propose.ts';
import type { Review } from '../review.ts';
import type { World } from '../world.ts';

/** Whether `/validate` has found that a pod came past `/mutate`. */
export const hasMissed = ({ rules }: Decision): boolean =>
  rules.some(({ id }) => id === 'visit/not-rewritten');

export interface Missed {
  /** What it would be given. */
  readonly decision: Decision;
  /** Whether the pod itself must come anew, or its whole revision, because siblings of it run whole. */
  readonly anew: 'pod' | 'revision';
}

/**
 * `nothing` where coming anew changes nothing, or it waits for no node. `judged`: whether `/validate`
 * has seen that it came past `/mutate`; of others that stand beside whole siblings nobody can tell
 * whether we had left them whole for that.
 */
export function missedBy(review: Review, world: World, judged: boolean): Missed | 'nothing' {
  const { metadata, spec } = review.pod;
  const bound = spec.nodeName !== undefined && spec.nodeName !== '';
  const seenByUs = metadata.annotations?.[DECISION] !== undefined;
  if (bound || seenByUs || !governed(review.pod)) return 'nothing';
  const now = propose(review, world);
  if (isRewrite(now)) return { decision: now, anew: 'pod' };
  if (!judged) return 'nothing';
  const rolledOut = propose(review, withoutSiblings(world));
  return isRewrite(rolledOut) ? { decision: rolledOut, anew: 'revision' } : 'nothing';
}

const isRewrite = ({ verdict, inForce }: Decision): boolean => verdict === 'rewrite' && inForce;

/** As the first pod of a revision finds it. */
const alone = new WeakMap<World, World>();

function withoutSiblings(world: World): World {
  const made = alone.get(world) ?? { ...world, siblings: () => 'none' };
  alone.set(world, made);
  return made;
}
