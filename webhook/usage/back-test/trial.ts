/** What a back-test finds: each evening's decision of each container, beside what the next day brought. */

export interface Trial {
  readonly namespace: string;
  readonly kind: string;
  readonly name: string;
  readonly container: string;
  /** From 0, the first that was read. */
  readonly day: number;
  /** Seconds since the epoch: the end of that day, when it was decided. */
  readonly at: number;
  /** As the Decision says it, without product and vendor: `mig-2g.20gb`; or `whole`. */
  readonly shape: string;
  /** MiB that may be filled, by an engine that is told its cache no more than that leaves it; of a whole card what the card has on which it was seen, 0 where nobody knows it. */
  readonly capacityMiB: number;
  /**
   * The most of the next day, in the same revision and tag, that is known to be its own; what an engine
   * needed, where the decision went by its need.
   */
  readonly peakMiB: number | 'unseen';
  readonly outcome: TrialOutcome;
  /** Why it was given that shape. */
  readonly rule: string;
}

/**
 * `held`, `tooSmall` and `unseen` are of slices. A card that is left `whole` is as large as the one it
 * runs on, and so is one that is left because too little was known: `noEvidence`.
 */
export type TrialOutcome = 'held' | 'tooSmall' | 'unseen' | 'whole' | 'noEvidence';

export interface BackTested {
  /** Days that were read; the last one judges, and nobody can judge what is decided on its evening. */
  readonly days: number;
  readonly trials: readonly Trial[];
}
