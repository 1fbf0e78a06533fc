/** What the API server says of devices: the same function that tells explain and review that a pod is never stored. */
import { refusedDevices } from '../../expand/api-server.ts';
import type { OfPod } from './lint.ts';

export const devices: OfPod = (pod) =>
  refusedDevices(pod).map((refused) => ({
    ...refused,
    rule: 'api-server/devices',
    level: 'error',
  }));
