/**
 * Slices that proved too small for a container, whatever was measured of it: its replicas died on them
 * soon after one another. For a while its workload is given larger ones; then it is tried again, since
 * what killed them may have been something else.
 */

export interface BackedOff {
  readonly container: string;
  /** Text of the container's revision (identity/revision.ts): another one has not failed yet. */
  readonly revision: string;
  /** As it was offered then: it may be on no menu any more, and what is smaller still would fail too. */
  readonly slice: SliceSize & { readonly name: string };
  /** As it was written, like `until`: no clock stands in a Decision, but a date may. */
  readonly since: string;
  readonly until: string;
  /** Seconds since the epoch of `until`; from then on it has no effect. */
  readonly ends: number;
  readonly because: string;
}

export interface SliceSize {
  /** MiB that may be filled. */
  readonly MiB: number;
  readonly sms: number;
}

/** One that is known by its workload, for whoever counts them. */
export interface Retreat extends BackedOff {
  /** Name of the GpuProfile that says so. */
  readonly by: string;
  readonly namespace: string;
  readonly kind: string;
  readonly name: string;
}

/** When a policy takes a slice back, and for how long; in seconds. */
export interface BackOffTerms {
  readonly restarts: number;
  readonly within: number;
  readonly lasts: number;
}

export const isOver = ({ ends }: Pick<BackedOff, 'ends'>, readAt: number): boolean =>
  ends <= readAt;

/** More of one and no less of the other: what has memory to spare and half the compute may starve instead. */
export const isLarger = (a: SliceSize, b: SliceSize): boolean =>
  a.MiB >= b.MiB && a.sms >= b.sms && (a.MiB > b.MiB || a.sms > b.sms);
