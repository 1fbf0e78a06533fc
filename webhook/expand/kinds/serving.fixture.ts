/** Servers. */
import { LIMITS, POD, type Story } from './kinds.fixture.ts';

const object = (apiVersion: string, kind: string, spec: string): string =>
  `{apiVersion: ${apiVersion}, kind: ${kind}, metadata: {name: x, namespace: team}, spec: {${spec}}}`;
const template = `template: {${POD}}`;
const GPU = 'resources: {limits: {nvidia.com/gpu: 1}}';

const KNATIVE = 'serving.knative.dev';

const revision = {
  owner: 'ReplicaSet/x-00001-deployment-HASH',
  name: 'x-00001-deployment-HASH-',
  labels: { [`${KNATIVE}/configuration`]: 'x', [`${KNATIVE}/revision`]: 'x-00001' },
  limits: `/spec/template${LIMITS}`,
};

const replicated = { group: '', pods: 3, owner: 'Rollout/x', name: 'x-' };

export const serving: readonly Story[] = [
  {
    name: 'a Rollout',
    manifest: object('argoproj.io/v1alpha1', 'Rollout', `replicas: 3, ${template}`),
    groups: [{ ...replicated, limits: `/spec/template${LIMITS}` }],
    workload: 'Rollout/x',
  },
  {
    name: 'a Rollout, of the template of a Deployment',
    manifest: [
      object(
        'argoproj.io/v1alpha1',
        'Rollout',
        'replicas: 3, workloadRef: {apiVersion: apps/v1, kind: Deployment, name: y}',
      ),
      `{apiVersion: apps/v1, kind: Deployment, metadata: {name: y, namespace: team}, spec: {replicas: 0, ${template}}}`,
    ].join('\n---\n'),
    groups: [{ ...replicated, limits: '/spec/workloadRef' }],
    workload: 'Rollout/x',
  },
  {
    name: 'a Knative Service',
    manifest: object(
      `${KNATIVE}/v1`,
      'Service',
      `template: {metadata: {annotations: {autoscaling.knative.dev/min-scale: '2', autoscaling.knative.dev/max-scale: '6'}}, spec: {containers: [{image: 'x:1', ${GPU}}]}}`,
    ),
    groups: [{ group: '', pods: 2, atOnce: { least: 2, most: 6 }, ...revision }],
    workload: 'Service/x',
  },
  {
    name: 'a Knative Configuration, as far as requests come',
    manifest: object(`${KNATIVE}/v1`, 'Configuration', template),
    groups: [{ group: '', pods: 1, atOnce: { least: 0, most: 'unknown' }, ...revision }],
    workload: 'Configuration/x',
  },
  {
    name: 'a Notebook, through its StatefulSet',
    manifest: object('kubeflow.org/v1', 'Notebook', template),
    groups: [
      {
        group: '',
        pods: 1,
        owner: 'StatefulSet/x',
        name: 'x-0',
        labels: { 'notebook-name': 'x' },
        limits: `/spec/template${LIMITS}`,
      },
    ],
    workload: 'Notebook/x',
  },
  {
    name: 'a Workspace, by what its kind offers',
    manifest: `${object('kubeflow.org/v1beta1', 'Workspace', 'kind: lab, podTemplate: {options: {imageConfig: cuda, podConfig: big}}')}
---
apiVersion: kubeflow.org/v1beta1
kind: WorkspaceKind
metadata: {name: lab}
spec:
  podTemplate:
    options:
      imageConfig: {values: [{id: cuda, spec: {image: 'x:1'}}]}
      podConfig: {values: [{id: big, spec: {${GPU}}}]}
`,
    groups: [
      {
        group: '',
        pods: 1,
        owner: 'StatefulSet/ws-x-FIVE',
        name: 'ws-x-FIVE-0',
        labels: { 'notebooks.kubeflow.org/workspace-name': 'x' },
        limits: '/spec/podTemplate/options/podConfig',
      },
    ],
    workload: 'StatefulSet/ws-x-FIVE',
  },
  {
    name: 'a Workspace whose kind is somewhere else',
    manifest: object('kubeflow.org/v1beta1', 'Workspace', 'kind: lab'),
    groups: [
      {
        group: '',
        pods: 1,
        owner: 'StatefulSet/ws-x-FIVE',
        name: 'ws-x-FIVE-0',
        limits: '',
        untold: 'WorkspaceKind lab, which makes its pod, is not among the manifests',
      },
    ],
    workload: 'StatefulSet/ws-x-FIVE',
  },
];
