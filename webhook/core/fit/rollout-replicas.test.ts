import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { Scale } from '../identity/scale.ts';
import { propose } from '../propose.ts';
import { mixed } from '../testing/nodes.ts';
import { podOf, reviewOf } from '../testing/pods.ts';
import { profilesFor, termsOf, worldOf } from '../testing/world.ts';
import type { Terms } from '../terms.ts';
import { besides, stagedFor, type Replica } from './rollout-share.ts';

const asr = { namespace: 'speech', kind: 'StatefulSet', name: 'asr', by: 'owner' };

const replica = (ordinal: number, scale: Scale | 'none' | 'unknown'): Replica => ({
  workload: asr,
  numbered: { kind: 'StatefulSet', name: 'asr', ordinal },
  scaleOf: () => scale,
});

const of = (replicas: number, start = 0): Scale => ({ replicas, start });

const staged = (share: number, one: Replica, more: Partial<Terms> = {}) => {
  const terms = stagedFor(termsOf({ rolloutShare: share, ...more }), one);
  if (terms === 'none') throw new Error('terms were granted');
  return terms;
};

const picked = (share: number, ordinal: number, scale: Scale | 'unknown'): boolean =>
  staged(share, replica(ordinal, scale)).mode === 'enforce';

const pickedOf = (share: number, { replicas, start }: Scale): number[] =>
  Array.from({ length: replicas }, (_, at) => start + at).filter((ordinal) =>
    picked(share, ordinal, { replicas, start }),
  );

/** Shares as people write them, in ten-thousandths. */
const parts = fc.integer({ min: 0, max: 10_000 });
const replicas = fc.integer({ min: 0, max: 300 });
const start = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 1000 }));

describe('laws of a policy that is rolled out over numbered replicas', () => {
  test('it acts on the first, and on as many as the share of them is, rounded up', () => {
    fc.assert(
      fc.property(parts, replicas, start, (part, n, from) => {
        // In whole numbers, where nothing is rounded on the way.
        const want = (BigInt(part) * BigInt(n) + 9_999n) / 10_000n;
        const first = Array.from({ length: Number(want) }, (_, at) => from + at);
        expect(pickedOf(part / 10_000, of(n, from))).toEqual(first);
      }),
    );
  });

  test('seven in a hundred of a hundred are seven, though as binary fractions they are a little more', () => {
    expect(0.07 * 100).toBeGreaterThan(7);
    expect(pickedOf(0.07, of(100))).toHaveLength(7);
    expect(pickedOf(1e-9, of(100))).toEqual([0]);
  });

  test('whoever is among them stays so while the share grows, and while replicas are added', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.tuple(share, share), replicas, replicas, start, (shares, n, more, from) => {
        const [less = 0, larger = 1] = shares.toSorted((a, b) => a - b);
        const before = pickedOf(less, of(n, from));
        expect(pickedOf(larger, of(n, from))).toEqual(expect.arrayContaining(before));
        expect(pickedOf(less, of(n + more, from))).toEqual(expect.arrayContaining(before));
      }),
    );
  });

  test('who has not seen the number, or an old one, picks nobody who is not among them', () => {
    const seen = fc.option(fc.integer({ min: 0, max: 40 }), { nil: undefined });
    let guessed = 0;
    fc.assert(
      fc.property(parts, fc.integer({ min: 1, max: 40 }), start, seen, (part, n, from, old) => {
        const share = part / 10_000;
        const scale = old === undefined || old > n ? 'unknown' : of(old, from);
        for (let ordinal = from; ordinal < from + n; ordinal++) {
          if (!picked(share, ordinal, scale)) continue;
          guessed++;
          expect(picked(share, ordinal, of(n, from))).toBe(true);
        }
      }),
    );
    expect(guessed).toBeGreaterThan(0);
  });

  test('the first one is among them from the start, seen or not: sets make it before they are seen', () => {
    for (const share of [0.001, 0.5, 1]) expect(picked(share, 0, 'unknown')).toBe(true);
    expect(picked(0, 0, 'unknown')).toBe(false);
  });

  test('replicas stand beside each other exactly where the policy does the same with them', () => {
    const ordinal = fc.integer({ min: 0, max: 12 });
    fc.assert(
      fc.property(parts, fc.integer({ min: 0, max: 12 }), ordinal, ordinal, (part, n, a, b) => {
        const share = part / 10_000;
        const one = replica(a, of(n));
        const beside = besides(termsOf({ rolloutShare: share }), one);
        const { numbered } = replica(b, of(n));
        expect(beside?.(numbered) ?? true).toBe(
          picked(share, a, of(n)) === picked(share, b, of(n)),
        );
      }),
    );
  });
});

const byWorkload = (share: number, ordinal: number) =>
  staged(share, replica(ordinal, of(4)), { rolloutOf: 'workloads' }).mode;

describe('where the policy says workloads', () => {
  test('all replicas of one stand on one side', () => {
    const shares = Array.from({ length: 101 }, (_, i) => i / 100);
    const sides = shares.map((share) => [0, 1, 2, 3].map((ordinal) => byWorkload(share, ordinal)));
    for (const side of sides) expect(new Set(side).size).toBe(1);
    expect(new Set(sides.flat())).toEqual(new Set(['observe', 'enforce']));
    expect(besides(termsOf({ rolloutShare: 0.5, rolloutOf: 'workloads' }), replica(0, of(4)))).toBe(
      undefined,
    );
  });
});

/** Enough that names are among them on both sides. */
const jobs = Array.from({ length: 40 }, (_, i) => `train-${i}`);
const job = (name: string, ordinal: number | 'none'): Replica => ({
  workload: { namespace: 'speech', kind: 'Job', name, by: 'owner' },
  numbered: ordinal === 'none' ? ordinal : { kind: 'Job', name, ordinal },
  scaleOf: () => 'none',
});

describe('a pod that bears a number of which its Job knows nothing', () => {
  test('stands where its workload stands, whatever the number is', () => {
    const sides = jobs.map((name) => staged(0.5, job(name, 'none')));
    for (const ordinal of [0, 1, 7])
      expect(jobs.map((name) => staged(0.5, job(name, ordinal)))).toEqual(sides);
    expect(new Set(sides.map(({ mode }) => mode))).toEqual(new Set(['observe', 'enforce']));
  });

  test('does not get in by being the first, and is a sibling of all of them', () => {
    const modes = jobs.map((name) => staged(0.01, job(name, 0)).mode);
    expect(modes).toContain('observe');
    expect(besides(termsOf({ rolloutShare: 0.5 }), job('train-0', 0))).toBe(undefined);
  });
});

describe('a replica that is not among the first', () => {
  const pod = podOf(
    {},
    {
      name: 'asr-2',
      labels: { 'apps.kubernetes.io/pod-index': '2', 'controller-revision-hash': 'asr-5d8c' },
      ownerReferences: [
        { apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'asr', uid: 's', controller: true },
      ],
    },
  );
  const nodes = [mixed('mig', 'h100', { '1g.10gb': 7 })];
  const decided = (rolloutShare: number, scale?: Scale) =>
    propose(
      reviewOf(pod),
      worldOf({
        nodes,
        profiles: profilesFor(pod),
        terms: termsOf({ rolloutShare }),
        ...(scale === undefined ? {} : { scale }),
      }),
    );
  const said = (rolloutShare: number, scale?: Scale) =>
    decided(rolloutShare, scale).rules.find(({ outcome }) => outcome === 'skip');

  test('is told what would be made of it, of how many replicas which are first, and nothing is', () => {
    expect(decided(0.5, of(4))).toMatchObject({
      verdict: 'rewrite',
      mode: 'observe',
      inForce: false,
    });
    expect(said(0.5, of(4))).toEqual({
      id: 'policy/rollout-share',
      outcome: 'skip',
      reason:
        'policy default acts on the first 2 of the 4 replicas of StatefulSet asr, and ordinal 2 is not among them yet',
    });
  });

  test.each([{ scale: undefined }, { scale: of(1) }])(
    'of a number that nobody has seen ($scale) stays whole, and that is said',
    ({ scale }) => {
      expect(decided(0.5, scale)).toMatchObject({ mode: 'observe', inForce: false });
      expect(said(0.5, scale)).toEqual({
        id: 'policy/replicas-unknown',
        outcome: 'skip',
        reason:
          'policy default acts on a share of 0.5 of the replicas of StatefulSet asr, and nobody has seen yet of how many ordinal 2 is one',
      });
    },
  );

  test('at a share of nothing it is of no account how many there are', () => {
    expect(said(0)).toMatchObject({ id: 'policy/rollout-share' });
  });

  test('is rewritten once it is, and nothing is said', () => {
    expect(decided(0.75, of(4))).toMatchObject({ mode: 'enforce', inForce: true });
    expect(said(0.75, of(4))).toBeUndefined();
  });
});
