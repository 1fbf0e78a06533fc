/** JobSet: of each replicated Job as many Jobs as it has replicas, whose pods are numbered. */
import { scaleFrom } from '../../core/identity/scale.ts';
import { count, isRecord, member, text, type Raw } from '../raw.ts';
import { atOnceOf, ofJob } from './batch.ts';
import type { Labels, Made, Makers, Pointers } from './kind.ts';
import { templateAt } from './pointers.ts';

const LABEL = 'jobset.sigs.k8s.io';

export const jobSet: Makers = {
  'JobSet.jobset.x-k8s.io': ({ spec, name }) =>
    replicatedJobs(spec).map((job, i) =>
      podsOfReplicated({
        set: name,
        job: nameOf(job, i),
        jobs: count(job['replicas'], 1),
        spec: member(job, 'template', 'spec'),
        writtenAt: templateAt(`/spec/replicatedJobs/${i}/template/spec/template`),
      }),
    ),
};

export const replicatedJobs = (spec: Raw): Raw[] =>
  Array.isArray(spec['replicatedJobs']) ? spec['replicatedJobs'].filter(isRecord) : [];

export const nameOf = (job: Raw, at: number): string => text(job['name']) ?? `job-${at}`;

export interface Replicated {
  readonly set: string;
  readonly job: string;
  /** How many Jobs of it. */
  readonly jobs: number;
  /** Of one Job. */
  readonly spec: Raw;
  readonly writtenAt: Pointers;
  readonly labels?: Labels;
}

export function podsOfReplicated({ set, job, jobs, spec, writtenAt, labels }: Replicated): Made {
  const each = Math.max(1, atOnceOf(spec));
  const scale = scaleFrom('Job', { completionMode: 'Indexed', ...spec });
  const nameAt = (at: number) => `${set}-${job}-${Math.floor(at / each)}`;
  // The set numbers pods unless it is told not to.
  const numbered = spec['completionMode'] !== 'NonIndexed';
  return {
    group: job,
    template: member(spec, 'template'),
    writtenAt,
    signs: (at) =>
      ofJob(nameAt(at), numbered ? at % each : 'unnumbered', {
        ...labels,
        [`${LABEL}/jobset-name`]: set,
        [`${LABEL}/replicatedjob-name`]: job,
        [`${LABEL}/replicatedjob-replicas`]: String(jobs),
        [`${LABEL}/job-index`]: String(Math.floor(at / each)),
        [`${LABEL}/restart-attempt`]: '0',
      }),
    replicas: jobs * atOnceOf(spec),
    // Of several Jobs each counts its own.
    ...(jobs === 1 ? { numbers: { kind: 'Job', name: nameAt(0), scale } as const } : {}),
  };
}
