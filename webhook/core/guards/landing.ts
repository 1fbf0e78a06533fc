/**
 * On which products a pod may find itself, by all that keeps it off nodes: the name of what it asks
 * for, its selector and affinity, its tolerations. Where no node offers what it asks for, its own
 * words are all there is.
 */
import { nodesFor } from '../fit/room.ts';
import { WHOLE_CARD } from '../fit/fraction.ts';
import type { Menu, Offer } from '../menu.ts';
import { UNKNOWN } from '../menu/offers.ts';
import type { Labels, Pod } from '../pod.ts';
import { partsNamed, type Catalogue } from '../products/catalogue.ts';
import { productOf } from '../products/product.ts';
import { requiredTerms } from '../selector.ts';
import { unshared, vendors } from '../vendor.ts';
import { asksForGpu } from './reaches-gpu.ts';
import type { Scene } from './rule.ts';

type Seen = Pick<Scene, 'pod' | 'asks' | 'menu' | 'catalogue'>;

/** By name; a card that no catalogue knows by what its label says. */
export function productsFor(scene: Seen): ReadonlySet<string> {
  const offered = offersFor(scene);
  return new Set(
    offered.length > 0 ? offered.map(nameOf) : [...selected(scene), ...withParts(scene)],
  );
}

/** What it may be given, everywhere. */
function offersFor({ pod, asks, menu }: Seen): readonly Offer[] {
  const names = resourcesOf(pod, asks, menu);
  const wanted = (offers: readonly Offer[]) => offers.filter(({ resource }) => names.has(resource));
  if (pod.spec.nodeName) return wanted(menu.offersOn(pod.spec.nodeName));
  // A node out of service may be back before the pod is placed.
  return [...menu.pools, ...menu.resting, ...menu.beside].flatMap((pool) => {
    const offers = wanted(pool.offers);
    return offers.length > 0 && nodesFor(pod, pool).length > 0 ? offers : [];
  });
}

const nameOf = ({ product, pins: [pin] }: Offer): string =>
  product === UNKNOWN ? (pin?.values?.[0] ?? UNKNOWN) : product;

function resourcesOf(pod: Pod, asks: Seen['asks'], menu: Menu): ReadonlySet<string> {
  const names = new Set(asks.map(({ resource }) => resource));
  for (const claim of pod.spec.resourceClaims ?? []) {
    const cost = menu.claimed(pod.metadata.namespace ?? '', claim);
    if (cost !== 'nothing') names.add(cost.resource);
  }
  if (names.size === 0 && asksForGpu({ pod, asks })) names.add(WHOLE_CARD);
  return names;
}

/** Products that its own selector or affinity names. */
const selected = ({ pod, catalogue }: Seen): readonly string[] =>
  labelsWanted(pod).flatMap((labels) => namedBy(labels, catalogue));

function labelsWanted(pod: Pod): readonly Labels[] {
  const expressions = (requiredTerms(pod) ?? []).flatMap(
    ({ matchExpressions = [] }) => matchExpressions,
  );
  return [
    pod.spec.nodeSelector ?? {},
    ...expressions
      .filter(({ operator }) => operator === 'In')
      .flatMap(({ key, values = [] }) => values.map((value) => ({ [key]: value }))),
  ];
}

/** Any vendor reads the labels of all others too; one that knows the value is enough. */
function namedBy(labels: Labels, catalogue: Catalogue): readonly string[] {
  const read = Object.values(vendors)
    .map((vendor) => productOf(vendor, labels, catalogue))
    .filter(({ key }) => key !== undefined);
  const known = read.flatMap(({ product }) => (product === undefined ? [] : [product.name]));
  const [first] = read;
  return first === undefined || known.length > 0 ? known : [first.value];
}

/** Products that can be cut into what it asks for by name. */
const withParts = ({ asks, catalogue }: Seen): readonly string[] =>
  asks.flatMap(({ resource }) =>
    partsNamed(unshared(resource), catalogue).map(({ product }) => product.name),
  );
