import { gpuNames } from '../asks.ts';
import {
  cdiAnnotation,
  DEVICE_VARIABLES,
  mayPick,
  mountsDevice,
  MPS_VARIABLE,
} from '../words/picked.ts';
import { DEVICE_FOLDER, type Container, type Pod } from '../pod.ts';
import type { Guard } from './rule.ts';

export const visibleDevices: Guard = {
  id: 'guard/visible-devices',
  about:
    'A container that picks its GPUs itself, by a variable, a mount or an annotation, takes them past the device plugin, the scheduler and the quota, and may take those of others.',
  occasions: ['create', 'update'],
  notInCel:
    'values of variables, paths of mounts and annotations have to be taken apart to see which of them pick devices',

  check({ pod, containers, oldPod }) {
    for (const container of containers) {
      const how = pickedBy(container, pod);
      if (how !== undefined) return `container ${container.name} ${how}`;
    }
    if (oldPod !== undefined) return undefined;
    const cdi = cdiAnnotation(pod);
    return cdi && `the annotation ${cdi} picks devices of its node; remove it, and ${ASK}`;
  },
};

const ASK = 'ask for a GPU under resources.limits';

function pickedBy(container: Container, pod: Pod): string | undefined {
  const how = pickedPast(container);
  if (how !== undefined) {
    const asks = gpuNames(container).length > 0;
    return `${how}; remove it, ${asks ? 'for the device plugin gives it what it asks for' : `and ${ASK}`}`;
  }
  return container.env?.some(({ name }) => name === MPS_VARIABLE) === true && sharesWithNode(pod)
    ? `sets ${MPS_VARIABLE}, and can reach the MPS server of its node; remove it: where a GPU is shared by MPS, the device plugin sets it`
    : undefined;
}

function pickedPast(container: Container): string | undefined {
  const picked = container.env?.find((one) => DEVICE_VARIABLES.includes(one.name) && mayPick(one));
  if (picked === undefined)
    return mountsDevice(container)
      ? `picks its devices by a mount under /var/run/${DEVICE_FOLDER}`
      : undefined;
  return picked.valueFrom === undefined
    ? `sets ${picked.name} to ${JSON.stringify(picked.value?.slice(0, 64))}`
    : `has ${picked.name} set from elsewhere`;
}

/** The pipes of an MPS server of one's own are nobody else's business. */
const sharesWithNode = ({ spec }: Pod): boolean =>
  spec.hostIPC === true || spec.volumes?.some(({ hostPath }) => hostPath !== undefined) === true;
