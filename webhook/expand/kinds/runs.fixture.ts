/** Argo, Spark, and jobs whose templates lie elsewhere. */
import { LIMITS, type Group, type Story } from './kinds.fixture.ts';

const object = (apiVersion: string, kind: string, spec: string): string =>
  `{apiVersion: ${apiVersion}, kind: ${kind}, metadata: {name: x, namespace: team}, spec: {${spec}}}`;
const GPU = 'resources: {limits: {nvidia.com/gpu: 1}}';

const RUNTIME = `---
apiVersion: trainer.kubeflow.org/v1alpha1
kind: ClusterTrainingRuntime
metadata: {name: torch}
spec:
  mlPolicy: {numNodes: 1}
  template:
    spec:
      replicatedJobs:
        - name: model-initializer
          template: {spec: {template: {spec: {containers: [{name: load, image: 'load:1'}]}}}}
        - name: node
          template:
            metadata: {labels: {trainer.kubeflow.org/trainjob-ancestor-step: trainer}}
            spec: {template: {spec: {containers: [{name: node, image: 'torch:1'}]}}}
`;
const trainJob = (more: string): string =>
  object(
    'trainer.kubeflow.org/v1alpha1',
    'TrainJob',
    `runtimeRef: {name: torch}, trainer: {image: 'x:1', numNodes: 3, resourcesPerNode: {limits: {nvidia.com/gpu: 1}}}${more}`,
  );
const node: Group = {
  group: 'node',
  pods: 3,
  owner: 'Job/x-node-0',
  name: 'x-node-0-0-',
  labels: { 'jobset.sigs.k8s.io/jobset-name': 'x' },
  limits: '/spec/trainer/resourcesPerNode/limits',
};
const ABSENT = 'ClusterTrainingRuntime torch, which makes its pods, is not among the manifests';

const trained: readonly Story[] = [
  {
    name: 'a TrainJob, by the runtime it names',
    manifest: `${trainJob('')}\n${RUNTIME}`,
    groups: [
      {
        group: 'model-initializer',
        pods: 1,
        owner: 'Job/x-model-initializer-0',
        name: 'x-model-initializer-0-0-',
        limits: '',
      },
      node,
    ],
    workload: 'JobSet/x',
    gang: 'its owner is of kind JobSet',
  },
  {
    name: 'a TrainJob whose runtime is somewhere else',
    manifest: trainJob(''),
    groups: [{ ...node, untold: ABSENT }],
    workload: 'JobSet/x',
    gang: 'its owner is of kind JobSet',
  },
];

const ARGO = 'argoproj.io/v1alpha1';
const main = `container: {image: 'x:1', ${GPU}}`;
const flow = `entrypoint: all, parallelism: 4, templates: [{name: all, steps: [[{name: a, template: one}], [{name: b, template: many, withItems: [1, 2, 3]}, {name: c, template: any, withParam: '{{x}}'}]]}, {name: one, ${main}}, {name: many, script: {image: 'x:1', source: 'print(1)', ${GPU}}}, {name: any, ${main}, nodeSelector: {disk: fast}}, {name: never, ${main}}]`;
const argoGroup = (name: string, kind: string, workflow: string, i: number): Group => ({
  group: name,
  pods: 1,
  atOnce: { least: 0, most: 1 },
  owner: `Workflow/${workflow}`,
  name: `${workflow}-${name}-N`,
  labels: { 'workflows.argoproj.io/workflow': workflow },
  limits: `/spec/templates/${i}/${kind}/resources/limits`,
});

const argo: readonly Story[] = [
  {
    name: 'an Argo Workflow, as its steps and loops say',
    manifest: object(ARGO, 'Workflow', flow),
    groups: [
      argoGroup('one', 'container', 'x', 1),
      { ...argoGroup('many', 'script', 'x', 2), pods: 3, atOnce: { least: 0, most: 3 } },
      { ...argoGroup('any', 'container', 'x', 3), pods: 4, atOnce: { least: 0, most: 4 } },
    ],
    workload: 'Workflow/x',
  },
  {
    name: 'an Argo Workflow of one container',
    manifest: object(ARGO, 'Workflow', `entrypoint: one, templates: [{name: one, ${main}}]`),
    groups: [{ ...argoGroup('one', 'container', 'x', 0), atOnce: { least: 1, most: 1 } }],
    workload: 'Workflow/x',
  },
  {
    name: 'an Argo CronWorkflow',
    manifest: object(
      ARGO,
      'CronWorkflow',
      `concurrencyPolicy: Forbid, workflowSpec: {entrypoint: one, templates: [{name: one, ${main}}]}`,
    ),
    groups: [
      {
        ...argoGroup('one', 'container', 'x-1795132800', 0),
        atOnce: { least: 1, most: 1 },
        limits: '/spec/workflowSpec/templates/0/container/resources/limits',
      },
    ],
    workload: 'CronWorkflow/x',
  },
  {
    name: 'an Argo Workflow that runs a WorkflowTemplate among the manifests',
    manifest: `${object(ARGO, 'Workflow', 'workflowTemplateRef: {name: shared}')}
---
apiVersion: ${ARGO}
kind: WorkflowTemplate
metadata: {name: shared, namespace: team}
spec: {entrypoint: one, templates: [{name: one, ${main}}]}
`,
    groups: [
      {
        ...argoGroup('one', 'container', 'x', 0),
        atOnce: { least: 1, most: 1 },
        limits: '/spec/workflowTemplateRef',
      },
    ],
    workload: 'Workflow/x',
  },
  ...['WorkflowTemplate', 'ClusterWorkflowTemplate'].map((kind) => ({
    name: `a ${kind}, which others run`,
    manifest: object(ARGO, kind, `entrypoint: one, templates: [{name: one, ${main}}]`),
    groups: [
      { ...argoGroup('one', 'container', 'x', 0), atOnce: { least: 0, most: 'unknown' as const } },
    ],
    workload: 'Workflow/x',
  })),
];

const app = `image: 'x:1', driver: {cores: 1}, executor: {instances: 2, gpu: {name: nvidia.com/gpu, quantity: 1}, nodeSelector: {disk: fast}}`;
const sparkGroups = (name: string, at: string): readonly Group[] => [
  {
    group: 'driver',
    pods: 1,
    owner: `SparkApplication/${name}`,
    name: `${name}-driver`,
    labels: { 'spark-role': 'driver' },
    limits: '',
  },
  {
    group: 'executor',
    pods: 2,
    owner: `Pod/${name}-driver`,
    name: `${name}-SPARK-exec-1`,
    labels: { 'spark-role': 'executor', 'sparkoperator.k8s.io/app-name': name },
    limits: `${at}/executor/gpu/quantity`,
  },
];

const spark: readonly Story[] = [
  {
    name: 'a SparkApplication, whose executors its driver makes',
    manifest: object('sparkoperator.k8s.io/v1beta2', 'SparkApplication', app),
    groups: sparkGroups('x', '/spec'),
    workload: 'SparkApplication/x',
  },
  {
    name: 'a ScheduledSparkApplication',
    manifest: object(
      'sparkoperator.k8s.io/v1beta2',
      'ScheduledSparkApplication',
      `template: {${app}}`,
    ),
    groups: sparkGroups('x-1795132800000000000', '/spec/template'),
    workload: 'ScheduledSparkApplication/x',
  },
];

const CONTAINERS = `{containers: [{name: main, image: 'x:1', resources: {limits: {nvidia.com/gpu: 1}}}]}`;
const dask: readonly Story[] = [
  {
    name: 'a DaskCluster, with a Deployment for its scheduler and each of its workers',
    manifest: object(
      'kubernetes.dask.org/v1',
      'DaskCluster',
      `scheduler: {spec: ${CONTAINERS}}, worker: {replicas: 1, spec: ${CONTAINERS}}`,
    ),
    groups: [
      {
        group: 'scheduler',
        pods: 1,
        owner: 'ReplicaSet/x-scheduler-HASH',
        name: 'x-scheduler-HASH-',
        labels: { 'dask.org/cluster-name': 'x', 'dask.org/component': 'scheduler' },
        limits: `/spec/scheduler${LIMITS}`,
      },
      {
        group: 'worker',
        pods: 1,
        owner: 'ReplicaSet/x-default-worker-FIVE-HASH',
        name: 'x-default-worker-FIVE-HASH-',
        labels: { 'dask.org/cluster-name': 'x', 'dask.org/component': 'worker' },
        limits: `/spec/worker${LIMITS}`,
        workload: 'Deployment/x-default-worker-FIVE',
      },
    ],
    workload: 'Deployment/x-scheduler',
  },
];

export const runs: readonly Story[] = [...trained, ...argo, ...spark, ...dask];
