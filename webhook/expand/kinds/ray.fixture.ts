/** Ray's four kinds. */
import { LIMITS, POD, type Group, type Story } from './kinds.fixture.ts';

const object = (apiVersion: string, kind: string, spec: string): string =>
  `{apiVersion: ${apiVersion}, kind: ${kind}, metadata: {name: x, namespace: team}, spec: {${spec}}}`;
const template = `template: {${POD}}`;

const worker = (more = ''): string => `{groupName: gpu, replicas: 2, ${more}${template}}`;
const cluster = (group: string): string =>
  `headGroupSpec: {${template}}, workerGroupSpecs: [${group}]`;
const rayGroups = (name: string, at: string): readonly [Group, Group] => [
  {
    group: 'head',
    pods: 1,
    owner: `RayCluster/${name}`,
    name: `${name}-head`,
    labels: { 'ray.io/node-type': 'head' },
    limits: `${at}/headGroupSpec/template${LIMITS}`,
  },
  {
    group: 'gpu',
    pods: 2,
    owner: `RayCluster/${name}`,
    name: `${name}-gpu-worker-`,
    labels: { 'ray.io/node-type': 'worker', 'ray.io/group': 'gpu' },
    limits: `${at}/workerGroupSpecs/0/template${LIMITS}`,
  },
];
const [head, gpu] = rayGroups('x', '/spec');
const submitter: Group = { group: 'submitter', pods: 1, owner: 'Job/x', name: 'x-', limits: '' };

export const byRay: readonly Story[] = [
  {
    name: 'a RayCluster',
    manifest: object('ray.io/v1', 'RayCluster', cluster(worker())),
    groups: [head, gpu],
    workload: 'RayCluster/x',
  },
  {
    name: 'a RayCluster that scales, of replicas over two hosts',
    manifest: object(
      'ray.io/v1',
      'RayCluster',
      `enableInTreeAutoscaling: true, workerGroupSpecs: [${worker('minReplicas: 1, maxReplicas: 4, numOfHosts: 2, ')}]`,
    ),
    groups: [
      {
        ...gpu,
        pods: 4,
        atOnce: { least: 2, most: 8 },
        labels: { 'ray.io/worker-group-replica-index': '0', 'ray.io/replica-host-index': '0' },
      },
    ],
    workload: 'RayCluster/x',
    gang: 'it carries ray.io/worker-group-replica-name=gpu-FIVE',
  },
  {
    name: 'a RayJob, with who submits it',
    manifest: object('ray.io/v1', 'RayJob', `rayClusterSpec: {${cluster(worker())}}`),
    groups: [...rayGroups('x-FIVE', '/spec/rayClusterSpec'), submitter],
    workload: 'RayJob/x',
    gang: 'its owner is of kind RayJob',
  },
  {
    name: 'a RayJob that takes a cluster which stands, and submits by itself',
    manifest: object(
      'ray.io/v1',
      'RayJob',
      `clusterSelector: {ray.io/cluster: shared}, submitterPodTemplate: {${POD}}`,
    ),
    groups: [{ ...submitter, limits: `/spec/submitterPodTemplate${LIMITS}` }],
    workload: 'RayJob/x',
    gang: 'its owner is of kind RayJob',
  },
  {
    name: 'a RayService, twice while it is upgraded',
    manifest: object('ray.io/v1', 'RayService', `rayClusterConfig: {${cluster(worker())}}`),
    groups: rayGroups('x-FIVE', '/spec/rayClusterConfig').map((group) => ({
      ...group,
      atOnce: { least: group.pods, most: group.pods * 2 },
    })),
    workload: 'RayService/x',
  },
  {
    name: 'a RayCronJob',
    manifest: object(
      'ray.io/v1',
      'RayCronJob',
      `jobTemplate: {submissionMode: HTTPMode, rayClusterSpec: {${cluster(worker())}}}`,
    ),
    groups: rayGroups('x-FIVE-FIVE', '/spec/jobTemplate/rayClusterSpec').map((group) => ({
      ...group,
      atOnce: { least: group.pods, most: 'unknown' as const },
    })),
    workload: 'RayJob/x-FIVE',
    gang: 'its owner is of kind RayJob',
  },
];
