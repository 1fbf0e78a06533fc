/** What a pod holds, and would hold, container by container; together they are its Claim, to the last thousandth. */
import { gpuAsks } from '../core/asks.ts';
import { claimOf, unitOf } from '../core/claim/claim-of.ts';
import type { ContainerDecision, Decision } from '../core/decision.ts';
import type { Offer } from '../core/menu.ts';
import { controllerOf, type Pod } from '../core/pod.ts';
import type { World } from '../core/world.ts';
import { isSliced } from './judge.ts';

export interface Held {
  readonly container: string;
  readonly asked: string;
  readonly product: string;
  readonly cardMiB?: number;
  readonly milliGPU: number;
}

/** None where it holds no GPU. Of one that runs before the others the others are told. */
export function heldIn(pod: Pod, { menu, catalogue }: World): readonly Held[] {
  const { milliGPU: total } = claimOf(pod, menu, catalogue);
  if (total === 0) return [];
  const asks = gpuAsks(pod).filter(({ seat: { role } }) => role !== 'init');
  const offers = menu.offersOn(pod.spec.nodeName ?? '');
  if (asks.length === 0)
    return [{ ...onCard(offers[0], catalogue), ...unnamed(pod), milliGPU: total }];
  const own = asks.map(({ resource, count }) => {
    const unit = unitOf(resource, pod, menu, catalogue).milliGPU;
    return count === 'invalid' ? unit : unit * count;
  });
  return asks.map(({ seat, resource, count }, nth) => ({
    ...onCard(
      offers.find((offer) => offer.resource === resource),
      catalogue,
    ),
    container: seat.container.name,
    asked: `${resource}: ${count}`,
    milliGPU: shareOf(own, nth, total),
  }));
}

/** By a claim, or by an annotation. */
const unnamed = ({ spec }: Pod) => ({
  container: spec.containers[0]?.name ?? '',
  asked: (spec.resourceClaims ?? []).length > 0 ? 'a resource claim' : 'part of a card',
});

function onCard(offer: Offer | undefined, { products }: World['catalogue']) {
  const product = offer?.product ?? 'unknown';
  const { memoryMiB } = products.find(({ name }) => name === product) ?? {};
  return { product, ...(memoryMiB === undefined ? {} : { cardMiB: memoryMiB }) };
}

/** What the pod takes beyond its containers (a runtime class, a container that only prepares) is told of the first. */
function shareOf(own: readonly number[], nth: number, total: number): number {
  const rest = total - own.reduce((sum, one) => sum + one, 0);
  return (own[nth] ?? 0) + (nth === 0 ? rest : 0);
}

/** Of the containers that are told of, in their order; what is kept is held as before. */
export function neededBy(decision: Decision, held: readonly Held[]): readonly number[] {
  if (!isSliced(decision)) return held.map(({ milliGPU }) => milliGPU);
  const own = held.map(({ container }) => costOf(decision, container));
  return own.map((_, nth) => shareOf(own, nth, decision.claimFinal.milliGPU));
}

const costOf = (decision: Decision, container: string): number => {
  const chosen = chosenBy(decision, container);
  return chosen?.candidates.find(({ slice }) => slice === chosen.chosen)?.cost.milliGPU ?? 0;
};

export const chosenBy = (
  { containers }: Decision,
  container: string,
): ContainerDecision | undefined => containers.find(({ name }) => name === container);

/** Who made it, as a template is looked for. */
export function makerOf(pod: Pod): string {
  const { kind = '', name = '' } = controllerOf(pod.metadata) ?? {};
  return makerKey({ namespace: pod.metadata.namespace ?? 'default', kind, name });
}

export const makerKey = (maker: {
  readonly namespace: string;
  readonly kind: string;
  readonly name: string;
}): string => `${maker.namespace}/${maker.kind}/${maker.name}`;
