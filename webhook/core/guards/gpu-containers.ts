/** The containers that a pod has its GPUs for. */
import { seats, type Seat } from '../pod.ts';
import { asksForGpu } from './reaches-gpu.ts';
import type { Scene } from './rule.ts';

type Seen = Pick<Scene, 'pod' | 'asks' | 'menu'>;

/** By a resource, or by a claim for a GPU; what KAI is asked for by annotation goes to the first container. */
export function gpuContainers(scene: Seen): readonly Seat[] {
  const asking = new Set(scene.asks.map(({ seat }) => seat.pointer));
  const claims = claimNames(scene);
  const found = seats(scene.pod).filter(
    ({ container, pointer }) =>
      asking.has(pointer) ||
      container.resources?.claims?.some(({ name }) => claims.has(name)) === true,
  );
  if (found.length > 0 || !asksForGpu(scene)) return found;
  return seats(scene.pod)
    .filter(({ role }) => role === 'app')
    .slice(0, 1);
}

/** A claim may also be for a network card. */
const claimNames = ({ pod, menu }: Seen): ReadonlySet<string> =>
  new Set(
    (pod.spec.resourceClaims ?? [])
      .filter((claim) => menu.claimed(pod.metadata.namespace ?? '', claim) !== 'nothing')
      .map(({ name }) => name),
  );
