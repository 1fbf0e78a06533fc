/** An object of each kind that is sent, with pods of one container, and of so many as its scale says. */
import { member, type Raw } from '../expand/raw.ts';

export interface Kind {
  readonly apiVersion: string;
  readonly kind: string;
  readonly spec: (container: Raw, scale: number) => Raw;
}

type Spec = Kind['spec'];

const pod = (container: Raw): Raw => ({ containers: [container] });
const template = (container: Raw, annotations: Raw = {}): Raw => ({
  metadata: { labels: { app: 'x' }, annotations },
  spec: pod(container),
});

const replicated: Spec = (container, scale) => ({ replicas: scale, template: template(container) });
const alone: Spec = (container) => ({ template: template(container) });
const job: Spec = (container, scale) => ({
  parallelism: scale,
  completions: scale,
  template: template(container),
});
const workflow: Spec = (container, scale) => ({
  entrypoint: 'main',
  parallelism: scale,
  templates: [{ name: 'main', container }],
});
const tasks: Spec = (container, scale) => ({
  minAvailable: scale,
  tasks: [{ name: 'worker', replicas: scale, template: template(container) }],
});
const roles =
  (field: string): Spec =>
  (container, scale) => ({ [field]: { Worker: replicated(container, scale) } });
const rays: Spec = (container, scale) => ({
  headGroupSpec: { template: { spec: pod({ name: 'head', image: 'ray' }) } },
  workerGroupSpecs: [
    { groupName: 'gpu', minReplicas: 0, maxReplicas: 9, ...replicated(container, scale) },
  ],
});
const revision: Spec = (container, scale) => ({
  template: template(container, { 'autoscaling.knative.dev/min-scale': String(scale) }),
});
const servers: Spec = (container, scale) => ({ replicas: scale, template: pod(container) });
const sparks: Spec = ({ image, resources }, scale) => {
  const [name, quantity] = Object.entries(member(resources, 'limits'))[0] ?? [];
  return { driver: { cores: 1 }, executor: { image, instances: scale, gpu: { name, quantity } } };
};

const group = (apiVersion: string, specs: Readonly<Record<string, Spec>>): Kind[] =>
  Object.entries(specs).map(([kind, spec]) => ({ apiVersion, kind, spec }));

export const kinds: readonly Kind[] = [
  ...group('v1', { ReplicationController: replicated }),
  ...group('apps/v1', {
    DaemonSet: alone,
    Deployment: replicated,
    ReplicaSet: replicated,
    StatefulSet: replicated,
  }),
  ...group('batch/v1', { Job: job, CronJob: (...of) => ({ jobTemplate: { spec: job(...of) } }) }),
  ...group('argoproj.io/v1alpha1', {
    CronWorkflow: (...of) => ({ workflowSpec: workflow(...of) }),
    Rollout: replicated,
    Workflow: workflow,
    WorkflowTemplate: workflow,
  }),
  ...group('batch.volcano.sh/v1alpha1', {
    Job: tasks,
    CronJob: (...of) => ({ jobTemplate: { spec: tasks(...of) } }),
  }),
  ...group('jobset.x-k8s.io/v1alpha2', {
    JobSet: (container, scale) => ({
      replicatedJobs: [
        { name: 'node', replicas: scale, template: { spec: job(container, scale) } },
      ],
    }),
  }),
  ...group('kubeflow.org/v1', {
    JAXJob: roles('jaxReplicaSpecs'),
    MPIJob: roles('mpiReplicaSpecs'),
    MXJob: roles('mxReplicaSpecs'),
    Notebook: alone,
    PaddleJob: roles('paddleReplicaSpecs'),
    PyTorchJob: roles('pytorchReplicaSpecs'),
    TFJob: roles('tfReplicaSpecs'),
    XGBoostJob: roles('xgbReplicaSpecs'),
  }),
  ...group('kubeflow.org/v2beta1', { MPIJob: roles('mpiReplicaSpecs') }),
  ...group('kubernetes.dask.org/v1', {
    DaskCluster: (container, scale) => ({
      scheduler: { spec: pod({ name: 'scheduler', image: 'dask' }) },
      worker: { replicas: scale, spec: pod(container) },
    }),
  }),
  ...group('leaderworkerset.x-k8s.io/v1', {
    LeaderWorkerSet: (container, scale) => ({
      replicas: scale,
      leaderWorkerTemplate: { size: Math.max(1, scale), workerTemplate: template(container) },
    }),
  }),
  ...group('ray.io/v1', {
    RayCluster: rays,
    RayCronJob: (...of) => ({ jobTemplate: { rayClusterSpec: rays(...of) } }),
    RayJob: (...of) => ({ rayClusterSpec: rays(...of) }),
    RayService: (...of) => ({ rayClusterConfig: rays(...of) }),
  }),
  ...group('serving.knative.dev/v1', { Configuration: revision, Service: revision }),
  ...group('serving.kserve.io/v1beta1', {
    InferenceService: (container, scale) => ({
      predictor: { minReplicas: scale, maxReplicas: scale, ...pod(container) },
    }),
  }),
  ...group('serving.kserve.io/v1alpha2', {
    LLMInferenceService: (...of) => ({ ...servers(...of), prefill: servers(...of) }),
  }),
  ...group('sparkoperator.k8s.io/v1beta2', {
    ScheduledSparkApplication: (...of) => ({ template: sparks(...of) }),
    SparkApplication: sparks,
  }),
  ...group('trainer.kubeflow.org/v1alpha1', {
    TrainJob: ({ image, resources }, scale) => ({
      runtimeRef: { name: 'torch' },
      trainer: { image, resourcesPerNode: resources, numNodes: scale },
    }),
  }),
];
