/** What tells replicas of one rollout from those of the next. */
import type { ObjectMeta } from '../pod.ts';

/** A worker's StatefulSet is its group's own, and so is its hash; this one is the whole set's. */
const SET_REVISION = 'leaderworkerset.sigs.k8s.io/template-revision-hash';

/** The hash its controller wrote; without one, the revision. */
export function controllerHash({ labels = {} }: ObjectMeta, revision: string): string {
  const set = labels[SET_REVISION];
  // Leader and workers have templates of their own under it.
  if (set !== undefined) return `${set} ${revision}`;
  return (
    labels['pod-template-hash'] ??
    labels['rollouts-pod-template-hash'] ??
    labels['controller-revision-hash'] ??
    revision
  );
}
