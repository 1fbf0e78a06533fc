/** Why nobody is told what a team costs, where prices are set: one that matters is missing. */
import type { Counted } from './sums.ts';

/** A line for each cluster, in their order. */
export const unpricedLines = (all: readonly Counted[], clusters: readonly string[]): string[] =>
  clusters.flatMap((cluster) => {
    const here = all.filter(
      ({ outcome, unpriced = [] }) => outcome.cluster === cluster && unpriced.length > 0,
    );
    if (here.length === 0) return [];
    const missing = sorted(here.flatMap(({ unpriced = [] }) => unpriced));
    const teams = sorted(here.map(({ outcome }) => outcome.team));
    const whose = `${teams.length === 1 ? 'team' : 'teams'} ${teams.join(', ')}`;
    return [`${cluster} has no price for ${missing.join(', ')}: no cost is told of ${whose}.`];
  });

const sorted = (all: readonly string[]): string[] => [...new Set(all)].toSorted();
