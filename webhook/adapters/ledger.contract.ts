/** What every QuotaLedger promises. A maker that does not pass is not a maker. */
import { describe, expect, test } from '@jest/globals';
import type { Claim } from '../core/claim.ts';
import type { Charge, QuotaLedger } from '../ports.ts';

export interface LedgerBench {
  readonly ledger: QuotaLedger;
  /** A consistent read, begun now, that shows exactly these pods. */
  readonly settle: (
    live: Readonly<Record<string, { account: string; claim: Claim }>>,
  ) => Promise<void>;
  readonly advance: (ms: number) => void;
  readonly now: () => number;
}

const whole: Claim = { milliGPU: 1000, MiB: 81_559 };

const chargeOf = (bench: LedgerBench, podUid: string, more: Partial<Charge> = {}): Charge => ({
  podUid,
  account: 'speech',
  claim: whole,
  limits: { milliGPU: 2000 },
  deadline: bench.now() + 2500,
  ...more,
});

type Make = () => LedgerBench;

/** A ledger that has read an empty cluster. */
async function settledBy(make: Make): Promise<LedgerBench> {
  const bench = make();
  await bench.settle({});
  return bench;
}

export function ledgerContract(make: Make): void {
  describe('charging', () => charging(make));
  describe('counting', () => counting(make));
  describe('lapsing', () => lapsing(make));
}

function charging(make: Make): void {
  const settled = () => settledBy(make);

  test('before it has read the cluster it says unknown, and holds nothing', async () => {
    const bench = make();
    expect(await bench.ledger.charge(chargeOf(bench, 'a'))).toBe('unknown');
    expect(bench.ledger.peek('speech')).toBe('unknown');
    expect(bench.ledger.entries()).toEqual([]);
  });

  test('two pods race for the last GPU, and exactly one is told yes', async () => {
    const bench = await settled();
    const limits = { milliGPU: 1000 };
    const answers = await Promise.all([
      bench.ledger.charge(chargeOf(bench, 'a', { limits })),
      bench.ledger.charge(chargeOf(bench, 'b', { limits })),
    ]);
    expect(answers.filter((answer) => answer === 'held')).toHaveLength(1);
    expect(answers).toContainEqual({ over: { used: whole, limit: limits, asked: whole } });
  });

  test('the same pod asked twice is counted once', async () => {
    const bench = await settled();
    for (const _ of [1, 2, 3]) expect(await bench.ledger.charge(chargeOf(bench, 'a'))).toBe('held');
    expect(bench.ledger.peek('speech')).toEqual(whole);
  });

  test('what is answered too late is not held', async () => {
    const bench = await settled();
    const late = chargeOf(bench, 'a');
    bench.advance(3000);
    expect(await bench.ledger.charge(late)).toBe('unknown');
    expect(bench.ledger.entries()).toEqual([]);
  });
}

function counting(make: Make): void {
  const settled = () => settledBy(make);

  test('an account without a limit is counted and never refused', async () => {
    const bench = await settled();
    for (const uid of ['a', 'b', 'c'])
      expect(await bench.ledger.charge(chargeOf(bench, uid, { limits: {} }))).toBe('held');
    expect(bench.ledger.peek('speech')).toEqual({ milliGPU: 3000, MiB: 3 * 81_559 });
  });

  test('memory has a limit of its own', async () => {
    const bench = await settled();
    const limits = { milliGPU: 9000, MiB: 100_000 };
    expect(await bench.ledger.charge(chargeOf(bench, 'a', { limits }))).toBe('held');
    expect(await bench.ledger.charge(chargeOf(bench, 'b', { limits }))).toHaveProperty('over');
  });

  test('accounts do not see each other', async () => {
    const bench = await settled();
    await bench.ledger.charge(chargeOf(bench, 'a', { account: 'vision' }));
    expect(bench.ledger.peek('speech')).toEqual({ milliGPU: 0, MiB: 0 });
  });

  test('a release gives the room back at once, and twice is once', async () => {
    const bench = await settled();
    await bench.ledger.charge(chargeOf(bench, 'a'));
    await bench.ledger.charge(chargeOf(bench, 'b'));
    bench.ledger.release('a');
    bench.ledger.release('a');
    expect(bench.ledger.peek('speech')).toEqual(whole);
  });

  test('a live pod that never passed here is counted', async () => {
    const bench = await settled();
    await bench.settle({ stray: { account: 'speech', claim: whole } });
    expect(bench.ledger.peek('speech')).toEqual(whole);
    const limits = { milliGPU: 1000 };
    expect(await bench.ledger.charge(chargeOf(bench, 'b', { limits }))).toHaveProperty('over');
  });

  test('a namespace that changes hands takes its pods with it', async () => {
    const bench = await settled();
    await bench.ledger.charge(chargeOf(bench, 'a'));
    await bench.settle({ a: { account: 'vision', claim: whole } });
    expect(bench.ledger.peek('speech')).toEqual({ milliGPU: 0, MiB: 0 });
    expect(bench.ledger.peek('vision')).toEqual(whole);
  });
}

function lapsing(make: Make): void {
  const settled = () => settledBy(make);

  test('a charge that no pod followed lapses after a minute, by a read begun after it', async () => {
    const bench = await settled();
    await bench.ledger.charge(chargeOf(bench, 'a'));
    bench.advance(59_999);
    await bench.settle({});
    expect(bench.ledger.peek('speech')).toEqual(whole);
    bench.advance(1);
    await bench.settle({});
    expect(bench.ledger.peek('speech')).toEqual({ milliGPU: 0, MiB: 0 });
  });

  test('no read, no lapse: a day without the cluster frees nothing', async () => {
    const bench = await settled();
    await bench.ledger.charge(chargeOf(bench, 'a'));
    bench.advance(86_400_000);
    expect(bench.ledger.peek('speech')).toEqual(whole);
  });

  test('a pod that is seen stays charged for as long as it is seen', async () => {
    const bench = await settled();
    await bench.ledger.charge(chargeOf(bench, 'a'));
    for (let i = 0; i < 5; i++) {
      bench.advance(30_000);
      await bench.settle({ a: { account: 'speech', claim: whole } });
    }
    expect(bench.ledger.peek('speech')).toEqual(whole);
  });
}
