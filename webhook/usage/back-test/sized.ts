/** What the policies make of a pod, as the size of what each of its containers may fill. */
import type { ContainerDecision, RuleId } from '../../core/decision.ts';
import { usableMiB } from '../../core/fit/legal.ts';
import { gather } from '../../core/gather.ts';
import type { Menu } from '../../core/menu.ts';
import type { Pod } from '../../core/pod.ts';
import { decide } from '../../core/propose.ts';
import type { World } from '../../core/world.ts';

export interface Sized {
  readonly container: string;
  readonly shape: string;
  /** `card`: as much as the card has. */
  readonly capacityMiB: number | 'card';
  readonly rule: string;
}

/** What is decided of a pod in a World; a back-test can ask another than ours, to have something beside it. */
export type Sizing = (pod: Pod, namespace: string, world: World) => readonly Sized[];

/** Whatever the mode: whoever observes wants to know what enforcing would have done. */
export const ours: Sizing = (pod, namespace, world) => {
  const { containers, because } = decide(gather(pod, namespace, world));
  // Somebody has sized it by hand, and nobody here decides anything of it.
  if (because.rule === 'never/already-slice') return [];
  return containers.map((container) => sizeOf(container, because.rule, world.menu));
};

function sizeOf({ name, chosen, mechanism }: ContainerDecision, rule: RuleId, menu: Menu): Sized {
  const capacityMiB = mechanism === 'whole' ? 'card' : leastOf(chosen, menu);
  const shape = mechanism === 'whole' ? 'whole' : shapeOf(chosen);
  return { container: name, shape, capacityMiB, rule };
}

/** `mig-1g.10gb` of `H100-80GB nvidia.com/mig-1g.10gb`. */
export const shapeOf = (key: string): string => key.slice(key.indexOf('/') + 1);

/** Nodes that offer it by one name may each say another size. */
function leastOf(key: string, { pools }: Menu): number {
  const offers = pools.flatMap(({ offers: all }) => all.filter((offer) => offer.key === key));
  return Math.min(...offers.map(usableMiB));
}
