/** The shape a live pod shows its siblings: by its node's offers once bound, by our annotation before. */
import { gpuAsks } from '../asks.ts';
import type { Mechanism } from '../decision.ts';
import type { Menu, Offer } from '../menu.ts';
import { holdsGot, mechanismGot } from './form.ts';
import { readOriginal, type Original } from '../edits/original.ts';
import type { Pod } from '../pod.ts';
import type { SiblingShape } from '../world.ts';

export function shapeOf(pod: Pod, menu: Menu): SiblingShape | 'none' {
  const containers = new Map<string, { slice: string; mechanism: Mechanism }>();
  const node = pod.spec.nodeName ? menu.offersOn(pod.spec.nodeName) : undefined;
  const original = readOriginal(pod);
  for (const { name, resource } of heldIn(pod, original)) {
    if (containers.has(name)) continue;
    const said = original === 'none' ? undefined : saidOf(pod, name, original);
    const offer = shown(said, resource, node, menu);
    if (offer === undefined) return 'none';
    containers.set(name, shapeOfOffer(offer));
  }
  return containers.size > 0 ? { containers } : 'none';
}

type Shown = Pick<Offer, 'key' | 'mechanism'>;

/** What no node offers by name stands in our annotation only. */
function shown(
  said: SaidHeld | undefined,
  resource: string,
  node: readonly Offer[] | undefined,
  menu: Menu,
): Shown | undefined {
  if (said?.mechanism === 'fraction' || said?.mechanism === 'dra') return said;
  const offered = node?.find((one) => one.resource === resource);
  return offered ?? (said && stillOffered(said, menu));
}

/** Containers with what they ask for; and those that were given something which is no resource. */
function heldIn(pod: Pod, original: Original | 'none') {
  const asking = gpuAsks(pod)
    .filter(({ seat }) => seat.role !== 'init')
    .map(({ seat, resource }) => ({ name: seat.container.name, resource }));
  const withdrawn = original === 'none' ? [] : (original.also ?? []);
  return [
    ...asking,
    ...withdrawn.flatMap((edit) =>
      edit.kind === 'withdraw' ? [{ name: edit.container, resource: edit.resource }] : [],
    ),
  ];
}

const shapeOfOffer = ({ key, mechanism }: Shown) => ({
  slice: key,
  mechanism,
});

interface SaidHeld extends Shown {
  readonly got: string;
}

/** Our annotation, as far as the spec bears it out. */
function saidOf(pod: Pod, container: string, original: Original): SaidHeld | undefined {
  if (!Object.hasOwn(original.containers, container)) return undefined;
  const said = original.containers[container];
  if (said === undefined || !holdsGot(pod, container, said.got)) return undefined;
  if (said.slice === 'whole') return { key: 'whole', mechanism: 'whole', got: said.got };
  return { key: said.slice, mechanism: mechanismGot(said.got), got: said.got };
}

function stillOffered({ key, mechanism, got }: SaidHeld, menu: Menu) {
  if (mechanism === 'whole') return { key, mechanism };
  return menu.pools
    .flatMap(({ offers }) => offers)
    .find((offer) => offer.key === key && offer.resource === got);
}
