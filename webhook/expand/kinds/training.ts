/** Kubeflow's training jobs of v1, and MPIJob of either version: a template for each role. */
import { token } from '../../core/edits/pointer.ts';
import { count, isRecord, member, type Raw } from '../raw.ts';
import { ofJob } from './batch.ts';
import type { Asked, Labels, Made, Maker, Makers } from './kind.ts';
import { templateAt } from './pointers.ts';

const LABEL = 'training.kubeflow.org';

export const training: Makers = {
  'PyTorchJob.kubeflow.org': rolesIn('PyTorchJob', 'pytorchReplicaSpecs'),
  'TFJob.kubeflow.org': rolesIn('TFJob', 'tfReplicaSpecs'),
  'XGBoostJob.kubeflow.org': rolesIn('XGBoostJob', 'xgbReplicaSpecs'),
  'JAXJob.kubeflow.org': rolesIn('JAXJob', 'jaxReplicaSpecs'),
  'PaddleJob.kubeflow.org': rolesIn('PaddleJob', 'paddleReplicaSpecs'),
  'MXJob.kubeflow.org': rolesIn('MXJob', 'mxReplicaSpecs'),
  'MPIJob.kubeflow.org': (asked) =>
    asked.apiVersion === 'kubeflow.org/v2beta1' ? mpiPods(asked) : mpiPodsOfV1(asked),
};

interface Role {
  readonly role: string;
  readonly lower: string;
  readonly made: Omit<Made, 'signs'>;
}

function rolesOf(spec: Raw, field: string): Role[] {
  const all = Object.entries(member(spec, field)).filter((entry): entry is [string, Raw] =>
    isRecord(entry[1]),
  );
  return all.map(([role, of]) => ({
    role,
    lower: role.toLowerCase(),
    made: {
      group: role,
      template: member(of, 'template'),
      writtenAt: templateAt(`/spec/${field}/${token(role)}/template`),
      replicas: count(of['replicas'], 1),
      ...(role === 'Worker' ? elastic(spec) : {}),
    },
  }));
}

function elastic(spec: Raw): Pick<Made, 'atOnce'> {
  const { minReplicas, maxReplicas } = member(spec, 'elasticPolicy');
  const least = count(minReplicas, 1);
  const most = count(maxReplicas, 0);
  return most > least
    ? { atOnce: { least, most, because: 'elasticPolicy lets workers come and go' } }
    : {};
}

function rolesIn(kind: string, field: string): Maker {
  return ({ spec, name, apiVersion }) =>
    rolesOf(spec, field).map(({ role, lower, made }) => ({
      ...made,
      signs: (at) => ({
        name: `${name}-${lower}-${at}`,
        owner: { apiVersion, kind, name },
        labels: {
          ...labelsOf(name, lower, `${kind.toLowerCase()}-controller`),
          [`${LABEL}/replica-index`]: String(at),
          ...(role === 'Master' ? { [`${LABEL}/job-role`]: 'master' } : {}),
        },
      }),
    }));
}

const labelsOf = (name: string, lower: string, operator: string): Labels => ({
  [`${LABEL}/job-name`]: name,
  [`${LABEL}/operator-name`]: operator,
  [`${LABEL}/replica-type`]: lower,
});

const MPI = 'mpiReplicaSpecs';

/** Its launcher is a pod of its own, without a number. */
const mpiPodsOfV1 = ({ spec, name, apiVersion }: Asked): Made[] =>
  rolesOf(spec, MPI).map(({ lower, made }) => ({
    ...made,
    signs: (at) => ({
      name: lower === 'launcher' ? `${name}-launcher` : `${name}-${lower}-${at}`,
      owner: { apiVersion, kind: 'MPIJob', name },
      labels: {
        ...labelsOf(name, lower, 'mpijob-controller'),
        [`${LABEL}/replica-index`]: String(at),
      },
    }),
  }));

/** Its launcher is a Job. */
const mpiPods = ({ spec, name, apiVersion }: Asked): Made[] =>
  rolesOf(spec, MPI).map(({ lower, made }) => ({
    ...made,
    signs: (at) => {
      const labels = {
        ...labelsOf(name, lower, 'mpi-operator'),
        [`${LABEL}/job-role`]: lower,
      };
      if (lower === 'launcher') return ofJob(`${name}-launcher`, 'unnumbered', labels);
      return {
        name: `${name}-${lower}-${at}`,
        owner: { apiVersion, kind: 'MPIJob', name },
        labels: { ...labels, [`${LABEL}/replica-index`]: String(at) },
      };
    },
  }));
