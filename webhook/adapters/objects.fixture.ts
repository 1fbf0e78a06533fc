/** Nodes and pods as the API server gives them, trimmed, for the tests of this folder. */
import { trimNode } from './seen.ts';
import { trimPod } from './seen-pod.ts';

export const SLICE = 'nvidia.com/mig-1g.10gb';

export const node = (name: string, slices = 7, more: { uid?: string; labels?: object } = {}) =>
  trimNode({
    metadata: { name, uid: more.uid ?? `uid-${name}`, labels: { zone: 'a', ...more.labels } },
    status: {
      allocatable: { cpu: '64', memory: '512Gi', pods: '110', [SLICE]: String(slices) },
      conditions: [{ type: 'Ready', status: 'True' }],
    },
  });

export interface PodText {
  readonly name: string;
  readonly uid?: string;
  readonly on?: string;
  readonly phase?: string;
  readonly resources?: object;
  readonly metadata?: object;
  readonly spec?: object;
}

export const slice = {
  limits: { [SLICE]: '1' },
  requests: { [SLICE]: '1', cpu: '500m', memory: '1Gi' },
};

export const pod = ({ name, uid, on, phase, resources = slice, metadata, spec }: PodText) =>
  trimPod({
    metadata: { name, namespace: 'speech', uid: uid ?? `uid-${name}`, ...metadata },
    spec: {
      ...(on === undefined ? {} : { nodeName: on }),
      containers: [{ name: 'main', image: 'x', resources }],
      ...spec,
    },
    status: { phase: phase ?? 'Running' },
  });
