/** Which rights whoever asked has not, and what would give them. */
import type { Denied } from '../../adapters/profiler/cluster.ts';
import { bindingOf, roleOf } from '../../core/grant.ts';

const ROLE = 'tranche-scan';

/** None where nothing is denied. */
export function allowing(denied: readonly Denied[]): readonly string[] {
  if (denied.length === 0) return [];
  const user = denied.find((one) => one.user !== undefined)?.user ?? 'NAME';
  return [
    roleOf(
      ROLE,
      denied.map(({ resource }) => resource),
    ),
    bindingOf(user, ROLE),
  ];
}

/** One cause, which would be told of every workload otherwise. */
export function withoutNodes(denied: readonly Denied[]): string[] {
  if (!denied.some(({ kind }) => kind === 'Node')) return [];
  return [
    `nodes may not be seen, so nobody can tell how their cards are shared, or whose figures are: who administers the cluster can allow it: ${allowing(denied).join(' && ')}`,
  ];
}
