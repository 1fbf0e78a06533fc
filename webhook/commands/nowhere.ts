/**
 * A pod that no node of the World could ever take is admitted all the same: the cluster may have
 * another tomorrow. Whoever explains a manifest is told, since most often it is a World without its
 * nodes, or a selector that goes with none of them.
 */
import { gpuAsks } from '../core/asks.ts';
import { foreignOf } from '../core/products/catalogue.ts';
import type { Menu } from '../core/menu.ts';
import type { Pod } from '../core/pod.ts';
import { readPod } from '../core/read-pod.ts';
import { effectiveRequests } from '../core/requests.ts';
import { nodesFor } from '../core/fit/room.ts';
import type { World } from '../core/world.ts';

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
  if (!menu.advertised.has(name)) return [`nothing in this World offers ${name}`];
  const count = effectiveRequests(pod)[name] ?? 0;
  const offering = [...menu.pools, ...menu.resting].filter(({ offers }) =>
    offers.some(({ resource }) => resource === name),
  );
  const taken = offering.some(
    (pool) =>
      // Devices that claims hand out are not counted by node.
      pool.offers.some(({ allocated }) => allocated === true) ||
      nodesFor(pod, pool).some(({ capacity }) => (capacity[name] ?? 0) >= count),
  );
  return taken
    ? []
    : [
        `of the nodes in this World that offer ${name} none could take it, were it empty: by its selectors, their taints, or because it asks for ${count}`,
      ];
}
