/** Pods that reach a GPU by other ways than a resource name, or are somebody else's to place. */
import { foreignOf } from '../claim-of.ts';
import { seats } from '../pod.ts';
import type { NeverSlice } from './rule.ts';

export const privileged: NeverSlice = {
  id: 'never/privileged',
  about: 'A privileged container sees every device of its node, whatever it asked for.',
  check({ pod }) {
    const found = seats(pod).find(
      ({ container }) => container.securityContext?.privileged === true,
    );
    return found && `container ${found.container.name} is privileged`;
  },
};

const VISIBLE = ['NVIDIA_VISIBLE_DEVICES', 'CUDA_MPS_PIPE_DIRECTORY', 'NVIDIA_MIG_CONFIG_DEVICES'];

export const visibleDevices: NeverSlice = {
  id: 'never/visible-devices',
  about: 'A pod that picks its devices by environment would not see the slice it was given.',
  check({ pod }) {
    for (const { container } of seats(pod)) {
      const found = container.env?.find(
        ({ name, value }) => VISIBLE.includes(name) && value !== 'void' && value !== 'none',
      );
      if (found !== undefined) return `container ${container.name} sets ${found.name}`;
    }
    return undefined;
  },
};

export const graphics: NeverSlice = {
  id: 'never/graphics',
  about: 'MIG instances have no graphics interfaces, apart from +gfx profiles.',
  check({ pod }) {
    for (const { container } of seats(pod)) {
      const value =
        container.env?.find(({ name }) => name === 'NVIDIA_DRIVER_CAPABILITIES')?.value ?? '';
      const wanted = value.split(',').find((word) => word === 'graphics' || word === 'display');
      if (wanted !== undefined)
        return `container ${container.name} wants the driver capability ${wanted}`;
    }
    return undefined;
  },
};

export const resourceClaims: NeverSlice = {
  id: 'never/resource-claims',
  about: 'Dynamic Resource Allocation hands out its own devices, by its own rules.',
  check({ pod }) {
    const count = pod.spec.resourceClaims?.length ?? 0;
    return count > 0 ? `it has ${count} resource claim${count === 1 ? '' : 's'}` : undefined;
  },
};

const ENGINE_ANNOTATIONS = ['gpu-fraction', 'gpu-memory', 'gpu-fraction-num-devices'];

export const otherEngine: NeverSlice = {
  id: 'never/other-engine',
  about: 'Another GPU engine reads these names; a rewrite would take the pod away from it.',
  check({ pod, asks, catalogue }) {
    const annotation = ENGINE_ANNOTATIONS.find(
      (key) => pod.metadata.annotations?.[key] !== undefined,
    );
    if (annotation !== undefined) return `it carries the annotation ${annotation}`;
    for (const { seat, resource } of asks) {
      const engine = foreignOf(resource, catalogue)?.engine;
      if (engine !== undefined)
        return `container ${seat.container.name} asks for ${resource}, which is ${engine}'s`;
    }
    return undefined;
  },
};

export const otherScheduler: NeverSlice = {
  id: 'never/other-scheduler',
  about:
    'Placement is proven against kube-scheduler; what another scheduler would do is not known here.',
  check({ pod }) {
    const name = pod.spec.schedulerName ?? 'default-scheduler';
    return name === 'default-scheduler' || name === '' ? undefined : `its scheduler is ${name}`;
  },
};

export const placedByHand: NeverSlice = {
  id: 'never/placed-by-hand',
  about: 'A pod with spec.nodeName, or a mirror of a static pod, skips the scheduler.',
  check({ pod }) {
    if (pod.metadata.annotations?.['kubernetes.io/config.mirror'] !== undefined)
      return 'it mirrors a static pod';
    return pod.spec.nodeName ? `it names the node ${pod.spec.nodeName} itself` : undefined;
  },
};
