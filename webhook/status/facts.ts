/** All that a report of status is made of: handed in, so that the report is a function of it. */
import type { Claim } from '../core/claim.ts';
import type { Document } from '../policy/documents.ts';
import type { Team } from '../policy/quotas.ts';
import type { BackOffStatus, ExemptionStatus, MissedStatus, ProfilerStatus } from './report.ts';
import type { Tally } from './tally.ts';

/** Times in milliseconds since the epoch. */
export interface Facts {
  readonly now: number;
  readonly since: number;
  /** What readiness waits for. */
  readonly missing: readonly string[];
  /** In seconds, by view. */
  readonly ages: ReadonlyMap<string, number>;
  readonly set: SetFacts;
  /** Why files of documents cannot be read now; absent where they can. */
  readonly unread?: string;
  readonly tally: Tally;
  readonly live: LiveUse;
  readonly used: (team: string) => Claim | 'unknown';
  readonly exemptions: ExemptionStatus;
  readonly missed: MissedStatus | 'unwatched';
  readonly backOff: BackOffStatus;
  readonly profiler: ProfilerStatus;
}

export interface SetFacts {
  readonly hash: string;
  readonly generation: number;
  readonly since: number;
  readonly keptAt?: string;
  readonly faults: readonly string[];
  /** How many there are beside those. */
  readonly moreFaults?: number;
  /** Of GpuProfiles that are not believed; absent where all are. */
  readonly apart?: readonly string[];
  readonly documents: readonly Document[];
  readonly teams: readonly Team[];
}

/** Who uses GPUs now. */
export interface LiveUse {
  /** By the policy whose terms are theirs; `none` where there is none. */
  readonly byPolicy: ReadonlyMap<string, { readonly workloads: number; readonly pods: number }>;
  /** Containers of workloads that ask for a GPU and have no profile. */
  readonly withoutProfile: number;
}
