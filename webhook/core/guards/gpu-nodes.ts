import { invited } from '../fit/guest.ts';
import { gpuSelector, gpuToleration } from '../matching/gpu-nodes.ts';
import type { Toleration } from '../pod.ts';
import { asksForGpu } from './reaches-gpu.ts';
import type { Guard } from './rule.ts';

export const gpuNodesOnly: Guard = {
  id: 'guard/gpu-nodes',
  about:
    'A pod without GPUs that is let onto their nodes takes CPU and memory that the cards there need, and a card beside which nothing is left is of use to nobody.',
  notInCel: 'whether a claim is for a GPU is known from the claims and templates of the cluster',

  check(scene) {
    if (asksForGpu(scene) || invited(scene.question)) return undefined;
    const tolerated = gpuToleration(scene.pod);
    if (tolerated !== undefined)
      return `it asks for no GPU and tolerates ${worded(tolerated)}, the taint of nodes with GPUs; remove the toleration, or ${ASK}`;
    const label = gpuSelector(scene.pod);
    return (
      label &&
      `it asks for no GPU and selects nodes with GPUs by ${label}; remove that from its node selector and affinity, or ${ASK}`
    );
  },
};

const ASK = 'ask for a GPU under resources.limits';

const worded = ({ key, value }: Toleration): string =>
  [key ?? 'any key', value].filter((part) => part !== undefined && part !== '').join('=');
