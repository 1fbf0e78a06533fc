/** Volcano: a Job of tasks, each with a template, owned by the Job itself. */
import { count, member, text, type Raw } from '../raw.ts';
import { overlapping } from './batch.ts';
import { between, type Made, type Makers } from './kind.ts';
import { templateAt } from './pointers.ts';

export const volcano: Makers = {
  'Job.batch.volcano.sh': ({ spec, apiVersion, name }) =>
    tasksIn({ spec, at: '/spec', apiVersion, name }),

  'CronJob.batch.volcano.sh': ({ spec, apiVersion, name, minute }) =>
    tasksIn({
      spec: member(spec, 'jobTemplate', 'spec'),
      at: '/spec/jobTemplate/spec',
      apiVersion,
      name: `${name}-${minute}`,
    }).map((made) => overlapping(made, spec['concurrencyPolicy'])),
};

interface Job {
  readonly spec: Raw;
  readonly at: string;
  readonly apiVersion: string;
  readonly name: string;
}

const tasksIn = (job: Job): Made[] =>
  Array.isArray(job.spec['tasks'])
    ? job.spec['tasks'].map((task, i) => podsOf(member(task), i, job))
    : [];

function podsOf(task: Raw, i: number, { spec, at, apiVersion, name }: Job): Made {
  const group = text(task['name']) ?? `default${i}`;
  const most = count(task['replicas'], 1);
  const least = Math.min(most, count(task['minAvailable'], most));
  const queue = text(spec['queue']) ?? 'default';
  const annotations = {
    'volcano.sh/job-name': name,
    'volcano.sh/queue-name': queue,
    'volcano.sh/task-spec': group,
  };
  return {
    group,
    template: member(task, 'template'),
    writtenAt: templateAt(`${at}/tasks/${i}/template`),
    signs: (pod) => ({
      name: `${name}-${group}-${pod}`,
      owner: { apiVersion, kind: 'Job', name },
      labels: {
        'volcano.sh/job-name': name,
        'volcano.sh/queue-name': queue,
        'volcano.sh/task-index': String(pod),
        'volcano.sh/task-spec': group,
      },
      annotations,
    }),
    ...between(least, most, 'Volcano may begin with as many as minAvailable says'),
    replicas: most,
  };
}
