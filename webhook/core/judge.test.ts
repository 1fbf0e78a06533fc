import { describe, expect, test } from '@jest/globals';
import { admit } from '../admit.ts';
import type { Charge, QuotaLedger } from '../ports.ts';
import { fits, nothing, plus, type Claim } from './claim.ts';
import type { Mode } from './decision.ts';
import type { Pod } from './pod.ts';
import type { Quota } from './terms.ts';
import { guardsAt } from './testing/guards.ts';
import { cards, mixed } from './testing/nodes.ts';
import { asking, plain, podOf, reviewOf, served } from './testing/pods.ts';
import { termsOf, worldOf, type WorldParts } from './testing/world.ts';

const nodes = [mixed('mig', 'h100', { '1g.10gb': 7 }), cards('whole', 'h100')];
const CARD: Claim = { milliGPU: 1000, MiB: 81_559 };

/** A till that compares and adds in one step, as every ledger must. */
function till(begin: Claim | 'unknown' = nothing): QuotaLedger & { readonly charges: Charge[] } {
  const charges: Charge[] = [];
  const used = (account: string): Claim =>
    charges
      .filter((charge) => charge.account === account)
      .reduce((sum, { claim }) => plus(sum, claim), begin === 'unknown' ? nothing : begin);
  return {
    charges,
    async charge(charge) {
      await Promise.resolve();
      if (begin === 'unknown') return 'unknown';
      const now = used(charge.account);
      if (!fits(now, charge.claim, charge.limits))
        return { over: { used: now, limit: charge.limits, asked: charge.claim } };
      charges.push(charge);
      return 'held';
    },
    peek: (account) => (begin === 'unknown' ? 'unknown' : used(account)),
    release: () => undefined,
    entries: () => [],
  };
}

const quotaOf = (mode: Mode, limits: Quota['limits']): Quota => ({ team: 'speech', mode, limits });
const one = { milliGPU: 1000 };
const named = (uid: string, pod: Pod = podOf()): Pod => ({
  ...pod,
  metadata: { ...pod.metadata, name: uid, uid },
});

const judge = (pod: Pod, ledger: QuotaLedger, parts: Partial<WorldParts>, dryRun = false) => {
  const world = worldOf({ nodes, ...parts });
  const source = { current: () => world, missing: () => [] };
  return admit(source, ledger).judge(reviewOf(pod, { dryRun }), Number.MAX_SAFE_INTEGER);
};

describe('quota', () => {
  test('two pods race for the last GPU, and exactly one is told yes', async () => {
    const ledger = till();
    const parts = { quota: quotaOf('enforce', one) };
    const answers = await Promise.all(['a', 'b'].map((uid) => judge(named(uid), ledger, parts)));
    expect(answers.map(({ verdict }) => verdict).toSorted()).toEqual(['leave', 'refuse']);
    expect(ledger.charges).toHaveLength(1);
  });

  test('a refusal names team, limit, used and asked', async () => {
    const { because, inForce, verdict } = await judge(
      named('a'),
      till({ milliGPU: 142, MiB: 9984 }),
      {
        quota: quotaOf('enforce', one),
      },
    );
    expect({ verdict, inForce, rule: because.rule }).toEqual({
      verdict: 'refuse',
      inForce: true,
      rule: 'quota/team',
    });
    expect(because.says).toBe(
      'team speech asks for 1 GPU and uses 0.142 of its limit of 1; ' +
        'finish or delete a GPU pod of the team, or have its GpuQuota raised',
    );
  });

  test('memory is a limit of its own, and only what is short is told', async () => {
    const limits = { milliGPU: 4000, MiB: 100_000 };
    const { because } = await judge(named('a'), till({ milliGPU: 1000, MiB: 81_559 }), {
      quota: quotaOf('enforce', limits),
    });
    expect(because.says).toMatch(
      /^team speech asks for 81559 MiB and uses 81559 of its limit of 100000 MiB;/,
    );
  });

  const table: {
    name: string;
    mode: Mode;
    used: Claim | 'unknown';
    dryRun?: boolean;
    want: { verdict: string; inForce: boolean; rule: string; charged: number };
  }[] = [
    {
      name: 'what fits is held',
      mode: 'enforce',
      used: nothing,
      want: { verdict: 'leave', inForce: false, rule: 'evidence/none', charged: 1 },
    },
    {
      name: 'what does not fit is refused and not held',
      mode: 'enforce',
      used: CARD,
      want: { verdict: 'refuse', inForce: true, rule: 'quota/team', charged: 0 },
    },
    {
      name: 'under warn it is held all the same, and told',
      mode: 'warn',
      used: CARD,
      want: { verdict: 'refuse', inForce: false, rule: 'quota/team', charged: 1 },
    },
    {
      name: 'under observe it is held all the same, for the audit',
      mode: 'observe',
      used: CARD,
      want: { verdict: 'refuse', inForce: false, rule: 'quota/team', charged: 1 },
    },
    {
      name: 'dry-run holds nothing',
      mode: 'enforce',
      used: nothing,
      dryRun: true,
      want: { verdict: 'leave', inForce: false, rule: 'evidence/none', charged: 0 },
    },
    {
      name: 'dry-run foresees a refusal',
      mode: 'enforce',
      used: CARD,
      dryRun: true,
      want: { verdict: 'refuse', inForce: true, rule: 'quota/team', charged: 0 },
    },
    {
      name: 'dry-run foresees a warning',
      mode: 'warn',
      used: CARD,
      dryRun: true,
      want: { verdict: 'refuse', inForce: false, rule: 'quota/team', charged: 0 },
    },
    {
      name: 'a ledger that does not know yet is asked again',
      mode: 'enforce',
      used: 'unknown',
      want: { verdict: 'refuse', inForce: true, rule: 'quota/unknown', charged: 0 },
    },
    {
      name: 'under dry-run too',
      mode: 'enforce',
      used: 'unknown',
      dryRun: true,
      want: { verdict: 'refuse', inForce: true, rule: 'quota/unknown', charged: 0 },
    },
    {
      name: 'where nothing is enforced nobody waits for it',
      mode: 'observe',
      used: 'unknown',
      want: { verdict: 'leave', inForce: false, rule: 'evidence/none', charged: 0 },
    },
  ];
  test.each(table)('$name', async ({ mode, used, dryRun, want }) => {
    const ledger = till(used);
    const { verdict, inForce, because } = await judge(
      named('a'),
      ledger,
      { quota: quotaOf(mode, one) },
      dryRun,
    );
    const charged = ledger.charges.length;
    expect({ verdict, inForce, rule: because.rule, charged }).toEqual(want);
  });
});

describe('who is charged what', () => {
  const quota = quotaOf('enforce', {});

  test.each(['observe', 'warn', 'enforce'] as const)(
    'under %s, the pod as it stands',
    async (mode) => {
      const ledger = till();
      const pod = named('a', served(asking(1, 'nvidia.com/mig-1g.10gb')));
      await judge(pod, ledger, { quota, terms: termsOf({ mode }) });
      await judge(named('b'), ledger, { quota, terms: termsOf({ mode }) });
      expect(
        ledger.charges.map(({ account, podUid, claim }) => ({ account, podUid, claim })),
      ).toEqual([
        { account: 'speech', podUid: 'a', claim: { milliGPU: 142, MiB: 9984 } },
        { account: 'speech', podUid: 'b', claim: CARD },
      ]);
    },
  );

  test('a pod of no team is counted against no limit', async () => {
    const ledger = till();
    await judge(named('a'), ledger, {});
    expect(ledger.charges).toMatchObject([{ account: 'unassigned', limits: {}, claim: CARD }]);
  });

  test('a pod without a GPU is not', async () => {
    const ledger = till();
    await judge(named('a', podOf({ containers: [plain('a')] })), ledger, { quota });
    expect(ledger.charges).toEqual([]);
  });

  test('a pod that a guardrail refuses is not', async () => {
    const ledger = till();
    const guards = guardsAt({ 'guard/unknown-resource': 'deny' });
    await judge(named('a', served(asking(1, 'nvidia.com/nothing'))), ledger, { quota, guards });
    expect(ledger.charges).toEqual([]);
  });

  test('an update of a stored pod is not', async () => {
    const ledger = till();
    const source = { current: () => worldOf({ nodes, quota }), missing: () => [] };
    const review = reviewOf(named('a'), { operation: 'UPDATE', oldPod: named('a') });
    await admit(source, ledger).judge(review, 0);
    expect(ledger.charges).toEqual([]);
  });
});

test('the first visit asks the World and nobody else', () => {
  const source = { current: () => worldOf({ nodes }), missing: () => [] };
  const silent = { ...till(), charge: () => Promise.reject(new Error('not on this visit')) };
  expect(admit(source, silent).propose(reviewOf(podOf())).visit).toBe('mutate');
});
