/**
 * The World: what policies say and what the cluster shows, put together as one value that never
 * changes. Making it costs a Menu, some milliseconds at a thousand nodes, so it is made when
 * someone asks and something has changed, and not again while that work would be more than a tenth
 * of the time. A decision may therefore look at the cluster of some milliseconds ago; what must be
 * exact is the ledger's.
 */
import { avoids } from '../core/fit/avoided.ts';
import type { Foldings } from '../core/identity/fold.ts';
import { menuOf } from '../core/menu/menu-of.ts';
import type { Menu } from '../core/menu.ts';
import { shapeOf } from '../core/fit/shape.ts';
import type { World } from '../core/world.ts';
import type { Clock, WorldSource } from '../ports.ts';
import type { ClusterSnapshot } from './cluster-state.ts';
import { ownerIn } from './families.ts';
import { holdingsOf } from './holdings.ts';
import type { InForce } from './policy-store.ts';
import { scaleIn } from './scales.ts';
import { siblingShape } from './siblings.ts';

/** `readAt` is in seconds since the epoch; ages of profiles are counted from it. */
export function worldOf(
  inForce: InForce,
  cluster: ClusterSnapshot,
  readAt: number,
  menu: Menu = menuIn(inForce, cluster),
): World {
  const { set } = inForce;
  return {
    ...holdingsOf(inForce, cluster, menu),
    policyHash: set.hash,
    catalogue: set.catalogue,
    classes: set.classes,
    models: set.models,
    menu,
    readAt,
    foldings: (subject) => set.foldings.of(subject),
    namespace: (name) => cluster.namespaces.get(name) ?? 'unknown',
    assignedClass: (subject) => set.assignedClass(subject),
    terms: (subject, workloadClass) => set.terms(subject, workloadClass),
    guards: (subject, workloadClass) => set.guards(subject, workloadClass),
    exemptions: (subject) => set.exemptions(subject),
    quota: (namespace) => set.quota(namespace),
    profile: (...asked) => set.profile(...asked),
    newestFigures: set.newestFigures,
    backedOff: (...asked) => set.backedOff(...asked),
    siblings: (question) => siblingShape(cluster.groups, question, (pod) => shapeOf(pod, menu)),
    avoided: (namespace, labels) =>
      cluster.avoidances.some((term) => avoids(term, namespace, labels)),
    ownerOf: (namespace, owner) => ownerIn(cluster.owners, namespace, owner),
    scale: (namespace, of) => scaleIn(cluster.scales, namespace, of),
  };
}

const menuIn = ({ set, declared }: InForce, { nodes, claims }: ClusterSnapshot): Menu =>
  menuOf([...nodes, ...declared], set.catalogue, claims);

export interface LiveParts {
  readonly policies: { current(): InForce | 'none'; missing(): readonly string[] };
  readonly cluster: { current(now: number, foldings: Foldings): ClusterSnapshot };
  /** What else readiness waits for, e.g. views that are not synced. */
  readonly missing: () => readonly string[];
  readonly clock: Clock;
  /**
   * A cluster lives, whatever time a document says it was read at: or a file left among the documents
   * would keep exemptions from ending.
   */
  readonly alive?: true;
}

interface Made {
  readonly world: World;
  readonly policies: InForce;
  readonly cluster: ClusterSnapshot;
  /** The cluster is not looked at again before this, in milliseconds since the epoch. */
  readonly restUntil: number;
}

/** A Menu that took a millisecond to make is kept for ten. */
const REST = 10;

export function liveWorld(parts: LiveParts): WorldSource {
  let made: Made | undefined;

  function make(policies: InForce, now: number): Made {
    const before = made?.policies === policies ? made : undefined;
    const readAt = timeOf(policies, now);
    if (before === undefined) return anew(policies, readAt, now);
    const cluster =
      now < before.restUntil ? before.cluster : parts.cluster.current(now, policies.set.foldings);
    const { nodes, claims } = before.cluster;
    if (cluster.nodes !== nodes || cluster.claims !== claims) return anew(policies, readAt, now);
    if (cluster === before.cluster && before.world.readAt === readAt) return before;
    return { ...before, cluster, world: worldOf(policies, cluster, readAt, before.world.menu) };
  }

  /** A World that says when it was read is a snapshot, and as old as it says. */
  function timeOf({ set }: InForce, now: number): number {
    const said = parts.alive === true ? undefined : set.readAt;
    return said ?? Math.floor(now / 1000);
  }

  function anew(policies: InForce, readAt: number, now: number): Made {
    const begun = performance.now();
    const cluster = parts.cluster.current(now, policies.set.foldings);
    const world = worldOf(policies, cluster, readAt);
    return { world, policies, cluster, restUntil: now + REST * (performance.now() - begun) };
  }

  return {
    current() {
      const policies = parts.policies.current();
      if (policies === 'none') throw new Error('no policies are in force yet');
      made = make(policies, parts.clock.now());
      return made.world;
    },
    missing: () => [...parts.policies.missing(), ...parts.missing()],
  };
}
