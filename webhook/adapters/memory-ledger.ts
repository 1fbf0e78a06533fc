/**
 * Who holds what, in the memory of one process. Exact over the pods that are charged here, because
 * a charge compares and adds without waiting in between. Nobody's word lowers it but the
 * cluster's: a charge lapses when a consistent read, begun a minute or more after it, does not show
 * the pod, and ends at once when the pod's end is seen.
 *
 * A fresh ledger knows nothing and says `unknown` until its first read. A pod that a predecessor
 * admitted and that is stored after that read is counted by the next one.
 */
import { fits, nothing, plus, same, times, type Claim } from '../core/claim.ts';
import type { Charge, Clock, LedgerEntry, QuotaLedger } from '../ports.ts';
import { interner } from './intern.ts';

/** 34 s that the API server may work on a request, the time to store it, and a margin. */
export const LAPSE_MS = 60_000;

/** Reads may fail for hours while pods come and go; forgetting an end only delays its effect. */
const MOST_ENDED = 50_000;

export interface Held {
  readonly account: string;
  readonly claim: Claim;
}

interface Standing extends Held {
  readonly chargedAt: number;
}

/** Pods are many and what they hold is of few kinds; those that one read found are alike in when, too. */
const sharedClaim = interner<Claim>();
const sharedStanding = interner<Standing>();

/** One consistent read of the cluster, by when it was begun. */
export interface Settlement {
  readonly begunAt: number;
  /** Every live pod that holds something, by uid. */
  readonly live: ReadonlyMap<string, Held>;
}

export interface SettlingLedger extends QuotaLedger {
  settle(read: Settlement): void;
}

export function memoryLedger(clock: Clock): SettlingLedger {
  return new MemoryLedger(clock);
}

class MemoryLedger implements SettlingLedger {
  readonly #clock: Clock;
  readonly #entries = new Map<string, Standing>();
  readonly #totals = new Map<string, Claim>();
  /** When a pod's end was seen, until a read that was begun later: an older one still shows it. */
  readonly #ended = new Map<string, number>();
  #settledAt: number | 'never' = 'never';

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  charge(charge: Charge): ReturnType<QuotaLedger['charge']> {
    return Promise.resolve(this.#charge(charge));
  }

  peek(account: string): Claim | 'unknown' {
    return this.#settledAt === 'never' ? 'unknown' : this.#used(account);
  }

  release(podUid: string): void {
    const [oldest] = this.#ended.keys();
    if (oldest !== undefined && this.#ended.size >= MOST_ENDED) this.#ended.delete(oldest);
    this.#ended.set(podUid, this.#clock.now());
    this.#drop(podUid);
  }

  entries(): readonly LedgerEntry[] {
    return Array.from(this.#entries, ([podUid, standing]) => ({ podUid, ...standing }));
  }

  settle({ begunAt, live }: Settlement): void {
    // Reads may overtake each other; an older one has nothing left to say.
    if (this.#settledAt !== 'never' && begunAt < this.#settledAt) return;
    this.#settledAt = begunAt;
    for (const [podUid, { chargedAt }] of this.#entries)
      if (!live.has(podUid) && begunAt - chargedAt >= LAPSE_MS) this.#drop(podUid);
    for (const [podUid, endedAt] of this.#ended) if (endedAt < begunAt) this.#ended.delete(podUid);
    for (const [podUid, held] of live)
      if (!this.#ended.has(podUid)) this.#adopt(podUid, held, begunAt);
  }

  #charge(charge: Charge): Awaited<ReturnType<QuotaLedger['charge']>> {
    const { podUid, account, claim, limits, deadline } = charge;
    const now = this.#clock.now();
    if (this.#settledAt === 'never' || now > deadline) return 'unknown';
    if (this.#entries.has(podUid)) return 'held';
    const used = this.#used(account);
    if (!fits(used, claim, limits)) return { over: { used, limit: limits, asked: claim } };
    this.#put(podUid, { account, claim: sharedClaim(claim), chargedAt: now });
    return 'held';
  }

  /** A live pod that never passed here, or whose namespace has changed hands. */
  #adopt(podUid: string, { account, claim }: Held, seenAt: number): void {
    const known = this.#entries.get(podUid);
    if (known?.account === account && same(known.claim, claim)) return;
    this.#drop(podUid);
    const chargedAt = known?.chargedAt ?? seenAt;
    this.#put(podUid, sharedStanding({ account, claim: sharedClaim(claim), chargedAt }));
  }

  #put(podUid: string, standing: Standing): void {
    this.#entries.set(podUid, standing);
    this.#totals.set(standing.account, plus(this.#used(standing.account), standing.claim));
  }

  #drop(podUid: string): void {
    const entry = this.#entries.get(podUid);
    if (entry === undefined) return;
    this.#entries.delete(podUid);
    this.#totals.set(entry.account, plus(this.#used(entry.account), times(entry.claim, -1)));
  }

  #used(account: string): Claim {
    return this.#totals.get(account) ?? nothing;
  }
}
