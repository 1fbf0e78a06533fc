/** Pods that start together or not at all. */
import type { Pod } from '../pod.ts';
import type { NeverSlice } from './rule.ts';

const OWNERS: ReadonlySet<string> = new Set([
  'JAXJob',
  'JobSet',
  'LeaderWorkerSet',
  'MPIJob',
  'MXJob',
  'PaddleJob',
  'PodClique',
  'PyTorchJob',
  'RayJob',
  'TFJob',
  'TrainJob',
  'XGBoostJob',
]);

/** Labels and annotations by which a scheduler or a controller knows a group. */
const KEYS = [
  'gang.scheduling.koordinator.sh/name',
  'grove.io/podgang',
  'jobset.sigs.k8s.io/jobset-name',
  'kueue.x-k8s.io/pod-group-name',
  'leaderworkerset.sigs.k8s.io/name',
  'pod-group.scheduling.sigs.k8s.io',
  'pod-group.scheduling.sigs.k8s.io/name',
  // KubeRay's for hosts that come and go together; workers of one host each have none.
  'ray.io/worker-group-replica-name',
  'scheduling.k8s.io/group-name',
  'scheduling.x-k8s.io/pod-group',
  'training.kubeflow.org/job-name',
  'volcano.sh/job-name',
  'yunikorn.apache.org/task-group-name',
];

/** KubeRay's word for what it made a cluster for; one of a RayCluster or a RayService serves many. */
const RAY_ORIGIN = 'ray.io/originated-from-crd';

export function gangSign({ metadata, spec }: Pod, ownerKind: string): string | undefined {
  if (OWNERS.has(ownerKind)) return `its owner is of kind ${ownerKind}`;
  const { labels = {}, annotations = {} } = metadata;
  for (const key of KEYS) {
    const value = annotations[key] ?? labels[key];
    if (value !== undefined) return `it carries ${key}=${value}`;
  }
  if (labels[RAY_ORIGIN] === 'RayJob') return `it carries ${RAY_ORIGIN}=RayJob`;
  const field = spec.schedulingGroup === undefined ? 'workloadRef' : 'schedulingGroup';
  return spec[field] === undefined ? undefined : `it has a ${field}`;
}

export const gang: NeverSlice = {
  id: 'never/gang',
  about: 'Pods that start together or not at all belong to one job over several GPUs.',
  check: ({ pod, workload }) => gangSign(pod, workload.kind),
};
