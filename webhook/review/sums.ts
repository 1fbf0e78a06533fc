/** What the manifests of one review come to, for each team of each cluster: beside what its quota has left. */
import { dearer, nothing, plus, type Claim, type Limits } from '../core/claim.ts';
import { sumOf } from './money.ts';
import type { Money, Outcome, Room, Takes, TeamSum } from './report.ts';

/** One template in one cluster, with what its pods cost as they are written and as they would be stored. */
export interface Counted {
  readonly outcome: Pick<Outcome, 'cluster' | 'team' | 'claimAsked' | 'claimFinal'>;
  /** Of what is asked, what would not be let in. */
  readonly refused: Claim;
  /** Whose runs these pods are, where they come and go: no two of those need stand there at once. */
  readonly run?: string;
  /** Both without what is refused: it costs nothing, and that is no saving. */
  readonly before: Money | 'unknown';
  readonly after: Money | 'unknown';
  /** Where prices are set and one of them that would tell what it costs is not. */
  readonly unpriced?: readonly string[];
  /** The same, did all policies and quotas enforce; absent where they do. */
  readonly onceEnforced?: Pick<Counted, 'refused' | 'before' | 'after'> &
    Pick<Outcome, 'claimFinal'>;
}

/** What a cluster says of a team: GPUs of its quota and what it holds of them, without the pods that are reviewed. */
export interface TeamQuota {
  readonly limits: Limits;
  readonly used: Claim | 'unknown';
}

export interface Summing {
  /** In the order of the report. */
  readonly clusters: readonly string[];
  readonly quotaOf: (cluster: string, team: string) => TeamQuota | 'none';
}

/** By cluster, then by name of the team; teams that ask for nothing and hold nothing are left out. */
export function teamSums(all: readonly Counted[], { clusters, quotaOf }: Summing): TeamSum[] {
  return clusters.flatMap((cluster) => {
    const here = all.filter(({ outcome }) => outcome.cluster === cluster && counts(outcome));
    const teams = [...new Set(here.map(({ outcome }) => outcome.team))].toSorted(byName);
    return teams.map((team) =>
      sumOfTeam(
        { cluster, team },
        here.filter(({ outcome }) => outcome.team === team),
        quotaOf(cluster, team),
      ),
    );
  });
}

const counts = ({ claimAsked, claimFinal }: Counted['outcome']): boolean =>
  [claimAsked, claimFinal].some(({ milliGPU, MiB }) => milliGPU > 0 || MiB > 0);

const byName = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function sumOfTeam(
  of: Pick<TeamSum, 'cluster' | 'team'>,
  all: readonly Counted[],
  quota: TeamQuota | 'none',
): TeamSum {
  const now = takenBy(all, quota);
  const then = all.some(({ onceEnforced }) => onceEnforced !== undefined)
    ? takenBy(all.map(enforced), quota)
    : now;
  return {
    ...of,
    asked: sum(all.map(({ outcome }) => outcome.claimAsked)),
    ...now,
    ...(JSON.stringify(then) === JSON.stringify(now) ? {} : { onceEnforced: then }),
  };
}

function enforced({ onceEnforced, ...one }: Counted): Counted {
  if (onceEnforced === undefined) return one;
  const { claimFinal, ...cost } = onceEnforced;
  return { ...one, ...cost, outcome: { ...one.outcome, claimFinal } };
}

function takenBy(all: readonly Counted[], quota: TeamQuota | 'none'): Takes {
  const [before, after] = [sumOf(all.map((one) => one.before)), sumOf(all.map((one) => one.after))];
  const needed = neededBy(all);
  const inTurn = runningInTurn(all);
  return {
    refused: sum(all.map(({ refused }) => refused)),
    needed,
    ...(inTurn === undefined ? {} : { inTurn }),
    ...held(quota, inTurn?.atOnce ?? needed),
    // One without the other says nothing of what changes.
    ...(before === 'unknown' || after === 'unknown' ? {} : { before, after }),
  };
}

/** Beside what stands there, of what comes and goes the largest; one alone is beside it like all else. */
function runningInTurn(all: readonly Counted[]): TeamSum['inTurn'] {
  const stands = all.filter(({ run }) => run === undefined);
  const runs = [...new Set(all.flatMap(({ run }) => run ?? []))]
    .map((run) => neededBy(all.filter((one) => one.run === run)))
    .filter(({ milliGPU, MiB }) => milliGPU > 0 || MiB > 0);
  if (runs.length < 2) return undefined;
  return { runs: sum(runs), atOnce: plus(neededBy(stands), runs.reduce(dearer, nothing)) };
}

const neededBy = (all: readonly Counted[]): Claim =>
  sum(all.map(({ outcome }) => outcome.claimFinal));

function held(quota: TeamQuota | 'none', needed: Claim): Pick<TeamSum, 'quota' | 'quotaMiB'> {
  if (quota === 'none' || quota.used === 'unknown') return {};
  const { used, limits } = quota;
  return {
    ...(limits.milliGPU === undefined
      ? {}
      : { quota: roomOf(limits.milliGPU, used.milliGPU, needed.milliGPU) }),
    ...(limits.MiB === undefined ? {} : { quotaMiB: roomOf(limits.MiB, used.MiB, needed.MiB) }),
  };
}

const roomOf = (limit: number, used: number, needed: number): Room => ({
  limit,
  used,
  after: used + needed,
});

const sum = (claims: readonly Claim[]): Claim => claims.reduce(plus, nothing);

/** Memory is spoken of where it may be what refuses: most teams never come near it. */
export const memoryRoomOf = ({ refused, quota, quotaMiB }: TeamSum): Room | undefined =>
  quota === undefined || refused.milliGPU > 0 || (quotaMiB?.after ?? 0) > (quotaMiB?.limit ?? 0)
    ? quotaMiB
    : undefined;
