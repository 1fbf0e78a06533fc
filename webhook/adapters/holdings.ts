/**
 * What live pods hold together, of a workload or of a team. It is counted when somebody asks: what a
 * pod holds depends on what its node offers, which policies and nodes decide. They change by the
 * hour and pods by the second, so sums are kept for as long as nodes stand as they did, and a pod
 * that comes costs the rows of its siblings and one addition for each workload of its namespace: some
 * milliseconds for a hundred thousand pods of twenty thousand workloads in a single one.
 *
 * It is a guide. A pod that another replica of ours let in this moment is not in it; the ledger's
 * count is exact.
 */
import { claimOf } from '../core/claim/claim-of.ts';
import { nothing, plus, times, type Claim } from '../core/claim.ts';
import type { CostOfClaim, Menu, Offer } from '../core/menu.ts';
import { KAI_KEYS } from '../core/fit/kai.ts';
import type { PodSpec } from '../core/pod.ts';
import type { Catalogue } from '../core/products/catalogue.ts';
import type { World } from '../core/world.ts';
import type { ClusterSnapshot } from './cluster-state.ts';
import type { InForce } from './policy-store.ts';
import type { Alike } from './rows.ts';
import { workloadKey } from './siblings.ts';

type Shelf = ReadonlyMap<string, readonly Alike[]>;

interface Kept {
  readonly inForce: InForce;
  readonly claims: CostOfClaim;
  readonly groups: WeakMap<readonly Alike[], Claim>;
  readonly shelves: WeakMap<Shelf, Claim>;
  readonly units: WeakMap<PodSpec, Map<readonly Offer[], Claim>>;
}

/** By how the nodes stand. */
const keptWhile = new WeakMap<object, Kept>();

function keptFor(inForce: InForce, { standing, claims }: ClusterSnapshot): Kept {
  const known = keptWhile.get(standing);
  if (known?.inForce === inForce && known.claims === claims) return known;
  const made: Kept = {
    inForce,
    claims,
    groups: new WeakMap(),
    shelves: new WeakMap(),
    units: new WeakMap(),
  };
  keptWhile.set(standing, made);
  return made;
}

export function holdingsOf(
  inForce: InForce,
  cluster: ClusterSnapshot,
  menu: Menu,
): Pick<World, 'heldByWorkload' | 'heldByTeam'> {
  const { teams, catalogue } = inForce.set;
  const kept = keptFor(inForce, cluster);
  const ofGroup = counting(kept, menu, catalogue);
  const shelvesOf = (namespace: string): readonly Shelf[] =>
    [cluster.groups, cluster.others].flatMap((all) => all.get(namespace) ?? []);

  const ofShelf = (namespace: string, shelf: Shelf): Claim => {
    const sum =
      kept.shelves.get(shelf) ?? sumOf(shelf.values(), (group) => ofGroup(namespace, group));
    kept.shelves.set(shelf, sum);
    return sum;
  };

  return {
    heldByWorkload({ namespace, ...workload }) {
      const begins = workloadKey(workload);
      return sumOf(shelvesOf(namespace), (shelf) =>
        sumOf(shelf, ([key, group]) =>
          key.startsWith(begins) ? ofGroup(namespace, group) : nothing,
        ),
      );
    },
    heldByTeam(namespace) {
      const team = teams.find(({ namespaces }) => namespaces.includes(namespace));
      return sumOf(team?.namespaces ?? [namespace], (name) =>
        sumOf(shelvesOf(name), (shelf) => ofShelf(name, shelf)),
      );
    },
  };
}

type OfGroup = (namespace: string, group: readonly Alike[]) => Claim;

function counting(kept: Kept, menu: Menu, catalogue: Catalogue): OfGroup {
  const ofOne = (namespace: string, { pod: { metadata, spec }, node }: Alike): Claim => {
    const bound = { metadata: { ...metadata, namespace }, spec: { ...spec, nodeName: node } };
    return claimOf(bound, menu, catalogue);
  };

  /** The same for all that ask alike where the same is offered. */
  const ofLook = (namespace: string, row: Alike): Claim => {
    const { metadata, spec } = row.pod;
    // A template is another in the next namespace, and KAI is asked by annotation.
    const ofKai = KAI_KEYS.some((key) => metadata.annotations?.[key] !== undefined);
    if (spec.resourceClaims !== undefined || ofKai) return ofOne(namespace, row);
    const offers = menu.offersOn(row.node);
    const here = offers.length === 0 ? NOWHERE : offers;
    const units = kept.units.get(spec) ?? new Map<readonly Offer[], Claim>();
    kept.units.set(spec, units);
    const claim = units.get(here) ?? ofOne(namespace, row);
    units.set(here, claim);
    return claim;
  };

  return (namespace, group) => {
    const sum =
      kept.groups.get(group) ?? sumOf(group, (row) => times(ofLook(namespace, row), row.count));
    kept.groups.set(group, sum);
    return sum;
  };
}

const NOWHERE: readonly Offer[] = [];

function sumOf<T>(all: Iterable<T>, of: (one: T) => Claim): Claim {
  let sum = nothing;
  for (const one of all) sum = plus(sum, of(one));
  return sum;
}
