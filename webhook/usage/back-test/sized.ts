/** What the policies make of a pod, as the size of what each of its containers may fill. */
import type { ContainerDecision, RuleId } from '../../core/decision.ts';
import { usableMiB } from '../../core/fit/legal.ts';
import { gather } from '../../core/gather.ts';
import type { Menu, Offer } from '../../core/menu.ts';
import type { Pod } from '../../core/pod.ts';
import { decide } from '../../core/propose.ts';
import type { Question } from '../../core/question.ts';
import type { World } from '../../core/world.ts';
import { fillableMiB } from './by-need.ts';

export interface Sized {
  readonly container: string;
  readonly shape: string;
  /** `card`: as much as the card has. */
  readonly capacityMiB: number | 'card';
  /** By what its engine needs, and not by what it reserves. */
  readonly byNeed?: true;
  readonly rule: string;
}

/** What is decided of a pod in a World; a back-test can ask another than ours, to have something beside it. */
export type Sizing = (pod: Pod, namespace: string, world: World) => readonly Sized[];

/** Whatever the mode: whoever observes wants to know what enforcing would have done. */
export const ours: Sizing = (pod, namespace, world) => {
  const question = gather(pod, namespace, world);
  const { containers, because } = decide(question);
  // Somebody has sized it by hand, and nobody here decides anything of it.
  if (because.rule === 'never/already-slice') return [];
  return containers.map((container) => sizeOf(container, because.rule, question));
};

function sizeOf(decided: ContainerDecision, rule: RuleId, question: Question): Sized {
  const { name, chosen, mechanism } = decided;
  if (mechanism === 'whole') return { container: name, shape: 'whole', capacityMiB: 'card', rule };
  const offers = offersOf(chosen, question.menu);
  // Nodes that offer it by one name may each say another size.
  const sliceMiB = Math.min(...offers.map(usableMiB));
  const sized = { container: name, shape: shapeOf(chosen), rule };
  const fillable = fillableMiB(decided, question, offers);
  return fillable === 'reserved'
    ? { ...sized, capacityMiB: sliceMiB }
    : { ...sized, capacityMiB: Math.min(sliceMiB, fillable), byNeed: true };
}

/** `mig-1g.10gb` of `H100-80GB nvidia.com/mig-1g.10gb`. */
export const shapeOf = (key: string): string => key.slice(key.indexOf('/') + 1);

const offersOf = (key: string, { pools }: Menu): readonly Offer[] =>
  pools.flatMap(({ offers }) => offers.filter((offer) => offer.key === key));
