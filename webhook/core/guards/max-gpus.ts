import { devicesOf } from './devices.ts';
import { heldTo } from './rule.ts';

export const maxGpus = heldTo({
  id: 'guard/max-gpus',
  about: 'One pod that takes every card of a node, or of a team, is more often a slip than a need.',
  parameters: {
    perPod: {
      kind: 'count',
      about: 'The most GPUs of any kind one pod may ask for.',
      least: 1,
      needed: true,
    },
  },

  check(scene, { perPod }) {
    const asked = devicesOf(scene);
    if (asked <= perPod) return undefined;
    return `the pod asks for ${asked} GPUs, and this policy allows ${perPod} a pod; ask for fewer, or spread the work over several pods`;
  },
});
