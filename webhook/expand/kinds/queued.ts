/**
 * What Kueue writes on the pods of an object that names one of its queues. Kinds that it suspends as a whole get the
 * name of their pod set in each template as they are admitted (its pkg/podset); of those that it cannot suspend its
 * webhooks hand the queue on to the template (its pkg/controller/jobs), so that each pod waits.
 */
import { member, text, type Raw } from '../raw.ts';
import { five, type Asked, type Labels, type Made, type Signs } from './kind.ts';

const KUEUE = 'kueue.x-k8s.io';
const QUEUE = `${KUEUE}/queue-name`;

const SUSPENDED: ReadonlySet<string> = new Set([
  'CronJob.batch',
  'Job.batch',
  'JAXJob.kubeflow.org',
  'JobSet.jobset.x-k8s.io',
  'MPIJob.kubeflow.org',
  'PaddleJob.kubeflow.org',
  'PyTorchJob.kubeflow.org',
  'RayCluster.ray.io',
  'RayJob.ray.io',
  'RayService.ray.io',
  'SparkApplication.sparkoperator.k8s.io',
  'TFJob.kubeflow.org',
  'TrainJob.trainer.kubeflow.org',
  'XGBoostJob.kubeflow.org',
]);

/** By the name that Kueue has for the parent, and whether its pods are let in as a group. */
const HANDED_ON: Readonly<Record<string, { readonly parent: string; readonly group: boolean }>> = {
  'Deployment.apps': { parent: 'deployment', group: false },
  'LeaderWorkerSet.leaderworkerset.x-k8s.io': {
    parent: 'leaderworkerset.x-k8s.io/leaderworkerset',
    group: true,
  },
  'StatefulSet.apps': { parent: 'statefulset', group: true },
};

type Marks = Pick<Signs, 'labels' | 'annotations'>;

/** `kind`: with its group, as kubectl writes it. */
export function queued(kind: string, asked: Asked, made: readonly Made[]): readonly Made[] {
  const queue = queueOf(kind, asked);
  if (queue === undefined) return made;
  return made.map((one) => {
    const marks = marksOf(kind, queue, { name: asked.name, group: one.group ?? 'main' });
    return { ...one, signs: (at) => withMarks(one.signs(at), marks) };
  });
}

/** The Jobs of a CronJob bear what its template says; an annotation is how it was said once. */
function queueOf(kind: string, { object, spec }: Asked): string | undefined {
  const meta = member(kind === 'CronJob.batch' ? member(spec, 'jobTemplate') : object, 'metadata');
  return named(member(meta, 'labels')) ?? named(member(meta, 'annotations'));
}

const named = (of: Raw): string | undefined => text(of[QUEUE]) || undefined;

function marksOf(kind: string, queue: string, of: { name: string; group: string }): Marks {
  if (SUSPENDED.has(kind)) return { labels: { [`${KUEUE}/podset`]: of.group.toLowerCase() } };
  const handed = HANDED_ON[kind];
  if (handed === undefined) return {};
  const group: Labels = handed.group
    ? {
        [`${KUEUE}/pod-group-name`]: `${handed.parent.split('/').at(-1)}-${of.name}-${five(of.name)}`,
      }
    : {};
  return {
    labels: { [QUEUE]: queue, ...group },
    annotations: { [`${KUEUE}/pod-suspending-parent`]: handed.parent },
  };
}

const withMarks = (signs: Signs, { labels, annotations }: Marks): Signs => ({
  ...signs,
  ...(labels === undefined ? {} : { labels: { ...signs.labels, ...labels } }),
  ...(annotations === undefined ? {} : { annotations: { ...signs.annotations, ...annotations } }),
});
