/** Whoever looks at compute alone: the smallest slice with as many multiprocessors as p95 needs. */
import { isSlice } from '../../../core/fit/legal.ts';
import { gpuAsks } from '../../../core/asks.ts';
import { workloadOf } from '../../../core/identity/fold.ts';
import type { World } from '../../../core/world.ts';
import { usableMiB } from '../../../core/fit/legal.ts';
import { shapeOf, type Sized, type Sizing } from '../sized.ts';

export const COMPUTE_ONLY = 'baseline/compute-only';

/** With the very evidence that ours asks for. */
export const computeOnly =
  (minHours: number): Sizing =>
  (pod, namespace, world) => {
    const workload = workloadOf(pod.metadata, namespace, {
      ownerOf: (of, owner) => world.ownerOf(of, owner),
      foldings: () => [],
      namespaceLabels: {},
    });
    if (workload === 'unknown') return [];
    return gpuAsks(pod).flatMap(({ seat: { container } }): Sized[] => {
      const { kind, name } = workload;
      const profile = world.profile(namespace, kind, name, container.name);
      if (profile === 'unknown' || profile.hours < minHours) return [];
      return [
        { container: container.name, ...smallest(profile.smP95 ?? 1, profile.measuredOn, world) },
      ];
    });
  };

function smallest(
  smP95: number,
  product: string,
  { menu, catalogue }: World,
): Omit<Sized, 'container'> {
  const { sms = 0 } = catalogue.products.find(({ name }) => name === product) ?? {};
  const [least] = menu.pools
    .flatMap(({ offers }) => offers)
    .filter((offer) => isSlice(offer) && offer.product === product && offer.sms >= smP95 * sms)
    .toSorted((a, b) => a.claim.milliGPU - b.claim.milliGPU || a.memoryMiB - b.memoryMiB);
  return least === undefined
    ? { shape: 'whole', capacityMiB: 'card', rule: COMPUTE_ONLY }
    : { shape: shapeOf(least.key), capacityMiB: usableMiB(least), rule: COMPUTE_ONLY };
}
