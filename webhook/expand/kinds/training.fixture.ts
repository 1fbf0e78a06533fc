/** Work over several pods. */
import { LIMITS, POD, type Group, type Story } from './kinds.fixture.ts';

const object = (apiVersion: string, kind: string, spec: string): string =>
  `{apiVersion: ${apiVersion}, kind: ${kind}, metadata: {name: x, namespace: team}, spec: {${spec}}}`;
const template = `template: {${POD}}`;

const V1 = 'training.kubeflow.org';

const twoRoles = (kind: string, field: string, first: string): Story => {
  const role = (name: string, pods: number): Group => ({
    group: name,
    pods,
    owner: `${kind}/x`,
    name: `x-${name.toLowerCase()}-0`,
    labels: {
      [`${V1}/job-name`]: 'x',
      [`${V1}/replica-type`]: name.toLowerCase(),
      [`${V1}/replica-index`]: '0',
    },
    limits: `/spec/${field}/${name}/template${LIMITS}`,
  });
  return {
    name: `a ${kind}`,
    manifest: object(
      'kubeflow.org/v1',
      kind,
      `${field}: {${first}: {replicas: 1, ${template}}, Worker: {replicas: 3, ${template}}}`,
    ),
    groups: [role(first, 1), role('Worker', 3)],
    workload: `${kind}/x`,
    gang: `its owner is of kind ${kind}`,
  };
};

export const training: readonly Story[] = [
  twoRoles('PyTorchJob', 'pytorchReplicaSpecs', 'Master'),
  twoRoles('TFJob', 'tfReplicaSpecs', 'Chief'),
  twoRoles('XGBoostJob', 'xgbReplicaSpecs', 'Master'),
  twoRoles('JAXJob', 'jaxReplicaSpecs', 'Leader'),
  twoRoles('MXJob', 'mxReplicaSpecs', 'Scheduler'),
  twoRoles('PaddleJob', 'paddleReplicaSpecs', 'Master'),
  {
    name: 'a PyTorchJob whose workers come and go',
    manifest: object(
      'kubeflow.org/v1',
      'PyTorchJob',
      `elasticPolicy: {minReplicas: 1, maxReplicas: 4}, pytorchReplicaSpecs: {Worker: {replicas: 2, ${template}}}`,
    ),
    groups: [
      {
        group: 'Worker',
        pods: 2,
        atOnce: { least: 1, most: 4 },
        owner: 'PyTorchJob/x',
        name: 'x-worker-0',
        names: ['x-worker-0', 'x-worker-1'],
        limits: `/spec/pytorchReplicaSpecs/Worker/template${LIMITS}`,
      },
    ],
    workload: 'PyTorchJob/x',
    gang: 'its owner is of kind PyTorchJob',
  },
  {
    name: 'an MPIJob of v1, whose launcher is a pod',
    manifest: object(
      'kubeflow.org/v1',
      'MPIJob',
      `mpiReplicaSpecs: {Launcher: {${template}}, Worker: {replicas: 2, ${template}}}`,
    ),
    groups: [
      {
        group: 'Launcher',
        pods: 1,
        owner: 'MPIJob/x',
        name: 'x-launcher',
        limits: `/spec/mpiReplicaSpecs/Launcher/template${LIMITS}`,
      },
      {
        group: 'Worker',
        pods: 2,
        owner: 'MPIJob/x',
        name: 'x-worker-0',
        limits: `/spec/mpiReplicaSpecs/Worker/template${LIMITS}`,
      },
    ],
    workload: 'MPIJob/x',
    gang: 'its owner is of kind MPIJob',
  },
  {
    name: 'an MPIJob of v2beta1, whose launcher is a Job',
    manifest: object(
      'kubeflow.org/v2beta1',
      'MPIJob',
      `mpiReplicaSpecs: {Launcher: {${template}}, Worker: {replicas: 2, ${template}}}`,
    ),
    groups: [
      {
        group: 'Launcher',
        pods: 1,
        owner: 'Job/x-launcher',
        name: 'x-launcher-',
        labels: { [`${V1}/job-role`]: 'launcher', [`${V1}/operator-name`]: 'mpi-operator' },
        limits: `/spec/mpiReplicaSpecs/Launcher/template${LIMITS}`,
      },
      {
        group: 'Worker',
        pods: 2,
        owner: 'MPIJob/x',
        name: 'x-worker-0',
        limits: `/spec/mpiReplicaSpecs/Worker/template${LIMITS}`,
      },
    ],
    workload: 'MPIJob/x',
    gang: 'its owner is of kind MPIJob',
  },
];
