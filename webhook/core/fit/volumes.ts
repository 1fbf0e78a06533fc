/**
 * A volume may be bound to one zone (its PersistentVolume says so, the pod does not): the scheduler
 * then leaves the pod no other. So whoever claims one is given a slice only where every zone in which
 * its twin could run has that slice, and only while it is free in each that has a card free.
 */
import type { NodeState, Pool } from '../menu.ts';
import type { Pod, Volume } from '../pod.ts';
import { effectiveRequests } from '../requests.ts';
import { hasRoom, nodesFor, within } from './room.ts';

const ZONE = 'topology.kubernetes.io/zone';

/** Zones by name; '' is that of nodes without one. */
export interface Zones {
  /** Where an unmodified twin could run, were the nodes empty. */
  readonly ever: ReadonlySet<string>;
  /** Where it would find room now. */
  readonly now: ReadonlySet<string>;
}

/** `undefined` where no volume ties the pod to a place. */
export function zonesOf(pod: Pod, pools: readonly Pool[]): Zones | undefined {
  if (pod.spec.volumes?.some(isClaimed) !== true) return undefined;
  const wanted = effectiveRequests(pod);
  const [ever, now] = [new Set<string>(), new Set<string>()];
  for (const pool of pools)
    for (const node of nodesFor(pod, pool)) {
      const zone = zoneOf(node);
      // Thousands of nodes stand in a few zones, and one of each is enough.
      if (!ever.has(zone) && within(node.capacity, wanted)) ever.add(zone);
      if (!now.has(zone) && hasRoom(node, wanted)) now.add(zone);
    }
  return { ever, now };
}

/** One that is made for the pod follows it; absent and null are one to the API server. */
export const isClaimed = ({ persistentVolumeClaim }: Volume): boolean =>
  (persistentVolumeClaim ?? undefined) !== undefined;

/** What is written there is still there when the pod is not. A CSI volume of a pod's own is most often a bucket. */
export const outlasts = (volume: Volume): boolean =>
  isClaimed(volume) ||
  (volume.nfs ?? volume.csi ?? volume.cephfs ?? volume.azureFile ?? undefined) !== undefined;

const zoneOf = ({ labels }: NodeState): string => labels[ZONE] ?? '';

/** The first of the zones that none of the nodes is in. */
export function missing(
  zones: ReadonlySet<string>,
  nodes: readonly NodeState[],
): string | undefined {
  const there = new Set(nodes.map(zoneOf));
  return [...zones].toSorted().find((zone) => !there.has(zone));
}
