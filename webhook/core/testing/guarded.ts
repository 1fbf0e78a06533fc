/** What one guard says of a new pod, in a cluster without nodes unless a test says otherwise. */
import { gpuAsks } from '../asks.ts';
import { gather } from '../gather.ts';
import type { Guard } from '../guards/rule.ts';
import { everyContainer, type Pod } from '../pod.ts';
import { decide } from '../propose.ts';
import type { Parameters } from '../terms.ts';
import { worldOf, type WorldParts } from './world.ts';

export interface Held {
  readonly parameters?: Parameters;
  readonly world?: Partial<WorldParts>;
  readonly namespace?: string;
}

export function objection(guard: Guard, pod: Pod, held: Held = {}): string | undefined {
  const world = worldOf({ nodes: [], ...held.world });
  const question = gather(pod, held.namespace ?? 'speech', world);
  const scene = {
    occasion: 'create',
    pod,
    containers: everyContainer(pod),
    asks: gpuAsks(pod),
    oldPod: undefined,
    node: undefined,
    menu: world.menu,
    catalogue: world.catalogue,
    question,
    proposed: decide(question),
  } as const;
  return guard.check(scene, held.parameters ?? {});
}
