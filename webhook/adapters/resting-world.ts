/**
 * A World as it would be with nothing running in it: what is found there as well hangs on manifests and
 * policies, and not on what the cluster is used for today.
 */
import { nothing } from '../core/claim.ts';
import type { NodeState, Pool } from '../core/menu.ts';
import type { World } from '../core/world.ts';
import type { QuotaLedger } from '../ports.ts';

export const atRest = (world: World): World => ({
  ...world,
  menu: {
    ...world.menu,
    pools: world.menu.pools.map(emptied),
    resting: world.menu.resting.map(emptied),
    beside: world.menu.beside.map(emptied),
  },
  siblings: () => 'none',
  heldByWorkload: () => nothing,
  heldByTeam: () => nothing,
  avoided: () => false,
});

const emptied = (pool: Pool): Pool => ({ ...pool, nodes: pool.nodes.map(free) });

/** One that is not there yet takes nothing now, whoever runs. */
const free = (node: NodeState): NodeState =>
  node.declared ? node : { ...node, free: node.capacity };

/** Whoever holds nothing. Until the true one is built, neither can be told. */
export const ledgerAtRest = (ledger: Pick<QuotaLedger, 'peek'>): Pick<QuotaLedger, 'peek'> => ({
  peek: (account) => (ledger.peek(account) === 'unknown' ? 'unknown' : nothing),
});
