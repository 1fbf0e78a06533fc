/** What tells replicas of one rollout from those of the next, and from other parts of one workload. */
import { gpuAsks } from '../asks.ts';
import type { Pod } from '../pod.ts';

/** A worker's StatefulSet is its group's own, and so is its hash; this one is the whole set's. */
const SET_REVISION = 'leaderworkerset.sigs.k8s.io/template-revision-hash';

/** Labels that the API server's own controllers write, of which one tells a template's pods from the next one's. */
export const REVISION_LABELS = ['pod-template-hash', 'controller-revision-hash'] as const;

/** Parts that have templates of their own, where no hash tells them apart. */
const PARTS: readonly string[] = [
  'ray.io/group',
  'training.kubeflow.org/replica-type',
  'jobset.sigs.k8s.io/replicatedjob-name',
  'volcano.sh/task-spec',
  'spark-role',
];

/**
 * The hash its controller wrote. Without one: the revision, the part of the workload that it is, and
 * what it was submitted with; who asked for a slice by name is no replica of who asks for a card.
 */
export function controllerHash(submitted: Pod, revision: string): string {
  const { labels = {} } = submitted.metadata;
  const set = labels[SET_REVISION];
  // Leader and workers have templates of their own under it.
  if (set !== undefined) return `${set} ${revision}`;
  return (
    labels['pod-template-hash'] ??
    labels['rollouts-pod-template-hash'] ??
    labels['controller-revision-hash'] ??
    [revision, ...PARTS.map((part) => labels[part] ?? ''), ...asked(submitted)].join('\n')
  );
}

const asked = (pod: Pod): string[] =>
  gpuAsks(pod).map(({ seat, resource, count }) => `${seat.container.name} ${resource} ${count}`);
