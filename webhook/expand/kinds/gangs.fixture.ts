/** Sets of Jobs and of pods that begin together. */
import { LIMITS, POD, type Story } from './kinds.fixture.ts';

const object = (apiVersion: string, kind: string, spec: string): string =>
  `{apiVersion: ${apiVersion}, kind: ${kind}, metadata: {name: x, namespace: team}, spec: {${spec}}}`;
const template = `template: {${POD}}`;

const JOB_SET = 'jobset.sigs.k8s.io';
const LWS = 'leaderworkerset.sigs.k8s.io';

export const gangs: readonly Story[] = [
  {
    name: 'a JobSet, whose Jobs number their pods',
    manifest: object(
      'jobset.x-k8s.io/v1alpha2',
      'JobSet',
      `replicatedJobs: [{name: node, replicas: 2, template: {spec: {parallelism: 2, completions: 2, ${template}}}}]`,
    ),
    groups: [
      {
        group: 'node',
        pods: 4,
        owner: 'Job/x-node-0',
        name: 'x-node-0-0-',
        names: ['x-node-0-0-', 'x-node-0-1-', 'x-node-1-0-', 'x-node-1-1-'],
        labels: {
          [`${JOB_SET}/jobset-name`]: 'x',
          [`${JOB_SET}/replicatedjob-name`]: 'node',
          [`${JOB_SET}/job-index`]: '0',
          'batch.kubernetes.io/job-completion-index': '0',
        },
        limits: `/spec/replicatedJobs/0/template/spec/template${LIMITS}`,
      },
    ],
    workload: 'JobSet/x',
    gang: 'its owner is of kind JobSet',
  },
  {
    name: 'a LeaderWorkerSet with a template for both',
    manifest: object(
      'leaderworkerset.x-k8s.io/v1',
      'LeaderWorkerSet',
      `replicas: 2, leaderWorkerTemplate: {size: 3, workerTemplate: {${POD}}}`,
    ),
    groups: [
      {
        group: 'leader',
        pods: 2,
        owner: 'StatefulSet/x',
        name: 'x-0',
        names: ['x-0', 'x-1'],
        labels: { [`${LWS}/name`]: 'x', [`${LWS}/worker-index`]: '0' },
        limits: `/spec/leaderWorkerTemplate/workerTemplate${LIMITS}`,
      },
      {
        group: 'worker',
        pods: 4,
        owner: 'StatefulSet/x-0',
        name: 'x-0-1',
        names: ['x-0-1', 'x-0-2', 'x-1-1', 'x-1-2'],
        labels: { [`${LWS}/group-index`]: '0', [`${LWS}/worker-index`]: '1' },
        limits: `/spec/leaderWorkerTemplate/workerTemplate${LIMITS}`,
      },
    ],
    workload: 'LeaderWorkerSet/x',
    gang: 'its owner is of kind LeaderWorkerSet',
  },
  {
    name: 'a LeaderWorkerSet whose leaders have a template of their own',
    manifest: object(
      'leaderworkerset.x-k8s.io/v1',
      'LeaderWorkerSet',
      `leaderWorkerTemplate: {size: 1, leaderTemplate: {${POD}}, workerTemplate: {${POD}}}`,
    ),
    groups: [
      {
        group: 'leader',
        pods: 1,
        owner: 'StatefulSet/x',
        name: 'x-0',
        limits: `/spec/leaderWorkerTemplate/leaderTemplate${LIMITS}`,
      },
    ],
    workload: 'LeaderWorkerSet/x',
    gang: 'its owner is of kind LeaderWorkerSet',
  },
  {
    name: 'a Volcano Job',
    manifest: object(
      'batch.volcano.sh/v1alpha1',
      'Job',
      `queue: gpu, tasks: [{name: ps, replicas: 1, ${template}}, {name: worker, replicas: 3, minAvailable: 2, ${template}}]`,
    ),
    groups: [
      {
        group: 'ps',
        pods: 1,
        owner: 'Job/x',
        name: 'x-ps-0',
        labels: { 'volcano.sh/job-name': 'x', 'volcano.sh/task-spec': 'ps' },
        limits: `/spec/tasks/0/template${LIMITS}`,
      },
      {
        group: 'worker',
        pods: 3,
        atOnce: { least: 2, most: 3 },
        owner: 'Job/x',
        name: 'x-worker-0',
        labels: { 'volcano.sh/queue-name': 'gpu' },
        limits: `/spec/tasks/1/template${LIMITS}`,
      },
    ],
    workload: 'Job/x',
    gang: 'it carries volcano.sh/job-name=x',
  },
  {
    name: 'a Volcano CronJob',
    manifest: object(
      'batch.volcano.sh/v1alpha1',
      'CronJob',
      `concurrencyPolicy: Forbid, jobTemplate: {spec: {tasks: [{name: main, replicas: 1, ${template}}]}}`,
    ),
    groups: [
      {
        group: 'main',
        pods: 1,
        owner: 'Job/x-29918880',
        name: 'x-29918880-main-0',
        limits: `/spec/jobTemplate/spec/tasks/0/template${LIMITS}`,
      },
    ],
    workload: 'CronJob/x',
    gang: 'it carries volcano.sh/job-name=x-29918880',
  },
  {
    name: 'a Workload of Kueue',
    manifest: object(
      'kueue.x-k8s.io/v1beta2',
      'Workload',
      `podSets: [{name: main, count: 4, minCount: 2, ${template}}]`,
    ),
    groups: [
      {
        group: 'main',
        pods: 4,
        atOnce: { least: 2, most: 4 },
        owner: 'Workload/x',
        name: 'x-',
        limits: `/spec/podSets/0/template${LIMITS}`,
      },
    ],
    workload: 'Workload/x',
  },
];
