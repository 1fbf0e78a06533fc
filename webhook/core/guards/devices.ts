/** How many devices a pod asks for, as its user wrote it: a slice needs its own thread and its own buffers as a card does. */
import { foreignOf } from '../products/catalogue.ts';
import { combine } from '../requests.ts';
import { asksForGpu } from './reaches-gpu.ts';
import type { Scene } from './rule.ts';

/** 0 where it asks for none. A fraction of KAI's is one; of claims those that are known to be for GPUs. */
export function devicesOf({ question }: Pick<Scene, 'question'>): number {
  const { pod, asks, catalogue, menu } = question;
  const amounts = combine(pod, (container) => {
    const own: Record<string, number> = {};
    for (const { seat, resource, count } of asks) {
      const foreign = foreignOf(resource, catalogue);
      // MiB of HAMi's, and the like, are no devices.
      if (seat.container !== container || foreign?.milliGPU === 0) continue;
      own[resource] = count === 'invalid' || foreign?.counts === 'once' ? 1 : count;
    }
    return own;
  });
  let devices = Object.values(amounts).reduce((sum, count) => sum + count, 0);
  for (const claim of pod.spec.resourceClaims ?? []) {
    const cost = menu.claimed(pod.metadata.namespace ?? '', claim);
    devices += cost === 'nothing' ? 0 : cost.count;
  }
  return devices === 0 && asksForGpu({ pod, asks }) ? 1 : devices;
}
