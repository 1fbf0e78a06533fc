/** What a decision of one day would have been worth on the next. */
export interface Trial {
  readonly namespace: string;
  readonly kind: string;
  readonly name: string;
  readonly container: string;
  /** From 0 on. */
  readonly day: number;
  /** End of the day at which it was decided, in seconds since the epoch. */
  readonly at: number;
  /** As the Decision says it. */
  readonly shape: string;
  /** Usable memory of the shape. */
  readonly capacityMiB: number;
  /** The next day's maximum. */
  readonly peakMiB: number | 'unseen';
  readonly outcome: 'held' | 'tooSmall' | 'unseen' | 'whole' | 'noEvidence';
  readonly rule: string;
}

export interface BackTested {
  readonly days: number;
  readonly trials: readonly Trial[];
}
