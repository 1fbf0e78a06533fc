/**
 * A pod that no node of the World could ever take is admitted all the same: the cluster may have
 * another tomorrow. Whoever explains a manifest is told, since most often it is a World without its
 * nodes, or a selector that goes with none of them.
 */
import { gpuAsks } from '../core/asks.ts';
import { foreignOf } from '../core/products/catalogue.ts';
import type { Menu, NodeState, Pool } from '../core/menu.ts';
import type { Pod, Taint } from '../core/pod.ts';
import { readPod } from '../core/read-pod.ts';
import { effectiveRequests } from '../core/requests.ts';
import { nodesFor } from '../core/fit/room.ts';
import { untolerated } from '../core/selector.ts';
import type { World } from '../core/world.ts';
import { counted } from '../core/text.ts';

/** What whoever knows the World's name says instead. */
export const HERE = 'this World';

/** `admitted`: the pod as it would be stored. */
export function nowhere(admitted: unknown, { menu, catalogue }: World): string[] {
  const read = readPod(admitted);
  if (!read.ok) return [];
  const asked = new Set(gpuAsks(read.pod).map(({ resource }) => resource));
  return (
    [...asked]
      // What names of other engines mean is known to their schedulers.
      .filter((name) => foreignOf(name, catalogue) === undefined)
      .flatMap((name) => toldOf(name, read.pod, menu))
  );
}

function toldOf(name: string, pod: Pod, menu: Menu): string[] {
  if (!menu.advertised.has(name)) return [`no node of ${HERE} offers ${name}`];
  const count = effectiveRequests(pod)[name] ?? 0;
  const offering = [...menu.pools, ...menu.resting].filter(({ offers }) =>
    offers.some(({ resource }) => resource === name),
  );
  const large = (node: NodeState): boolean => (node.capacity[name] ?? 0) >= count;
  const taken = offering.some(
    (pool) =>
      // Devices that claims hand out are not counted by node.
      pool.offers.some(({ allocated }) => allocated === true) || nodesFor(pod, pool).some(large),
  );
  if (taken) return [];
  const why = [
    ...tainted(pod, offering),
    ...unselected(pod, offering),
    ...tooSmall(pod, offering, count),
  ].join('; ');
  return [`of the nodes of ${HERE} that offer ${name} none could take it, were it empty: ${why}`];
}

/** More taints than these are a list that nobody reads; each keeps the pod away alone. */
const MOST_TAINTS = 3;

function tainted(pod: Pod, pools: readonly Pool[]): string[] {
  const keeping = pools
    .map((pool) => ({ pool, taints: untolerated(pool.taints, pod.spec.tolerations ?? []) }))
    .filter(({ taints }) => taints.length > 0);
  const nodes = keeping.reduce((sum, { pool }) => sum + pool.nodes.length, 0);
  const all = [...new Set(keeping.flatMap(({ taints }) => taints.map(taintText)))].toSorted();
  if (nodes === 0) return [];
  const more = all.length > MOST_TAINTS ? ` and ${all.length - MOST_TAINTS} more` : '';
  return [
    `it does not tolerate ${all.slice(0, MOST_TAINTS).join(', ')}${more}, the taint${all.length > 1 ? 's' : ''} of ${counted(nodes, 'node')}`,
  ];
}

const taintText = ({ key, value, effect }: Taint): string =>
  `${value === undefined || value === '' ? key : `${key}=${value}`}:${effect}`;

/** Of those that no taint keeps it from. */
function unselected(pod: Pod, pools: readonly Pool[]): string[] {
  const open = pools.filter(
    ({ taints }) => untolerated(taints, pod.spec.tolerations ?? []).length === 0,
  );
  const nodes = open.reduce((sum, pool) => sum + pool.nodes.length, 0);
  const left = open.reduce((sum, pool) => sum + nodesFor(pod, pool).length, 0);
  return nodes === left
    ? []
    : [`its selectors and affinity leave out ${counted(nodes - left, 'node')}`];
}

function tooSmall(pod: Pod, pools: readonly Pool[], count: number): string[] {
  const nodes = pools.reduce((sum, pool) => sum + nodesFor(pod, pool).length, 0);
  if (nodes === 0) return [];
  return [
    `${counted(nodes, 'node')} ${nodes === 1 ? 'is' : 'are'} too small, because it asks for ${count}`,
  ];
}
