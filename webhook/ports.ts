/**
 * What the world is asked, in small interfaces. Each has a contract test (`*.contract.ts` beside
 * its makers); a maker that does not pass it is not a maker.
 */
import type { Claim, Limits } from './core/claim.ts';
import type { Decision } from './core/decision.ts';
import type { Profile } from './core/profile.ts';
import type { Review } from './core/review.ts';
import type { World } from './core/world.ts';

/** Gives the World of this moment from memory; the reference changes, the value never does. */
export interface WorldSource {
  current(): World;
  /** What readiness still waits for, in words; empty when ready. */
  missing(): readonly string[];
}

/** What has this container of this workload used? */
export interface ProfileStore {
  profile(namespace: string, kind: string, name: string, container: string): Profile | 'unknown';
}

export interface Charge {
  readonly podUid: string;
  /** Opaque to the ledger; today the team. */
  readonly account: string;
  readonly claim: Claim;
  readonly limits: Limits;
  /** Milliseconds since the epoch after which an answer is of no use. */
  readonly deadline: number;
}

export interface Over {
  readonly used: Claim;
  readonly limit: Limits;
  readonly asked: Claim;
}

export interface LedgerEntry {
  readonly podUid: string;
  readonly account: string;
  readonly claim: Claim;
  /** Milliseconds since the epoch. */
  readonly chargedAt: number;
}

/** Who holds what. Idempotent by pod UID; compares and adds through core's `fits`. */
export interface QuotaLedger {
  charge(charge: Charge): Promise<'held' | { readonly over: Over } | 'unknown'>;
  /** What an account holds now; `unknown` before the ledger was built from the cluster. */
  peek(account: string): Claim | 'unknown';
  release(podUid: string): void;
  entries(): readonly LedgerEntry[];
}

/** Told after the answer has left; may write an Event, never under dry-run. */
export interface Announcer {
  announce(review: Review, decision: Decision): void;
}

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
}
