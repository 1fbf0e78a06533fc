/**
 * Counts that the API server would not read: in the kinds whose pods are known, each is a whole number of
 * 32 bits. Taken for unsaid, fifty replicas in quotes would be one.
 */
import { stepsOf, token } from '../core/edits/pointer.ts';
import { shownAmount } from '../core/quantity.ts';
import { qualified } from './kinds/all.ts';
import { isCount, isRecord, member, MOST_COUNT, type Raw } from './raw.ts';

export interface Miscounted {
  readonly pointer: string;
  readonly says: string;
  readonly help?: string;
}

const JOB = ['/parallelism', '/completions'];
const RAY = ['replicas', 'minReplicas', 'maxReplicas', 'numOfHosts'].map(
  (field) => `/workerGroupSpecs/*/${field}`,
);
const VOLCANO = ['/tasks/*/replicas', '/tasks/*/minAvailable'];
const COMPONENT = ['/minReplicas', '/maxReplicas'];
const LLM = ['/replicas', '/scaling/minReplicas', '/scaling/maxReplicas'];
const ELASTIC = ['/elasticPolicy/minReplicas', '/elasticPolicy/maxReplicas'];

const under = (at: string, fields: readonly string[]): string[] =>
  fields.map((field) => `${at}${field}`);

const trainingJob = (field: string): string[] => [`/${field}/*/replicas`, ...ELASTIC];

/** By kind and group; pointers in the spec, where `*` is each of a list or a map. */
const COUNTS: Readonly<Record<string, readonly string[]>> = {
  ReplicationController: ['/replicas'],
  'Deployment.apps': ['/replicas'],
  'ReplicaSet.apps': ['/replicas'],
  'Rollout.argoproj.io': ['/replicas'],
  'StatefulSet.apps': ['/replicas'],
  'Job.batch': JOB,
  'CronJob.batch': under('/jobTemplate/spec', JOB),
  'Job.batch.volcano.sh': VOLCANO,
  'CronJob.batch.volcano.sh': under('/jobTemplate/spec', VOLCANO),
  'JobSet.jobset.x-k8s.io': [
    '/replicatedJobs/*/replicas',
    ...under('/replicatedJobs/*/template/spec', JOB),
  ],
  'LeaderWorkerSet.leaderworkerset.x-k8s.io': ['/replicas', '/leaderWorkerTemplate/size'],
  'RayCluster.ray.io': RAY,
  'RayJob.ray.io': under('/rayClusterSpec', RAY),
  'RayService.ray.io': under('/rayClusterConfig', RAY),
  'PyTorchJob.kubeflow.org': trainingJob('pytorchReplicaSpecs'),
  'TFJob.kubeflow.org': trainingJob('tfReplicaSpecs'),
  'XGBoostJob.kubeflow.org': trainingJob('xgbReplicaSpecs'),
  'JAXJob.kubeflow.org': trainingJob('jaxReplicaSpecs'),
  'PaddleJob.kubeflow.org': trainingJob('paddleReplicaSpecs'),
  'MXJob.kubeflow.org': trainingJob('mxReplicaSpecs'),
  'MPIJob.kubeflow.org': trainingJob('mpiReplicaSpecs'),
  'TrainJob.trainer.kubeflow.org': ['/trainer/numNodes'],
  'InferenceService.serving.kserve.io': [
    ...['predictor', 'transformer', 'explainer'].flatMap((one) => under(`/${one}`, COMPONENT)),
    '/predictor/workerSpec/pipelineParallelSize',
    '/predictor/workerSpec/tensorParallelSize',
  ],
  'LLMInferenceService.serving.kserve.io': [...LLM, ...under('/prefill', LLM)],
  'DaskCluster.kubernetes.dask.org': ['/worker/replicas'],
  'SparkApplication.sparkoperator.k8s.io': [
    '/executor/instances',
    ...under('/dynamicAllocation', ['/minExecutors', '/initialExecutors', '/maxExecutors']),
  ],
  'Workload.kueue.x-k8s.io': ['/podSets/*/count', '/podSets/*/minCount'],
  'HorizontalPodAutoscaler.autoscaling': COMPONENT,
  'ScaledObject.keda.sh': ['/minReplicaCount', '/maxReplicaCount'],
};

export function miscounted(object: Raw): Miscounted[] {
  const kind = qualified(object);
  const fields = Object.hasOwn(COUNTS, kind) ? (COUNTS[kind] ?? []) : [];
  return fields.flatMap((field) =>
    [...heldAt(member(object, 'spec'), stepsOf(field), '/spec')].flatMap(({ pointer, value }) =>
      value === null || isCount(value) ? [] : [amiss(pointer, value)],
    ),
  );
}

interface Named {
  readonly pointer: string;
  readonly value: unknown;
}

/** None where nothing is written. */
function* heldAt(value: unknown, steps: readonly string[], pointer: string): Generator<Named> {
  const [step, ...rest] = steps;
  if (step === undefined) yield { pointer, value };
  else if (step === '*' && Array.isArray(value))
    for (const [i, one] of value.entries()) yield* heldAt(one, rest, `${pointer}/${i}`);
  else if (step === '*' && isRecord(value))
    for (const [key, one] of Object.entries(value))
      yield* heldAt(one, rest, `${pointer}/${token(key)}`);
  else if (isRecord(value) && Object.hasOwn(value, step))
    yield* heldAt(value[step], rest, `${pointer}/${step}`);
}

function amiss(pointer: string, value: unknown): Miscounted {
  const field = stepsOf(pointer).join('.');
  const shown = typeof value === 'number' ? shownAmount(value) : JSON.stringify(value);
  const says = `${field} is ${shown}; it must be a whole number from 0 to ${MOST_COUNT}`;
  return typeof value === 'string' && isCount(Number(value))
    ? { pointer, says, help: `write ${Number(value)}, without quotes` }
    : { pointer, says };
}
