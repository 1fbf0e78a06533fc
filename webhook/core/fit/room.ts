/** Whether a node of a pool could take the pod at this moment, as kube-scheduler would count it. */
import { namesGpu } from '../governed.ts';
import type { Menu, NodeState, Pool } from '../menu.ts';
import type { Pod, Toleration } from '../pod.ts';
import { effectiveRequests } from '../requests.ts';
import { admits, constrained, untolerated } from '../selector.ts';

/** Units per resource name; `cpu` in milli, `memory` in bytes, `pods`. */
export type Amounts = Readonly<Record<string, number>>;

/** Everything the pod requests besides GPUs. */
export function otherRequests(pod: Pod): Amounts {
  const other: Record<string, number> = {};
  const all = effectiveRequests(pod);
  for (const name in all) if (!namesGpu(name)) other[name] = all[name] ?? 0;
  return other;
}

export function nodesFor(
  pod: Pod,
  pool: Pool,
  extra: readonly Toleration[] = [],
): readonly NodeState[] {
  const tolerations = [...(pod.spec.tolerations ?? []), ...extra];
  if (pool.taints.length > 0 && untolerated(pool.taints, tolerations).length > 0) return [];
  return constrained(pod) ? pool.nodes.filter((node) => admits(pod, node)) : pool.nodes;
}

/** What is asked for in quantity 0 fits a node that is overcommitted, too. */
export const within = (room: Amounts, wanted: Amounts): boolean => {
  for (const name in wanted) if ((wanted[name] ?? 0) > Math.max(0, room[name] ?? 0)) return false;
  return true;
};

/** A node that is yet to be made has room only once it is there. */
export const hasRoom = ({ free, declared }: NodeState, wanted: Amounts): boolean =>
  !declared && within(free, wanted);

export const wouldHaveRoom = ({ free, declared }: NodeState, wanted: Amounts): boolean =>
  declared && within(free, wanted);

const promised = new WeakMap<readonly NodeState[], boolean>();

/** Whether any of them would have to be made; asked of thousands for every slice, and true of few. */
export function anyDeclared(nodes: readonly NodeState[]): boolean {
  const known = promised.get(nodes) ?? nodes.some(({ declared }) => declared);
  promised.set(nodes, known);
  return known;
}

/** Whether an unmodified twin of the pod would be bound now. */
export const twinBound = (pod: Pod, menu: Menu): boolean => twinFinds(pod, menu, hasRoom);

/** Whether an autoscaler would make a node for an unmodified twin. */
export const twinOnDemand = (pod: Pod, menu: Menu): boolean => twinFinds(pod, menu, wouldHaveRoom);

function twinFinds(pod: Pod, menu: Menu, room: typeof hasRoom): boolean {
  const wanted = effectiveRequests(pod);
  const somewhere = (pool: Pool): boolean => nodesFor(pod, pool).some((node) => room(node, wanted));
  return menu.pools.some(somewhere) || menu.beside.some(somewhere);
}

/** Whether an unmodified twin would be bound, or have a node made for it, and what we made of the pod would not. */
export function waitsForUs(pod: Pod, made: Pod, menu: Menu): boolean {
  for (const finds of [twinBound, twinOnDemand]) {
    if (finds(made, menu)) return false;
    if (finds(pod, menu)) return true;
  }
  return false;
}

/**
 * Constraints we cannot weigh against a pool from here: other pods' places, spreads and host ports.
 * Preferences are no constraint.
 */
export function unprovable({ spec }: Pod): string | undefined {
  const { podAffinity, podAntiAffinity } = spec.affinity ?? {};
  for (const [name, rules] of Object.entries({ podAffinity, podAntiAffinity }))
    if ((rules?.requiredDuringSchedulingIgnoredDuringExecution ?? []).length > 0)
      return `it requires ${name}, whose effect on another pool is not known here`;
  if (
    spec.topologySpreadConstraints?.some(
      (spread) => spread.whenUnsatisfiable !== 'ScheduleAnyway',
    ) === true
  )
    return 'it has a topology spread that may not be broken, whose effect on another pool is not known here';
  const ported = [...spec.containers, ...(spec.initContainers ?? [])].some(({ ports }) =>
    ports?.some(({ hostPort }) => hostPort !== undefined),
  );
  return ported
    ? 'it takes a host port, which may be taken on the nodes of another pool'
    : undefined;
}
