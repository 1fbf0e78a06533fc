/**
 * Tells the cluster's state of a pod that was let in, so that the next pod is not sent to the same
 * free slice before the view shows this one.
 */
import type { Review } from '../core/review.ts';
import type { ClusterState } from './cluster-state.ts';
import { trimPod } from './seen-pod.ts';

/** For a stored CREATE only: not under dry-run, not for a refusal in force. */
export function expectAdmitted(
  state: ClusterState,
  { pod, namespace }: Pick<Review, 'pod' | 'namespace'>,
  now: number,
): void {
  const { uid = '', name = '' } = pod.metadata;
  const seen = trimPod(pod);
  const { gpu, node, requests } = seen;
  // One that is gated waits for somebody else; one that is bound shows on its node.
  if (uid === '' || node !== '' || gpu?.placeable !== true) return;
  // The request says where it is going, the object need not.
  const inNamespace = { ...seen, metadata: { ...seen.metadata, namespace } };
  state.expect({ uid, namespace, name, pod: gpu.pod, requests, seen: inNamespace }, now);
}
