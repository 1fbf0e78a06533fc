/** What an object of a review is called, so that no two of them look the same. */
import { counted } from '../core/text.ts';
import { titleOf } from '../core/title.ts';
import type { Reviewed, Subject } from './report.ts';

/** Kubernetes' own kinds that others have taken the name of, by their groups. */
const OWN: Readonly<Record<string, string>> = {
  CronJob: 'batch',
  DaemonSet: 'apps',
  Deployment: 'apps',
  Ingress: 'networking.k8s.io',
  Job: 'batch',
  Namespace: '',
  Node: '',
  Pod: '',
  PodGroup: 'scheduling.k8s.io',
  ReplicaSet: 'apps',
  ResourceQuota: '',
  Service: '',
  StatefulSet: 'apps',
};

/** With its group where Kubernetes has another kind of that name, as kubectl writes it: `Job.batch.volcano.sh`. */
export function kindOf({ apiVersion, kind }: Pick<Subject, 'apiVersion' | 'kind'>): string {
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  const own = OWN[kind];
  return own === undefined || own === group || group === '' ? kind : `${kind}.${group}`;
}

/** With the part of it, where it has several. */
export function subjectTitle(subject: Subject): string {
  const { namespace, name, group } = subject;
  const where = namespace === '' ? {} : { namespace };
  const title = titleOf({ kind: kindOf(subject), ...where, name });
  return group === '' ? title : `${title} (${group})`;
}

/** How many stand there at once, in words. */
export function podsOf({ least, most }: Reviewed['atOnce']): string {
  if (least === most) return counted(least, 'pod');
  if (most !== 'unknown') return `${least} to ${counted(most, 'pod')}`;
  return least === 0 ? 'any number of pods' : `${counted(least, 'pod')} or more`;
}
