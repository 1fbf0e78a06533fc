/** Admissions as they came, one line each, to be decided again by other policies (`tranche replay`). */
import { submitted } from '../../core/edits/undo.ts';
import type { Decision } from '../../core/decision.ts';
import type { Pod } from '../../core/pod.ts';
import type { Review } from '../../core/review.ts';
import type { Announcer, Clock } from '../../ports.ts';
import { lacksOf } from './read-alike.ts';
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
  /** What of the pod decides and is not kept, in words; not there where nothing is missing. */
  readonly lacks?: readonly string[];
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

function recordOf(review: Review, decision: Decision, now: number): Recorded {
  const { pod, lacks } = keptOf(review, decision);
  return {
    v: 1,
    at: new Date(now).toISOString(),
    namespace: review.namespace,
    pod,
    verdict: decision.verdict,
    inForce: decision.inForce,
    rule: decision.because.rule,
    hash: decision.policyHash,
    ...(lacks.length === 0 ? {} : { lacks }),
  };
}

interface Kept {
  /** The policies it was classified by. */
  readonly by: string;
  readonly pod: Pod;
  readonly lacks: readonly string[];
}

/** By the pod that stands for all like it: replicas come in bursts. */
const known = new WeakMap<Pod, Kept>();

function keptOf({ alike }: Review, decision: Decision): Kept {
  const before = known.get(alike);
  const by = `${decision.classBy} ${decision.policyHash}`;
  if (before?.by === by) return before;
  const pod = submitted(alike);
  const kept = redacted(pod);
  const made = { by, pod: kept, lacks: lacksOf(pod, kept, decision) };
  known.set(alike, made);
  return made;
}
