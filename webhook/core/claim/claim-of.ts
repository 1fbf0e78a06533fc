/**
 * What a pod will hold: one function of the final spec, the catalogue and the Menu, never of
 * annotations, used by admission, ledger, reports and CLI alike. A bound pod costs what its node
 * offers; an unpinned one costs the dearest offer its constraints admit.
 */
import {
  foreignOf,
  largestMiB,
  migClaim,
  partsNamed,
  type Catalogue,
  type Foreign,
} from '../products/catalogue.ts';
import { dearer, plus, times, type Claim } from '../claim.ts';
import { gpuAsks } from '../asks.ts';
import { WHOLE_CARD } from '../fit/fraction.ts';
import { hamiName, hamiUnit, kaiClaim } from './fraction-claim.ts';
import { namesGpu } from '../governed.ts';
import type { Menu, Pool } from '../menu.ts';
import { parseCount } from '../quantity.ts';
import type { Container, Pod } from '../pod.ts';
import { combine, type Amounts } from '../requests.ts';
import { admits, constrained } from '../selector.ts';
import { deviceNamed, unshared } from '../vendor.ts';

/** Where others look for it: whose a name is decides what it costs. */
export { foreignOf } from '../products/catalogue.ts';

export function claimOf(pod: Pod, menu: Menu, catalogue: Catalogue): Claim {
  const card = (): Claim => unitOf(WHOLE_CARD, pod, menu, catalogue);
  const amounts = amountsIn(pod, menu, catalogue);
  let total = kaiClaim(pod, card);
  for (const resource in amounts) {
    const unit = hamiUnit(resource, card) ?? unitOf(resource, pod, menu, catalogue);
    total = plus(total, times(unit, amounts[resource] ?? 0));
  }
  return (pod.spec.resourceClaims ?? []).reduce((sum, claim) => {
    const cost = menu.claimed(pod.metadata.namespace ?? '', claim);
    if (cost === 'nothing') return sum;
    return plus(sum, times(unitOf(cost.resource, pod, menu, catalogue), cost.count));
  }, total);
}

/** Units of each name, as Kubernetes counts what a pod requests. */
export function amountsIn(pod: Pod, menu: Menu, catalogue: Catalogue): Amounts {
  const amounts = combine(pod, amountsOf(pod, menu, catalogue));
  for (const [resource, count] of overheadOf(pod))
    amounts[resource] = (amounts[resource] ?? 0) + count;
  return amounts;
}

/** GPUs that its runtime class takes besides its containers. */
function overheadOf({ spec }: Pod): (readonly [resource: string, count: number])[] {
  return Object.entries(spec.overhead ?? {})
    .filter(([resource]) => namesGpu(resource))
    .map(([resource, text]) => {
      const count = parseCount(text);
      return [resource, count === 'invalid' ? 1 : count];
    });
}

function amountsOf(pod: Pod, menu: Menu, catalogue: Catalogue): (container: Container) => Amounts {
  const byContainer = new Map<Container, Amounts>();
  for (const { seat, resource, count } of gpuAsks(pod)) {
    const amounts = byContainer.get(seat.container) ?? {};
    byContainer.set(seat.container, amounts);
    const name = resource === WHOLE_CARD ? hamiName(seat.container, menu) : resource;
    // An invalid quantity is refused by the API server; until then it counts as one.
    const once = count === 'invalid' || foreignOf(resource, catalogue)?.counts === 'once';
    amounts[name] = once ? 1 : count;
  }
  return (container) => byContainer.get(container) ?? {};
}

/** The Claim of one unit of a resource name for this pod. */
export function unitOf(resource: string, pod: Pod, menu: Menu, catalogue: Catalogue): Claim {
  const foreign = foreignUnit(resource, catalogue);
  if (foreign !== undefined) return foreign;
  if (pod.spec.nodeName) {
    const bound = menu.offersOn(pod.spec.nodeName).find((offer) => offer.resource === resource);
    if (bound !== undefined) return bound.claim;
  }
  // Most pods say nothing about nodes, and then the answer is the menu's alone.
  if (constrained(pod)) return dearestOf(resource, pod, menu) ?? unoffered(resource, catalogue);
  // Names that nobody offers can be made up without end.
  if (!menu.advertised.has(resource)) return unoffered(resource, catalogue);
  const units = unitsOn(menu);
  const known =
    units.get(resource) ?? dearestOf(resource, pod, menu) ?? unoffered(resource, catalogue);
  units.set(resource, known);
  return known;
}

/** A menu belongs to one World, and so to one catalogue. */
const unitsByMenu = new WeakMap<Menu, Map<string, Claim>>();

function unitsOn(menu: Menu): Map<string, Claim> {
  const units = unitsByMenu.get(menu) ?? new Map<string, Claim>();
  unitsByMenu.set(menu, units);
  return units;
}

function dearestOf(resource: string, pod: Pod, menu: Menu): Claim | undefined {
  let dearest: Claim | undefined;
  // A node out of service may be back before the pod is placed.
  for (const pool of [...menu.pools, ...menu.resting]) {
    const offer = pool.offers.find((one) => one.resource === resource);
    if (offer !== undefined && poolAdmits(pod, pool))
      dearest = dearest === undefined ? offer.claim : dearer(dearest, offer.claim);
  }
  return dearest;
}

/** What the pod says about nodes; taints may be tolerated by the time it is placed. */
export const poolAdmits = (pod: Pod, pool: Pool): boolean =>
  !constrained(pod) || pool.nodes.some((node) => admits(pod, node));

function foreignUnit(resource: string, catalogue: Catalogue): Claim | undefined {
  const found = foreignOf(resource, catalogue);
  if (found === undefined) return undefined;
  if (found.as === undefined) return { milliGPU: found.milliGPU, MiB: memoryOf(found, catalogue) };
  // What follows the beginning that `match` names; an exact name stands for one without a `*`.
  const rest = resource.slice(found.match.length - '*'.length);
  return unoffered(found.as.replace('*', rest), catalogue);
}

/** Nobody says which card it is of, so the largest is taken. */
const memoryOf = ({ milliGPU }: Foreign, catalogue: Catalogue): number =>
  Math.ceil((milliGPU / 1000) * largestMiB(catalogue, undefined));

/** Nobody offers it now: the dearest thing of that name in the catalogue, else a whole card. */
function unoffered(resource: string, catalogue: Catalogue): Claim {
  let dearest: Claim | undefined;
  for (const { product, profile } of partsNamed(unshared(resource), catalogue)) {
    const claim = migClaim(product, profile);
    dearest = dearest === undefined ? claim : dearer(dearest, claim);
  }
  return (
    dearest ?? {
      milliGPU: 1000,
      MiB: largestMiB(catalogue, deviceNamed(resource)?.vendor.name),
    }
  );
}
