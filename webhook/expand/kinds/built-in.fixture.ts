/** What comes with Kubernetes. */
import { LIMITS, POD, type Story } from './kinds.fixture.ts';

const apps = (kind: string, spec: string): string =>
  `{apiVersion: apps/v1, kind: ${kind}, metadata: {name: x, namespace: team}, spec: {${spec}}}`;
const batch = (kind: string, spec: string): string =>
  `{apiVersion: batch/v1, kind: ${kind}, metadata: {name: x, namespace: team}, spec: {${spec}}}`;
const template = `template: {${POD}}`;
const AT = `/spec/template${LIMITS}`;

export const builtIn: readonly Story[] = [
  {
    name: 'a bare Pod',
    manifest: `{apiVersion: v1, kind: Pod, metadata: {name: x, namespace: team}, spec: {containers: [{name: main, image: 'x:1', resources: {limits: {nvidia.com/gpu: 1}}}]}}`,
    groups: [{ group: '', pods: 1, name: 'x', limits: LIMITS }],
    workload: 'Pod/x',
  },
  {
    name: 'a ReplicationController',
    manifest: `{apiVersion: v1, kind: ReplicationController, metadata: {name: x, namespace: team}, spec: {replicas: 2, ${template}}}`,
    groups: [{ group: '', pods: 2, owner: 'ReplicationController/x', name: 'x-', limits: AT }],
    workload: 'ReplicationController/x',
  },
  {
    name: 'a Deployment, through its ReplicaSet',
    manifest: apps('Deployment', `replicas: 2, ${template}`),
    groups: [{ group: '', pods: 2, owner: 'ReplicaSet/x-HASH', name: 'x-HASH-', limits: AT }],
    workload: 'Deployment/x',
  },
  {
    name: 'a ReplicaSet',
    manifest: apps('ReplicaSet', template),
    groups: [{ group: '', pods: 1, owner: 'ReplicaSet/x', name: 'x-', limits: AT }],
    workload: 'ReplicaSet/x',
  },
  {
    name: 'a StatefulSet that begins at 3',
    manifest: apps('StatefulSet', `replicas: 2, ordinals: {start: 3}, ${template}`),
    groups: [
      {
        group: '',
        pods: 2,
        owner: 'StatefulSet/x',
        name: 'x-3',
        names: ['x-3', 'x-4'],
        labels: { 'apps.kubernetes.io/pod-index': '3' },
        limits: AT,
      },
    ],
    workload: 'StatefulSet/x',
  },
  {
    name: 'a DaemonSet, one for a node',
    manifest: apps('DaemonSet', template),
    groups: [
      {
        group: '',
        pods: 1,
        atOnce: { least: 0, most: 'unknown' },
        owner: 'DaemonSet/x',
        name: 'x-',
        limits: AT,
      },
    ],
    workload: 'DaemonSet/x',
  },
  {
    name: 'a Job, as many as run at once',
    manifest: batch('Job', `parallelism: 5, completions: 2, ${template}`),
    groups: [
      {
        group: '',
        pods: 2,
        owner: 'Job/x',
        name: 'x-',
        labels: { 'batch.kubernetes.io/job-name': 'x' },
        limits: AT,
      },
    ],
    workload: 'Job/x',
  },
  {
    name: 'a Job that numbers its pods',
    manifest: batch('Job', `parallelism: 2, completions: 2, completionMode: Indexed, ${template}`),
    groups: [
      {
        group: '',
        pods: 2,
        owner: 'Job/x',
        name: 'x-0-',
        names: ['x-0-', 'x-1-'],
        labels: { 'batch.kubernetes.io/job-completion-index': '0' },
        limits: AT,
      },
    ],
    workload: 'Job/x',
  },
  {
    name: 'a CronJob, whose runs may overlap',
    manifest: batch('CronJob', `jobTemplate: {spec: {${template}}}`),
    groups: [
      {
        group: '',
        pods: 1,
        atOnce: { least: 1, most: 'unknown' },
        owner: 'Job/x-29918880',
        name: 'x-29918880-',
        limits: `/spec/jobTemplate${AT}`,
      },
    ],
    workload: 'CronJob/x',
  },
  {
    name: 'a CronJob, whose runs may not',
    manifest: batch('CronJob', `concurrencyPolicy: Forbid, jobTemplate: {spec: {${template}}}`),
    groups: [
      {
        group: '',
        pods: 1,
        owner: 'Job/x-29918880',
        name: 'x-29918880-',
        limits: `/spec/jobTemplate${AT}`,
      },
    ],
    workload: 'CronJob/x',
  },
  {
    name: 'a kind that nobody has heard of, which looks like a Deployment',
    manifest: `{apiVersion: example.com/v1, kind: Frobnicator, metadata: {name: x, namespace: team}, spec: {replicas: 3, ${template}}}`,
    groups: [
      {
        group: '',
        pods: 3,
        owner: 'Frobnicator/x',
        name: 'x-',
        limits: AT,
        untold: 'its replicas are taken for pods, which only its controller knows',
      },
    ],
    workload: 'Frobnicator/x',
  },
];
