/** Pods in a few words. */
import { type Written, gpuContainer, gpuPod } from '../product/install.ts';

/** None of ours to look at. */
export const plainPod = (namespace: string, name: string): Written => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace },
  spec: {
    terminationGracePeriodSeconds: 0,
    containers: [{ name: 'main', image: 'registry.example.com/plain:1' }],
  },
});

/** So many whole cards, of which nothing else is known. */
export const cards = (namespace: string, name: string, count = 1): Written =>
  gpuPod({
    namespace,
    name,
    containers: [gpuContainer(name, 'main', { 'nvidia.com/gpu': String(count) })],
  });

/** For a pod that nobody needs to schedule. */
export const nowhere = { nodeSelector: { nobody: 'has-it' } };
