/**
 * What a server says of itself when asked: one document, which the page answers with, `-o json` prints
 * and the screen is made of. A field that goes or changes its meaning makes another version.
 */
import type { Mode, RuleId } from '../core/decision.ts';
import type { Severity } from '../core/terms.ts';

export interface StatusReport {
  readonly kind: 'TrancheStatus';
  readonly version: 1;
  readonly at: string;
  readonly server: ServerStatus;
  readonly set: SetStatus;
  readonly policies: readonly PolicyStatus[];
  /** Guardrails that a policy names, each at the most that it may do. */
  readonly guards: readonly { readonly rule: RuleId; readonly severity: Severity }[];
  readonly quotas: readonly QuotaStatus[];
  readonly exemptions: ExemptionStatus;
  readonly profiles: ProfileStatus;
  readonly profiler: ProfilerStatus;
  /** Pods that this replica has judged since it started; another has judged others. */
  readonly decisions: DecisionStatus;
  /** What policies that are not enforced would have done. */
  readonly wouldHave: WouldHave;
  /** `unwatched` where there is no cluster to look at. */
  readonly missed: MissedStatus | 'unwatched';
  readonly backOff: BackOffStatus;
  /** What wants a look, a line each; empty where all is well. */
  readonly attention: readonly string[];
}

export interface ServerStatus {
  readonly since: string;
  readonly ready: boolean;
  readonly waitsFor: readonly string[];
  /** Seconds since each view of the cluster was heard from. */
  readonly views: Readonly<Record<string, number>>;
}

export interface SetStatus {
  /** As in every decision; `none` before the first. */
  readonly hash: string;
  readonly generation: number;
  readonly since: string;
  /** When it was kept, where it is one of an earlier life; else it was read. */
  readonly keptAt?: string;
  /** In the documents last read, with their places. */
  readonly faults: readonly string[];
  /** How many there are beside those; the log has them. */
  readonly moreFaults?: number;
  /** Faults of GpuProfiles of the cluster, which are not believed; not all of them may be listed. */
  readonly notBelieved?: readonly string[];
}

export interface PolicyStatus {
  readonly name: string;
  readonly mode: Mode;
  /** Absent where it has no terms, only guardrails. */
  readonly rolloutShare?: number;
  readonly guards: number;
  /** What its guardrails objected to since it last changed, the most first; those that found nothing are left out. */
  readonly objections: readonly Objection[];
  /** Live GPU pods whose terms are its; `unknown` where that hangs on more than the view keeps of a pod. */
  readonly live: Live | 'unknown';
  readonly judged: Judged;
  readonly next: NextStage;
}

export interface Live {
  readonly workloads: number;
  readonly pods: number;
  /** A policy that goes first may have won some of them: nobody can tell from the view. */
  readonly atMost?: true;
}

/** Since it last changed. */
export interface Judged {
  readonly since: string;
  readonly pods: number;
  readonly rewritten: number;
  readonly wouldRewrite: number;
  /** Of cards, by what was rewritten: free for others, which is no money before somebody gives back a card. */
  readonly freedGPUs: number;
  readonly wouldFreeGPUs: number;
}

export interface Objection extends RefusedBy {
  /** What this policy makes of it: refused, or only told of, and whether that would have been a refusal. */
  readonly as: 'refused' | 'would refuse' | 'warned' | 'noted';
  /** Other policies to whom some of these pods are counted too. */
  readonly alsoNamedBy?: readonly string[];
}

export interface NextStage {
  /** `stays` where nothing is proposed. */
  readonly to: 'stays' | Mode;
  readonly rolloutShare?: number;
  readonly because: string;
  /** What to change, and where. */
  readonly edit?: string;
}

export interface QuotaStatus {
  readonly team: string;
  readonly mode: Mode;
  readonly namespaces: readonly string[];
  readonly used: Amounts | 'unknown';
  /** What is not in it is not limited. */
  readonly limits: Partial<Amounts>;
}

export interface Amounts {
  readonly gpus: number;
  readonly vramMiB: number;
}

export interface ExemptionStatus {
  readonly inForce: number;
  readonly expiring: number;
  readonly ended: number;
  readonly unmatched: number;
}

/** Containers of workloads. */
export interface ProfileStatus {
  readonly fresh: number;
  readonly stale: number;
  /** Nobody has said when they were last seen. */
  readonly undated: number;
  /** Live, asking for a GPU, and without a profile. */
  readonly missing: number;
  /** Of engines that reserve more than they need: how many, and how much of it in a replica of each; absent where none does. */
  readonly reserved?: { readonly containers: number; readonly vramMiB: number };
}

/** Of this replica; `off` where no Prometheus is asked. */
export type ProfilerStatus =
  | 'off'
  | {
      /** When a run last came to its end; absent where none has. */
      readonly succeededAt?: string;
      /** Runs since the start that failed, were late, or needed more memory than they may. */
      readonly failed: number;
      /** Workloads that the last of them had figures of. */
      readonly workloads: number;
      /** Containers that hold a GPU and that it had none of. */
      readonly silent: number;
    };

export type Outcome =
  'refused' | 'rewritten' | 'missed' | 'would be rewritten' | 'requests set' | 'left';

export interface DecisionStatus {
  readonly since: string;
  readonly pods: number;
  readonly by: readonly { readonly mode: Mode; readonly outcome: Outcome; readonly pods: number }[];
}

export interface WouldHave {
  readonly rewritten: {
    readonly pods: number;
    readonly gpus: number;
    readonly teams: readonly string[];
  };
  readonly refused: readonly RefusedBy[];
}

export interface RefusedBy {
  readonly rule: RuleId;
  readonly pods: number;
}

/** Whether slices that prove too small are taken back by themselves (evidence/backed-off). */
export interface BackOffStatus {
  readonly is: 'on' | 'off';
  /** Why it is off. */
  readonly because?: string;
  /** Containers of workloads that get larger slices now; not all of them may be listed. */
  readonly backedOff: number;
  readonly workloads: readonly {
    readonly namespace: string;
    readonly workload: string;
    readonly container: string;
    readonly slice: string;
    readonly until: string;
    readonly because: string;
  }[];
}

export interface MissedStatus {
  readonly pods: number;
  readonly unread: number;
  readonly groups: readonly MissedGroup[];
}

export interface MissedGroup {
  readonly namespace: string;
  readonly workload: string;
  readonly pods: number;
  /** The first of them. */
  readonly names: readonly string[];
  readonly since: string;
  readonly policy: string;
  /** E.g. `main: nvidia.com/gpu: 1 -> A100-80GB nvidia.com/mig-1g.10gb`. */
  readonly would: string;
  readonly command: string;
  readonly note?: string;
}
