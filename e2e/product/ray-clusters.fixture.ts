/** A custom kind in an API server that has no controller of it. */
import { gpuContainer } from './objects.ts';

/** As much of KubeRay's as an API server needs to store one. */
export const rayClusters = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'rayclusters.ray.io' },
  spec: {
    group: 'ray.io',
    scope: 'Namespaced',
    names: { plural: 'rayclusters', singular: 'raycluster', kind: 'RayCluster' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        subresources: { status: {} },
        schema: {
          openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
        },
      },
    ],
  },
};

/** A head without a GPU, and workers with one each. */
export const rayCluster = (namespace: string, name: string, replicas: number): object => {
  const template = { spec: { containers: [gpuContainer(name)] } };
  const head = { spec: { containers: [gpuContainer('head', 'head', {})] } };
  return {
    apiVersion: 'ray.io/v1',
    kind: 'RayCluster',
    metadata: { name, namespace },
    spec: {
      headGroupSpec: { template: head },
      workerGroupSpecs: [{ groupName: 'gpu', replicas, maxReplicas: replicas, template }],
    },
  };
};
