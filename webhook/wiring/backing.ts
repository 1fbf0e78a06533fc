/** What stands behind the server: a World that moves, a ledger, and whoever tells others. */
import type { Announcer, Clock, QuotaLedger, WorldSource } from '../ports.ts';
import type { Retreat } from '../core/back-off.ts';
import type { Review } from '../core/review.ts';
import type { PodId } from '../adapters/cluster-state.ts';
import type { ExemptionCounts } from '../adapters/exemption-watch.ts';
import type { Missed, MissedWatch } from '../adapters/missed/missed-watch.ts';
import type { Fallback, Heard } from '../adapters/policy-store.ts';
import type { LoopState } from '../adapters/profiler/loop.ts';
import type { SeenPod } from '../adapters/seen-pod.ts';
import type { Tell } from '../adapters/tell.ts';

export interface Backing {
  readonly source: WorldSource;
  readonly ledger: QuotaLedger;
  readonly announcer: Announcer;
  /** A pod that was let in counts as free no more, before the view shows it. */
  admitted(review: Review): void;
  /** All live pods, as far as they are kept. */
  pods(): Iterable<SeenPod>;
  /** Both as they would be without a pod that stands; absent where none is watched. */
  readonly without?: (pod: PodId) => Pick<Backing, 'source' | 'ledger'>;
  /** Ages of what is watched, in seconds, by view. */
  ages(): ReadonlyMap<string, number>;
  exemptions(): ExemptionCounts;
  /** Why the files of documents cannot be read now, or `read`. */
  unread(): string;
  /** Pods that came past `/mutate` and wait; of files nobody can tell. */
  readonly missed: Pick<MissedWatch, 'sawPass'> & { missed(): Missed | 'unwatched' };
  readonly backOff: BackOff;
  /** Absent where nobody is asked what workloads use. */
  readonly profiler?: { state(): LoopState };
  start(): void;
  /** Resolves when what was taken from others has been given back. */
  stop(): Promise<void>;
}

/** Whether slices that prove too small are taken back by themselves, and who has been. */
export interface BackOff {
  state(): 'on' | { readonly off: string };
  /** What is in force now. */
  retreats(): readonly Retreat[];
}

export interface BackingOptions {
  readonly documents: readonly string[];
  readonly clock: Clock;
  readonly tell: Tell;
  /** Told of each reading of the documents. */
  readonly heard: (outcome: Heard) => void;
  /** Asked for a set where none can be made at the start. */
  readonly fallback: () => Fallback | 'none';
}
