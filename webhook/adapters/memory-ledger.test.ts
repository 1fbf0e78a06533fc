import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { nothing, plus, type Claim } from '../core/claim.ts';
import { ledgerContract, type LedgerBench } from './ledger.contract.ts';
import { memoryLedger, type Held, type SettlingLedger, type Settlement } from './memory-ledger.ts';

function bench(): LedgerBench & { readonly ledger: SettlingLedger } {
  let now = 1_700_000_000_000;
  const ledger = memoryLedger({ now: () => now });
  return {
    ledger,
    settle: (live) => {
      ledger.settle({ begunAt: now, live: new Map(Object.entries(live)) });
      return Promise.resolve();
    },
    advance: (ms) => (now += ms),
    now: () => now,
  };
}

describe('the ledger in memory', () => ledgerContract(bench));

describe('reads that arrive in the wrong order', () => {
  const one: Held = { account: 'speech', claim: { milliGPU: 1000, MiB: 1 } };

  test('a read begun before a pod ended does not bring it back', () => {
    const { ledger, now, advance } = bench();
    const begunAt = now();
    advance(10);
    ledger.release('a');
    ledger.settle({ begunAt, live: new Map([['a', one]]) });
    expect(ledger.peek('speech')).toEqual(nothing);
  });

  test('an older read that comes later says nothing', () => {
    const { ledger, now, advance } = bench();
    const older = now();
    advance(10);
    ledger.settle({ begunAt: now(), live: new Map() });
    ledger.settle({ begunAt: older, live: new Map([['a', one]]) });
    expect(ledger.peek('speech')).toEqual(nothing);
  });

  test('a read that was begun before a charge does not end it, however late it comes', async () => {
    const { ledger, now, advance } = bench();
    ledger.settle({ begunAt: now(), live: new Map() });
    const begunAt = now();
    await ledger.charge({ podUid: 'a', ...one, limits: {}, deadline: now() + 1 });
    advance(600_000);
    ledger.settle({ begunAt, live: new Map() });
    expect(ledger.peek('speech')).toEqual(one.claim);
  });
});

/**
 * Any order of events, against a cluster that is the truth: pods are charged, stored or not, end,
 * and are read now and then; the process may begin anew.
 */
describe('whatever happens in whatever order', () => {
  const pods = fc.integer({ min: 0, max: 7 });
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.record({ do: fc.constant('charge' as const), pod: pods }) },
    { weight: 4, arbitrary: fc.record({ do: fc.constant('store' as const), pod: pods }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('end' as const), pod: pods }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('end unseen' as const), pod: pods }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('wait' as const), pod: pods }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('begin read' as const), pod: pods }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('end read' as const), pod: pods }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('restart' as const), pod: pods }) },
  );
  const limits = { milliGPU: 3000 };
  const claims: readonly Claim[] = [1000, 500, 142, 2000].map((milliGPU) => ({
    milliGPU,
    MiB: 10,
  }));

  class Model {
    now = 1_700_000_000_000;
    ledger = this.#fresh();
    round = 0;
    /** Charges that did not fit. */
    refused = 0;
    /** A read takes its time; what it shows is what was there when it was begun. */
    reading: Settlement | undefined;
    /** Admitted here and not stored yet; the API server gives up after a while. */
    readonly admitted = new Map<string, number>();
    /** Stored and not ended: what the cluster really holds. */
    readonly stored = new Set<string>();

    #fresh(): SettlingLedger {
      return memoryLedger({ now: () => this.now });
    }

    claimOf = (pod: string): Claim => claims[Number(pod.split('-')[0]) % claims.length] ?? nothing;

    uid = (pod: number): string => `${pod}-${this.round}`;

    async charge(podUid: string): Promise<void> {
      if (this.stored.has(podUid)) return;
      const claim = this.claimOf(podUid);
      const charge = { podUid, account: 'speech', claim, limits, deadline: this.now + 2500 };
      const verdict = await this.ledger.charge(charge);
      if (verdict === 'held') this.admitted.set(podUid, this.now);
      else this.refused++;
    }

    store(podUid: string): void {
      const since = this.admitted.get(podUid);
      // An API server that has not stored within 34 s has given the request up.
      if (since === undefined || this.now - since > 34_000) return;
      this.admitted.delete(podUid);
      this.stored.add(podUid);
    }

    end(podUid: string, seen: boolean): void {
      if (this.stored.delete(podUid) && seen) this.ledger.release(podUid);
      this.round++;
    }

    beginRead(): void {
      const live = [...this.stored].map(
        (uid) => [uid, { account: 'speech', claim: this.claimOf(uid) }] as const,
      );
      this.reading = { begunAt: this.now, live: new Map(live) };
    }

    endRead(): void {
      if (this.reading !== undefined) this.ledger.settle(this.reading);
    }

    read(): void {
      this.beginRead();
      this.endRead();
    }

    /** What a predecessor admitted and nobody stored yet dies with the connection. */
    restart(): void {
      this.ledger = this.#fresh();
      this.reading = undefined;
      this.admitted.clear();
    }

    held(): Claim {
      return [...this.stored].map(this.claimOf).reduce(plus, nothing);
    }
  }

  type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

  async function play(model: Model, { do: what, pod }: Step): Promise<void> {
    const uid = model.uid(pod);
    if (what === 'charge') await model.charge(uid);
    else if (what === 'store') model.store(uid);
    else if (what === 'end' || what === 'end unseen') model.end(uid, what === 'end');
    else if (what === 'wait') model.now += 7_000;
    else if (what === 'begin read') model.beginRead();
    else if (what === 'end read') model.endRead();
    else model.restart();
  }

  test('a team is never over its limit, and each pod is counted in one place', async () => {
    let full = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 120, size: 'max' }), async (steps) => {
        const model = new Model();
        model.read();
        for (const one of steps) {
          await play(model, one);
          expect(model.held().milliGPU).toBeLessThanOrEqual(limits.milliGPU);
          const entries = model.ledger.entries();
          expect(new Set(entries.map(({ podUid }) => podUid)).size).toBe(entries.length);
          const peeked = model.ledger.peek('speech');
          if (peeked === 'unknown') continue;
          expect(peeked).toEqual(entries.map(({ claim }) => claim).reduce(plus, nothing));
          for (const uid of model.stored) expect(entries.map((e) => e.podUid)).toContain(uid);
        }
        full += model.refused;
      }),
      { numRuns: 300 },
    );
    expect(full).toBeGreaterThan(300);
  });

  test('without a read nothing lapses, however long the silence', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const model = new Model();
        model.read();
        let admitted = 0;
        for (const one of steps.filter(({ do: what }) => what === 'charge' || what === 'wait')) {
          await play(model, one);
          expect(model.ledger.entries().length).toBeGreaterThanOrEqual(admitted);
          admitted = model.ledger.entries().length;
        }
      }),
    );
  });

  test('what nobody stored is free again after a minute and a read', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const model = new Model();
        model.read();
        for (const one of steps) await play(model, one);
        model.now += 60_000;
        model.read();
        expect(model.ledger.peek('speech')).toEqual(model.held());
      }),
    );
  });
});
