/**
 * What tells of the owner's owner, as data. At CREATE a pod knows its first owner only; the rest
 * stands in the owner's name and in labels, and a label counts only where the owner's name is what
 * the controller would have made of it. A label may be forged; together with a name that the
 * controller gave, it says nothing that whoever may write pods here could not say anyway.
 */
import type { Labels } from '../pod.ts';

export interface Sign {
  /** Kind and API group of the owner. A pod's own group is empty: `Pod.`. */
  readonly owner: `${string}.${string}`;
  readonly top: `${string}.${string}`;
  /** The pod's label that names the top. Without one, the top's name is what the rest leaves over. */
  readonly label?: string;
  /** Labels the pod must have besides. */
  readonly where?: Labels;
  /**
   * What follows the top's name in the owner's, in any of these ways. `{key}` stands for the value
   * of a label, `<random>` for five characters, `<minute>`, `<second>` and `<nanosecond>` for a
   * time since the epoch, and `*` at the end for anything.
   */
  readonly rest: readonly string[];
  /** Whether a top too long for its child is cut there, as Knative does. */
  readonly cut?: true;
}

const LWS = 'leaderworkerset.sigs.k8s.io';
const JOB_SET = 'jobset.sigs.k8s.io';
const KSERVE = 'serving.kserve.io';
const KNATIVE = 'serving.knative.dev';
const RAY_NAME = 'ray.io/originated-from-cr-name';
const RAY_KIND = 'ray.io/originated-from-crd';

/** KServe names after service and component; older releases added `-default`. */
const COMPONENTS = [`-{${KSERVE}/component}`, `-{${KSERVE}/component}-default`];
/** As KubeRay names them since 1.4, and before. */
const RAY_CLUSTERS = ['-<random>', '-raycluster-<random>'];
const LLM = {
  top: `LLMInferenceService.${KSERVE}`,
  label: 'app.kubernetes.io/name',
  where: { 'app.kubernetes.io/part-of': 'llminferenceservice' },
} as const;

/** The first that fits goes one link up. Sources: the controllers' code, in the projects' repositories. */
export const signs: readonly Sign[] = [
  {
    owner: 'ReplicaSet.apps',
    top: 'Rollout.argoproj.io',
    rest: ['-{rollouts-pod-template-hash}'],
  },
  { owner: 'ReplicaSet.apps', top: 'Deployment.apps', rest: ['-{pod-template-hash}'] },

  {
    owner: 'Deployment.apps',
    top: `Revision.${KNATIVE}`,
    label: `${KNATIVE}/revision`,
    rest: ['-deployment'],
    cut: true,
  },
  {
    owner: `Revision.${KNATIVE}`,
    top: `Configuration.${KNATIVE}`,
    label: `${KNATIVE}/configuration`,
    rest: ['-*'],
    cut: true,
  },
  {
    owner: `Configuration.${KNATIVE}`,
    top: `Service.${KNATIVE}`,
    label: `${KNATIVE}/service`,
    rest: [''],
  },
  {
    owner: `Service.${KNATIVE}`,
    top: `InferenceService.${KSERVE}`,
    label: `${KSERVE}/inferenceservice`,
    rest: COMPONENTS,
  },
  {
    owner: 'Deployment.apps',
    top: `InferenceService.${KSERVE}`,
    label: `${KSERVE}/inferenceservice`,
    rest: COMPONENTS,
  },
  { owner: 'Deployment.apps', ...LLM, rest: ['-kserve', '-kserve-prefill'] },
  {
    owner: 'LeaderWorkerSet.leaderworkerset.x-k8s.io',
    ...LLM,
    rest: ['-kserve-mn', '-kserve-mn-prefill'],
  },

  {
    // The leaders' StatefulSet has the name of the set, that of a group's workers the leader's.
    owner: 'StatefulSet.apps',
    top: 'LeaderWorkerSet.leaderworkerset.x-k8s.io',
    label: `${LWS}/name`,
    rest: ['', `-{${LWS}/group-index}`],
  },
  { owner: 'StatefulSet.apps', top: 'Notebook.kubeflow.org', label: 'notebook-name', rest: [''] },

  {
    owner: 'Job.batch',
    top: 'JobSet.jobset.x-k8s.io',
    label: `${JOB_SET}/jobset-name`,
    rest: [`-{${JOB_SET}/replicatedjob-name}-{${JOB_SET}/job-index}`],
  },
  {
    owner: 'Job.batch',
    top: 'MPIJob.kubeflow.org',
    label: 'training.kubeflow.org/job-name',
    rest: ['-launcher'],
  },
  {
    owner: 'Job.batch',
    top: 'RayJob.ray.io',
    label: RAY_NAME,
    where: { [RAY_KIND]: 'RayJob' },
    rest: [''],
  },
  { owner: 'Job.batch', top: 'CronJob.batch', rest: ['-<minute>'] },
  { owner: 'Job.batch.volcano.sh', top: 'CronJob.batch.volcano.sh', rest: ['-<minute>'] },

  {
    owner: 'RayCluster.ray.io',
    top: 'RayJob.ray.io',
    label: RAY_NAME,
    where: { [RAY_KIND]: 'RayJob' },
    rest: RAY_CLUSTERS,
  },
  {
    owner: 'RayCluster.ray.io',
    top: 'RayService.ray.io',
    label: RAY_NAME,
    where: { [RAY_KIND]: 'RayService' },
    rest: RAY_CLUSTERS,
  },

  { owner: 'Workflow.argoproj.io', top: 'CronWorkflow.argoproj.io', rest: ['-<second>'] },
  {
    owner: 'TaskRun.tekton.dev',
    top: 'PipelineRun.tekton.dev',
    label: 'tekton.dev/pipelineRun',
    // A task of a matrix is numbered besides.
    rest: ['-{tekton.dev/pipelineTask}', '-{tekton.dev/pipelineTask}-*'],
  },

  {
    owner: 'Pod.',
    top: 'SparkApplication.sparkoperator.k8s.io',
    label: 'sparkoperator.k8s.io/app-name',
    rest: ['-driver'],
  },
  {
    owner: 'SparkApplication.sparkoperator.k8s.io',
    top: 'ScheduledSparkApplication.sparkoperator.k8s.io',
    rest: ['-<nanosecond>', '-<second>'],
  },
];
