import { GPU_RUNTIME } from '../matching/doors.ts';
import { reachesGpu } from './reaches-gpu.ts';
import type { Guard } from './rule.ts';

export const runtimeClass: Guard = {
  id: 'guard/runtime-class',
  about:
    "NVIDIA's runtime gives a container the devices that a variable names, and most CUDA images name all of them; a pod that asks for no GPU has no need of it.",
  cel: () => ({
    objects: `has(object.spec.runtimeClassName) && object.spec.runtimeClassName.startsWith('${GPU_RUNTIME}') && !variables.reachesGpu`,
  }),

  check(scene) {
    const name = scene.pod.spec.runtimeClassName ?? '';
    if (!name.startsWith(GPU_RUNTIME) || reachesGpu(scene)) return undefined;
    return (
      `its runtime class is ${name}, and no container asks for a GPU; ` +
      'remove spec.runtimeClassName, or ask for a GPU under resources.limits'
    );
  },
};
