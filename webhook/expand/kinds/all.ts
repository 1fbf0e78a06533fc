/** Every kind whose pods are known, by kind and group: a Job of batch.volcano.sh has nothing but its name in common with one of batch. */
import { member, text, type Raw } from '../raw.ts';
import { alike, apps } from './apps.ts';
import { argo } from './argo.ts';
import { batch } from './batch.ts';
import { dask } from './dask.ts';
import { foundIn, guessed, isPodTemplate, speaksOnly, without } from './found.ts';
import { jobSet } from './jobset.ts';
import type { Asked, Made, Makers } from './kind.ts';
import { knative } from './knative.ts';
import { kserve } from './kserve.ts';
import { kueue } from './kueue.ts';
import { leaderWorkerSet } from './leader-worker-set.ts';
import { llm } from './llm.ts';
import { notebooks } from './notebooks.ts';
import { ray } from './ray.ts';
import { rollout } from './rollout.ts';
import { AUTOSCALERS } from './scaled.ts';
import { spark } from './spark.ts';
import { trainJob } from './train-job.ts';
import { training } from './training.ts';
import { volcano } from './volcano.ts';

export const makers: Makers = {
  ...apps,
  ...argo(madeFrom),
  ...batch,
  ...dask,
  ...jobSet,
  ...knative,
  ...kserve,
  ...kueue,
  ...leaderWorkerSet,
  ...llm,
  ...notebooks,
  ...ray,
  ...rollout,
  ...spark,
  ...trainJob,
  ...training,
  ...volcano,
};

/** Kinds that are only read because others name them. */
export const NAMED_BY_OTHERS: ReadonlySet<string> = new Set([
  ...AUTOSCALERS,
  'ClusterServingRuntime',
  'ClusterTrainingRuntime',
  'ClusterWorkflowTemplate',
  'ServingRuntime',
  'TrainingRuntime',
  'WorkflowTemplate',
  'WorkspaceKind',
]);

/** As kubectl writes a kind that needs telling apart: `Job.batch.volcano.sh`, and `Pod` for the core group. */
export function qualified(object: Raw): string {
  const [group = '', version] = (text(object['apiVersion']) ?? '').split('/');
  const kind = text(object['kind']) ?? '';
  return version === undefined ? kind : `${kind}.${group}`;
}

/** Of a known kind that holds nothing it is known by, what lies in it is still found. */
export function madeFrom(asked: Asked): readonly Made[] {
  const full = qualified(asked.object);
  if (Object.hasOwn(without, full) || speaksOnly(asked.apiVersion)) return [];
  const known = Object.hasOwn(makers, full);
  const made = Object.hasOwn(makers, full) ? (makers[full]?.(asked) ?? []) : [];
  if (made.length > 0) return made;
  if (!isPodTemplate(member(asked.spec, 'template'))) return foundIn(asked);
  const one = alike(asked);
  return [known ? one : { ...one, ...guessed(asked.spec) }];
}
