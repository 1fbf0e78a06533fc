/** Admissions as they came, one line each, to be decided again by other policies (`tranche replay`). */
import { submitted } from '../../core/edits/undo.ts';
import type { Decision } from '../../core/decision.ts';
import type { Pod } from '../../core/pod.ts';
import type { Review } from '../../core/review.ts';
import type { Announcer, Clock } from '../../ports.ts';
import { redacted } from './redacted.ts';
import { ring, type Ring, type RingOptions } from './ring.ts';

export interface Recorded {
  readonly v: 1;
  /** RFC 3339. */
  readonly at: string;
  readonly namespace: string;
  /** As its user submitted it, as far as that can be known, redacted. */
  readonly pod: Pod;
  readonly verdict: Decision['verdict'];
  readonly inForce: boolean;
  readonly rule: string;
  readonly hash: string;
}

export interface Recorder extends Announcer {
  dropped(): number;
  idle(): Promise<void>;
}

export interface RecorderOptions extends RingOptions {
  readonly clock: Clock;
}

/** Told after the answer has left, and never of a dry-run. */
export function recorder({ clock, ...options }: RecorderOptions): Recorder {
  const lines: Ring = ring(options);
  return {
    announce(review, decision) {
      if (review.operation !== 'CREATE' || review.subResource !== '') return;
      lines.add(JSON.stringify(recordOf(review, decision, clock.now())));
    },
    dropped: () => lines.dropped(),
    idle: () => lines.idle(),
  };
}

const recordOf = (review: Review, decision: Decision, now: number): Recorded => ({
  v: 1,
  at: new Date(now).toISOString(),
  namespace: review.namespace,
  pod: redacted(submitted(review.alike)),
  verdict: decision.verdict,
  inForce: decision.inForce,
  rule: decision.because.rule,
  hash: decision.policyHash,
});
