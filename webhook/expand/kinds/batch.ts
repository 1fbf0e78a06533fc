/** What comes with Kubernetes and ends: Jobs, and Jobs by the clock. */
import { scaleFrom } from '../../core/identity/scale.ts';
import { count, member, type Raw } from '../raw.ts';
import type { Labels, Made, Makers, Signs } from './kind.ts';
import { templateAt } from './pointers.ts';

export const batch: Makers = {
  'Job.batch': ({ spec, name }) => [jobPods(spec, '/spec', name)],

  /** The Job of the minute; a CronJob names it by minutes since the epoch. */
  'CronJob.batch': ({ spec, name, minute }) => [
    overlapping(
      jobPods(member(spec, 'jobTemplate', 'spec'), '/spec/jobTemplate/spec', `${name}-${minute}`),
      spec['concurrencyPolicy'],
    ),
  ],
};

function jobPods(spec: Raw, at: string, name: string): Made {
  const scale = scaleFrom('Job', spec);
  return {
    template: member(spec, 'template'),
    writtenAt: templateAt(`${at}/template`),
    signs: (pod) => ofJob(name, scale === 'none' ? 'unnumbered' : pod),
    replicas: atOnceOf(spec),
    numbers: { kind: 'Job', name, scale },
  };
}

/** Pods of a Job that run at once. */
export function atOnceOf(spec: Raw): number {
  const parallel = count(spec['parallelism'], 1);
  return Math.min(parallel, count(spec['completions'], parallel));
}

/** Of a pod of a Job of this name, and its index where the Job numbers its pods. */
export function ofJob(name: string, index: number | 'unnumbered', labels: Labels = {}): Signs {
  const numbered =
    index === 'unnumbered' ? {} : { 'batch.kubernetes.io/job-completion-index': String(index) };
  return {
    generateName: index === 'unnumbered' ? `${name}-` : `${name}-${index}-`,
    owner: { apiVersion: 'batch/v1', kind: 'Job', name },
    labels: { ...labels, 'batch.kubernetes.io/job-name': name, 'job-name': name, ...numbered },
  };
}

/** Of what a schedule makes: unless it is forbidden, a run may begin before the last one has ended. */
export function overlapping(made: Made, policy: unknown): Made {
  if (policy === 'Forbid' || policy === 'Replace') return made;
  const least = made.atOnce?.least ?? made.replicas;
  return { ...made, atOnce: { least, most: 'unknown', because: 'its runs may overlap' } };
}
