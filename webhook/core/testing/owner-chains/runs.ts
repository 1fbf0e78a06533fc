/** Work that ends: training, pipelines, queues, schedules. */
import { made, minuteOf, named, owner, type Chain, type Run } from './chain.ts';

const JOB_SET = 'jobset.sigs.k8s.io';
const jobOf = (name: string, run: Run) => owner('Job', name, 'batch/v1', run);

/** Index and replicated job are each pod's own, the set is everybody's. */
const inJobSet = (set: string, run: Run, labels = {}) => {
  const name = `${set}-node-${run.ordinal}`;
  return made(jobOf(name, run), run, {
    [`${JOB_SET}/jobset-name`]: set,
    [`${JOB_SET}/replicatedjob-name`]: 'node',
    [`${JOB_SET}/job-index`]: `${run.ordinal}`,
    'batch.kubernetes.io/job-name': name,
    ...labels,
  });
};

const TRAINING = 'training.kubeflow.org';
const kubeflow = (kind: string, role: string, run: Run) =>
  named(`bert-${role}-${run.ordinal}`, owner(kind, 'bert', 'kubeflow.org/v1', run), run, {
    [`${TRAINING}/job-name`]: 'bert',
    [`${TRAINING}/replica-type`]: role,
    [`${TRAINING}/replica-index`]: `${run.ordinal}`,
  });

const rayJob = (cluster: string, run: Run) =>
  made(owner('RayCluster', cluster, 'ray.io/v1', run), run, {
    'ray.io/cluster': cluster,
    'ray.io/node-type': 'worker',
    'ray.io/originated-from-cr-name': 'tune',
    'ray.io/originated-from-crd': 'RayJob',
  });

const workflow = (name: string, run: Run, labels = {}) =>
  named(`${name}-embed-1839`, owner('Workflow', name, 'argoproj.io/v1alpha1', run), run, {
    'workflows.argoproj.io/workflow': name,
    'workflows.argoproj.io/completed': 'false',
    ...labels,
  });

const tekton = (taskRun: string, run: Run, labels = {}) =>
  named(`${taskRun}-pod`, owner('TaskRun', taskRun, 'tekton.dev/v1', run), run, {
    'tekton.dev/taskRun': taskRun,
    'tekton.dev/task': 'embed',
    ...labels,
  });
const pipeline = (run: Run) => ({
  'tekton.dev/pipelineRun': `build-${run.five}`,
  'tekton.dev/pipelineTask': 'embed',
  'tekton.dev/pipeline': 'build',
});

const volcano = (name: string, run: Run) =>
  named(
    `${name}-worker-${run.ordinal}`,
    owner('Job', name, 'batch.volcano.sh/v1alpha1', run),
    run,
    {
      'volcano.sh/job-name': name,
      'volcano.sh/task-spec': 'worker',
    },
  );

const SPARK = 'sparkoperator.k8s.io';
const spark = (app: string, run: Run, role: string) => ({
  [`${SPARK}/app-name`]: app,
  'spark-app-selector': `spark-${run.hash}`,
  'spark-role': role,
});
const application = (name: string, run: Run) =>
  owner('SparkApplication', name, `${SPARK}/v1beta2`, run);
const executor = (app: string, run: Run) =>
  named(`${app}-${run.hash}-exec-1`, owner('Pod', `${app}-driver`, 'v1', run), run, {
    ...spark(app, run, 'executor'),
  });

const training: readonly Chain[] = [
  {
    name: 'a JobSet',
    pod: (run) => inJobSet('sweep', run),
    want: `JobSet/sweep by label ${JOB_SET}/jobset-name`,
  },
  {
    name: 'a Job that says it is of another JobSet',
    pod: (run) => inJobSet('sweep', run, { [`${JOB_SET}/jobset-name`]: 'other' }),
    want: 'Job/sweep-node-0 by owner',
    each: true,
  },
  {
    name: 'a TrainJob is known by its JobSet, which has its name',
    pod: (run) => inJobSet('bert', run),
    seen: (run) => ({
      [`Job/bert-node-${run.ordinal}`]: owner('JobSet', 'bert', 'jobset.x-k8s.io/v1alpha2', run),
    }),
    want: 'JobSet/bert by informer',
  },
  {
    name: 'a PyTorchJob',
    pod: (run) => kubeflow('PyTorchJob', 'worker', run),
    want: 'PyTorchJob/bert by owner',
  },
  { name: 'a TFJob', pod: (run) => kubeflow('TFJob', 'chief', run), want: 'TFJob/bert by owner' },
  {
    name: 'a worker of an MPIJob',
    pod: (run) => kubeflow('MPIJob', 'worker', run),
    want: 'MPIJob/bert by owner',
  },
  {
    name: 'the launcher of an MPIJob v1, a pod',
    pod: (run) => kubeflow('MPIJob', 'launcher', run),
    want: 'MPIJob/bert by owner',
  },
  {
    name: 'the launcher of an MPIJob v2beta1, a Job',
    pod: (run) =>
      made(jobOf('bert-launcher', run), run, {
        [`${TRAINING}/job-name`]: 'bert',
        [`${TRAINING}/job-role`]: 'launcher',
        [`${TRAINING}/operator-name`]: 'mpi-operator',
      }),
    want: `MPIJob/bert by label ${TRAINING}/job-name`,
  },
  {
    name: 'a RayCluster',
    pod: (run) =>
      made(owner('RayCluster', 'shared', 'ray.io/v1', run), run, { 'ray.io/cluster': 'shared' }),
    want: 'RayCluster/shared by owner',
  },
  {
    name: 'a RayJob',
    pod: (run) => rayJob(`tune-${run.five}`, run),
    want: 'RayJob/tune by label ray.io/originated-from-cr-name',
  },
  {
    name: 'the submitter of a RayJob',
    pod: (run) =>
      made(jobOf('tune', run), run, {
        'ray.io/originated-from-cr-name': 'tune',
        'ray.io/originated-from-crd': 'RayJob',
      }),
    want: 'RayJob/tune by label ray.io/originated-from-cr-name',
  },
  { name: 'a Volcano Job', pod: (run) => volcano('mpi', run), want: 'Job/mpi by owner' },
  {
    name: 'a Volcano CronJob',
    pod: (run) => volcano(`nightly-${minuteOf(run)}`, run),
    want: 'CronJob/nightly by job-name',
  },
];

const pipelines: readonly Chain[] = [
  { name: 'an Argo Workflow', pod: (run) => workflow('etl', run), want: 'Workflow/etl by owner' },
  {
    name: 'an Argo Workflow with a generated name',
    pod: (run) => workflow(`etl-${run.five}`, run),
    want: 'Workflow/etl-x7k2q by owner',
    each: true,
  },
  {
    name: 'an Argo CronWorkflow, by the second in the Workflow’s name',
    pod: (run) => workflow(`etl-${run.second}`, run),
    want: 'CronWorkflow/etl by workflow-name',
  },
  {
    name: 'Kubeflow Pipelines, folded by what the pipeline’s author labelled',
    pod: (run) => workflow(`asr-train-${run.five}`, run, { 'pipelines.acme.io/step': 'embed' }),
    identity: ['pipelines.acme.io/step'],
    want: 'Workflow/embed by policy ours',
  },
  { name: 'a Tekton TaskRun', pod: (run) => tekton('smoke', run), want: 'TaskRun/smoke by owner' },
  {
    name: 'a Tekton PipelineRun, above the TaskRun',
    pod: (run) => tekton(`build-${run.five}-embed`, run, pipeline(run)),
    want: 'PipelineRun/build-x7k2q by label tekton.dev/pipelineRun',
    each: true,
  },
  {
    name: 'a TaskRun that says it is of another PipelineRun',
    pod: (run) => tekton('smoke', run, pipeline(run)),
    want: 'TaskRun/smoke by owner',
  },
  {
    name: 'Tekton runs folded by pipeline and task',
    pod: (run) => tekton(`build-${run.five}-embed`, run, pipeline(run)),
    identity: ['tekton.dev/pipeline', 'tekton.dev/task'],
    want: 'PipelineRun/build/embed by policy ours',
  },
  {
    name: 'the driver of a SparkApplication',
    pod: (run) => named('etl-driver', application('etl', run), run, spark('etl', run, 'driver')),
    want: 'SparkApplication/etl by owner',
  },
  {
    name: 'an executor, whose owner is the driver',
    pod: (run) => executor('etl', run),
    want: `SparkApplication/etl by label ${SPARK}/app-name`,
  },
  {
    name: 'an executor that says it is of another application',
    pod: (run) => ({ ...executor('etl', run), labels: spark('other', run, 'executor') }),
    want: 'Pod/etl-driver by owner',
  },
  {
    name: 'the driver of a ScheduledSparkApplication',
    pod: (run) => {
      const app = `etl-${run.second}123456789`;
      return named(`${app}-driver`, application(app, run), run, spark(app, run, 'driver'));
    },
    want: 'ScheduledSparkApplication/etl by sparkapplication-name',
  },
  {
    name: 'its executor: driver, application, schedule',
    pod: (run) => executor(`etl-${run.second}123456789`, run),
    want: 'ScheduledSparkApplication/etl by sparkapplication-name',
  },
];

export const runs: readonly Chain[] = [...training, ...pipelines];
