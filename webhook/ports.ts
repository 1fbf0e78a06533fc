/**
 * What the world is asked, in small interfaces. Each has a contract test (`*.contract.ts` beside
 * its makers); a maker that does not pass it is not a maker.
 */
import type { Claim, Limits } from './core/claim.ts';
import type { Decision } from './core/decision.ts';
import type { Profile } from './core/profile.ts';
import type { Review } from './core/review.ts';
import type { World } from './core/world.ts';
import type { Series } from './usage/measured.ts';

/** Gives the World of this moment from memory; the reference changes, the value never does. */
export interface WorldSource {
  current(): World;
  /** What readiness still waits for, in words; empty when ready. */
  missing(): readonly string[];
}

/** What has this container of this workload used? */
export interface ProfileStore {
  profile(namespace: string, kind: string, name: string, container: string): Profile | 'unknown';
  /** The latest sample that any of them tells of, in seconds since the epoch. */
  readonly newestFigures: number | 'none';
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

/** Told of each visit once it is decided; comes back at once, because reviews wait meanwhile. */
export interface Witness {
  saw(review: Review, decision: Decision): void;
}

/** A pod as one or both of its visits showed it, and what was decided there. */
export interface Recollected {
  /** Of the last visit, in milliseconds since the epoch. */
  readonly at: number;
  readonly pod: {
    readonly namespace: string;
    readonly name?: string;
    readonly generateName?: string;
    readonly uid?: string;
    /** Its controller, as `ReplicaSet/whisper-6c8b7d5f4d`. */
    readonly owner?: string;
  };
  readonly operation: Review['operation'];
  readonly subResource: string;
  readonly dryRun: boolean;
  /** Absent where `/mutate` was not called, or nobody could match the two visits. */
  readonly proposed?: Decision;
  /** Absent where nothing was heard of it after `/mutate`. */
  readonly judged?: Decision;
}

/** What is remembered of visits, as long as there is room. */
export interface Recollection {
  /** Of pods, controllers or workloads of these names (`Pod/x`), the latest first. */
  about(namespace: string, names: readonly string[]): readonly Recollected[];
  /** Of what came before, in milliseconds since the epoch, nothing is known. */
  since(): number;
}

/** Somebody who asks, as the API server knows them. */
export interface Asker {
  readonly username: string;
  readonly uid?: string;
  readonly groups: readonly string[];
  readonly extra: Readonly<Record<string, readonly string[]>>;
}

/** Something of `tranche.dev` that may be asked for; without a namespace, of the whole cluster. */
export interface Right {
  readonly verb: string;
  readonly resource: string;
  readonly namespace?: string;
}

/** Whose token is it? Throws where nobody can tell now, and never in words that hold the token. */
export interface TokenReviewer {
  holder(token: string): Promise<Asker | 'nobody'>;
}

/** May they? Throws where nobody can tell now. */
export interface AccessReviewer {
  allows(asker: Asker, right: Right): Promise<boolean>;
}

export interface SeriesWanted {
  /** Names, and what one point says of the readings since the point before. */
  readonly metrics: readonly { readonly name: string; readonly over: 'max' | 'avg' | 'last' }[];
  readonly namespaces: readonly string[] | 'all';
  /** Where a series has its namespace: the first of these labels that it has. */
  readonly namespaceLabels: readonly string[];
  /** Points after the one and until the other, at whole multiples of the step, all in seconds since the epoch. */
  readonly after: number;
  readonly until: number;
  readonly everySeconds: number;
}

/** All that was wanted of some namespaces over some of the time; `__name__` is the metric asked for. */
export interface SeriesPart {
  readonly namespaces: readonly string[];
  readonly after: number;
  readonly until: number;
  readonly series: readonly Series[];
  /** What the database said beside its answer, e.g. that a part of it did not answer. */
  readonly warnings: readonly string[];
}

export interface SeriesPatience {
  /** Milliseconds since the epoch. */
  readonly deadline: number;
  readonly signal?: AbortSignal;
  /** Questions answered, and how many there are as far as is known by now. */
  readonly progress?: (done: number, total: number) => void;
}

/**
 * What a time-series database kept. The parts of a namespace come in order of time, and no point comes
 * twice; one that could not be had whole is thrown, never left out.
 */
export interface SeriesSource {
  parts(wanted: SeriesWanted, patience: SeriesPatience): AsyncIterable<SeriesPart>;
}

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
}
