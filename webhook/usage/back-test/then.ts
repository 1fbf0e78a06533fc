/**
 * The World on an evening that is past: the policies and cards of today, what was known of each
 * container by then, and nothing that came later. What is taken this minute says nothing of that
 * evening, nor do the replicas that run now; so it is decided as for the first pod of a rollout in a
 * cluster that has room.
 */
import type { Menu } from '../../core/menu.ts';
import type { World } from '../../core/world.ts';

export interface Evening {
  /** Seconds since the epoch. */
  readonly at: number;
  readonly profile: World['profile'];
}

/** Once for all evenings: what is found out about pools is kept by them. */
export const withRoom = (menu: Menu): Menu => ({
  ...menu,
  pools: menu.pools.map((pool) => ({
    ...pool,
    nodes: pool.nodes.map((node) => ({ ...node, free: node.capacity })),
  })),
});

export const worldThen = (now: World, menu: Menu, { at, profile }: Evening): World => ({
  ...now,
  menu,
  readAt: at,
  profile,
  siblings: () => 'none',
  backedOff: (...asked) => now.backedOff(...asked).filter(({ since }) => isBy(since, at)),
});

const isBy = (since: string, at: number): boolean => Date.parse(since) / 1000 <= at;
