import { MIRROR } from '../pod.ts';
import { asksForGpu } from './reaches-gpu.ts';
import type { Guard } from './rule.ts';

export const nodeName: Guard = {
  id: 'guard/node-name',
  about:
    'A pod that names its node is run there without the scheduler: past taints, gates and other pods’ reservations, and it may be left with GPUs that somebody else was given.',
  cel: () => ({
    objects:
      `has(object.spec.nodeName) && object.spec.nodeName != '' && variables.asksForGpu && ` +
      `!('system:nodes' in request.userInfo.groups && request.userInfo.username == 'system:node:' + object.spec.nodeName && has(object.metadata.annotations) && '${MIRROR}' in object.metadata.annotations)`,
  }),

  check(scene) {
    const { pod, node } = scene;
    const name = pod.spec.nodeName ?? '';
    if (name === '' || !asksForGpu(scene)) return undefined;
    // Of a static pod, which runs whatever is answered. The annotation alone could be anybody's.
    if (node === name && pod.metadata.annotations?.[MIRROR] !== undefined) return undefined;
    return (
      `it names the node ${name} itself and so passes by the scheduler; ` +
      'remove spec.nodeName, and select the node by its label kubernetes.io/hostname'
    );
  },
};
