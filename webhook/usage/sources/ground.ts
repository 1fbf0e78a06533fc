/** What is known besides the figures: how the nodes share their devices, and who holds one. */
import { sharingOf } from '../../core/menu/node-sharing.ts';
import type { Labels } from '../../core/pod.ts';
import { deviceNamed, vendors, type VendorName } from '../../core/vendor.ts';
import type { Profile } from '../../core/profile.ts';
import type { Owner } from './owners.ts';
import type { FoundDevice, Told } from './told.ts';

/** A container that is known to have held a GPU in the window, for ten minutes at least. */
export interface Holder extends Owner {
  readonly node: string;
  /** When its pod was made, in seconds since the epoch; absent where nobody knows. */
  readonly since?: number;
  /** How many it asks for; absent where nobody knows. */
  readonly devices?: number;
}

export interface Facts {
  /** Labels of the nodes by name. */
  readonly nodes: ReadonlyMap<string, Labels>;
  readonly holders: readonly Holder[];
}

/** How a node hands a device out; `unknown` where nobody can say any more. */
export type Handed = 'alone' | Extract<Profile['sharing'], 'mps' | 'timeSlice'> | 'unknown';

export interface Ground {
  /** The pod's own node, since an exporter's word for its host need not be the node's name. */
  readonly nodeOf: (told: Told) => string | undefined;
  readonly handed: (told: Told) => Handed;
  readonly labelsOf: (told: Told) => Labels | undefined;
  /** Whoever asks may see none, or has none. */
  readonly nodeless: boolean;
  /** By node, who holds a device there and is told of by no series. */
  readonly lost: ReadonlyMap<string, readonly Owner[]>;
}

export function groundOf(
  vendor: VendorName,
  devices: readonly FoundDevice[],
  { nodes, holders }: Facts,
): Ground {
  const nodeByPod = new Map(
    holders.map(({ namespace, pod, node }) => [`${namespace}/${pod}`, node]),
  );
  const nodeOf = ({ owner, node }: Told): string | undefined =>
    nodeByPod.get(`${owner.namespace}/${owner.pod}`) ?? node;
  const labelsOf = (told: Told): Labels | undefined => nodes.get(nodeOf(told) ?? '');
  const byResource = new Map<string, Handed>();
  // A node that is gone was as all that are left, where none of those shares its devices.
  const asTheOthers = (resource: string): Handed => {
    const known = byResource.get(resource);
    if (known !== undefined) return known;
    const all = [...nodes.values()].map((labels) => handedBy(labels, resource));
    const alone = all.length > 0 && all.every((one) => one === 'alone') ? 'alone' : 'unknown';
    byResource.set(resource, alone);
    return alone;
  };
  return {
    nodeOf,
    labelsOf,
    nodeless: nodes.size === 0,
    handed: (told) => {
      const labels = labelsOf(told);
      const resource = resourceOf(vendor, told);
      return labels === undefined ? asTheOthers(resource) : handedBy(labels, resource);
    },
    lost: lostNodes(devices, holders),
  };
}

function resourceOf(vendor: VendorName, { device }: Told): string {
  const { wholes, resourceOf: partition } = vendors[vendor];
  return device.migProfile === undefined ? (wholes[0] ?? '') : partition(device.migProfile);
}

function handedBy(labels: Labels, resource: string): Handed {
  const device = deviceNamed(resource);
  if (device === undefined) return 'unknown';
  const { replicas, mechanism } = sharingOf(device, labels);
  return replicas === 1 ? 'alone' : mechanism;
}

const keyOf = ({ namespace, pod, container }: Owner): string =>
  JSON.stringify([namespace, pod, container]);

function lostNodes(
  devices: readonly FoundDevice[],
  holders: readonly Holder[],
): Map<string, Owner[]> {
  const told = new Set(devices.flatMap(({ owners }) => owners.map(keyOf)));
  const lost = new Map<string, Owner[]>();
  for (const { node, namespace, pod, container } of holders) {
    const silent = { namespace, pod, container };
    if (!told.has(keyOf(silent))) lost.set(node, [...(lost.get(node) ?? []), silent]);
  }
  return lost;
}
