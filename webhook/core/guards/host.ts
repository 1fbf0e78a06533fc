/** What a pod with a GPU, or with the path of one, shares with its node. */
import { everyContainer, type Pod, type Volume } from '../pod.ts';
import { holdsLogs, wayIn } from '../words/host-paths.ts';
import { reachesGpu } from './reaches-gpu.ts';
import type { Guard } from './rule.ts';

export const hostDevices: Guard = {
  id: 'guard/host-devices',
  about:
    'By a folder of its node a pod reaches the devices in it, or a socket of those who hand out devices.',
  notInCel: 'paths of the node have to be taken apart to see where they lead',

  check({ pod }) {
    for (const volume of pod.spec.volumes ?? []) {
      const path = volume.hostPath?.path ?? '';
      const found = wayIn(path);
      if (found !== undefined && !(holdsLogs(path) && onlyRead(volume, pod)))
        return `it mounts ${path.slice(0, 128)} of its node, the way to ${found}; mount the folder that is needed and no more`;
    }
    return undefined;
  },
};

const onlyRead = ({ name }: Volume, pod: Pod): boolean =>
  name !== undefined &&
  everyContainer(pod).every(({ volumeMounts = [] }) =>
    volumeMounts.every((mount) => mount.name !== name || mount.readOnly === true),
  );

export const hostNamespaces: Guard = {
  id: 'guard/host-namespaces',
  about:
    'Among the processes of its node a pod watches those of others that use the same GPUs; with the memory of its node it joins their MPS server.',
  cel: () => ({
    objects: `((has(object.spec.hostPID) && object.spec.hostPID) || (has(object.spec.hostIPC) && object.spec.hostIPC)) && variables.reachesGpu`,
  }),

  check(scene) {
    const { hostPID, hostIPC } = scene.pod.spec;
    if ((hostPID !== true && hostIPC !== true) || !reachesGpu(scene)) return undefined;
    return hostPID === true
      ? 'it is among the processes of its node (hostPID); remove spec.hostPID'
      : 'it shares memory with its node (hostIPC); remove spec.hostIPC';
  },
};
