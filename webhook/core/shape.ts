/** The shape a live pod shows its siblings: by its node's offers once bound, by our annotation before. */
import { gpuAsks } from './asks.ts';
import { holdsOne } from './edits.ts';
import type { Mechanism } from './decision.ts';
import type { Menu, Offer } from './menu.ts';
import { readOriginal } from './original.ts';
import type { Pod } from './pod.ts';
import type { SiblingShape } from './world.ts';

export function shapeOf(pod: Pod, menu: Menu): SiblingShape | 'none' {
  const containers = new Map<string, { slice: string; mechanism: Mechanism }>();
  const node = pod.spec.nodeName ? menu.offersOn(pod.spec.nodeName) : undefined;
  for (const { seat, resource } of gpuAsks(pod)) {
    if (seat.role === 'init') continue;
    const { name } = seat.container;
    const offer = node?.find((one) => one.resource === resource) ?? announced(pod, name, menu);
    if (offer === undefined) return 'none';
    containers.set(name, shapeOfOffer(offer));
  }
  return containers.size > 0 ? { containers } : 'none';
}

const shapeOfOffer = ({ key, mechanism }: Pick<Offer, 'key' | 'mechanism'>) => ({
  slice: key,
  mechanism,
});

/** Our annotation, as far as the spec bears it out. */
function announced(
  pod: Pod,
  container: string,
  menu: Menu,
): Pick<Offer, 'key' | 'mechanism'> | undefined {
  const original = readOriginal(pod);
  if (original === 'none' || !Object.hasOwn(original.containers, container)) return undefined;
  const said = original.containers[container];
  if (said === undefined || !holdsOne(pod, container, said.got)) return undefined;
  if (said.slice === 'whole') return { key: 'whole', mechanism: 'whole' };
  return menu.pools
    .flatMap(({ offers }) => offers)
    .find(({ key, resource }) => key === said.slice && resource === said.got);
}
