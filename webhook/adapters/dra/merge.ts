/** A node with what claims can give on it. */
import type { NodeFacts } from '../../core/menu/node.ts';
import type { Amounts } from '../../core/fit/room.ts';
import type { OnNode } from './devices.ts';

type Offered = Pick<NodeFacts, 'allocatable'> & { readonly claimable: NodeFacts['claimable'] };

/** Kept while neither the node nor its devices have others, since much is kept by the very objects. */
const merged = new WeakMap<Amounts, { readonly of: Amounts; readonly offered: Offered }>();

/** Who holds a device stands in the claims, so pods that asked for its name are not counted again. */
export function withDevices(facts: NodeFacts, on: OnNode | undefined): NodeFacts {
  if (on === undefined || on.claimable.length === 0) return facts;
  const { allocatable } = facts;
  const known = merged.get(on.units);
  const offered = known?.of === allocatable ? known.offered : offeredBy(allocatable, on);
  merged.set(on.units, { of: allocatable, offered });
  const used: Record<string, number> = { ...facts.used };
  for (const { resource } of offered.claimable ?? []) used[resource] = on.used[resource] ?? 0;
  return {
    ...facts,
    used,
    allocatable: offered.allocatable,
    ...(offered.claimable === undefined ? {} : { claimable: offered.claimable }),
  };
}

/** A name that a device plugin serves is the plugin's (KEP-5004). */
function offeredBy(allocatable: Amounts, { units, claimable }: OnNode): Offered {
  const plugged = (name: string): boolean => (allocatable[name] ?? 0) > 0;
  const ours = claimable.some(({ resource }) => plugged(resource))
    ? claimable.filter(({ resource }) => !plugged(resource))
    : claimable;
  const all: Record<string, number> = { ...allocatable };
  for (const { resource } of ours) all[resource] = units[resource] ?? 0;
  return { allocatable: all, claimable: ours };
}
