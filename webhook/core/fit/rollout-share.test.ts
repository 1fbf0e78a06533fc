import { describe, expect, test } from '@jest/globals';
import { assert, double, property, string } from 'fast-check';
import { propose } from '../propose.ts';
import { mixed } from '../testing/nodes.ts';
import { podOf, reviewOf } from '../testing/pods.ts';
import { profilesFor, termsOf, worldOf } from '../testing/world.ts';
import { stagedFor, type Replica } from './rollout-share.ts';

const ofWorkload = (workload: Replica['workload']): Replica => ({
  workload,
  numbered: 'none',
  scaleOf: () => 'unknown',
});

const workload = (name: string, namespace = 'speech') =>
  ofWorkload({ namespace, kind: 'Deployment', name, by: 'owner' });

const picked = (name: string, rolloutShare: number): boolean => {
  const terms = stagedFor(termsOf({ rolloutShare }), workload(name));
  return terms !== 'none' && terms.mode === 'enforce';
};

describe('a policy that is rolled out', () => {
  test.each([0.05, 0.25, 0.5, 0.9])('acts on about %d of many workloads', (share) => {
    const names = Array.from({ length: 10_000 }, (_, i) => `worker-${i}`);
    const found = names.filter((name) => picked(name, share)).length / names.length;
    expect(found).toBeGreaterThan(share - 0.02);
    expect(found).toBeLessThan(share + 0.02);
  });

  test('keeps whomever it has picked while the share grows', () => {
    const share = double({ min: 0, max: 1, noNaN: true });
    assert(
      property(string(), share, share, (name, a, b) => {
        const [less, more] = a < b ? [a, b] : [b, a];
        return !picked(name, less) || picked(name, more);
      }),
    );
  });

  test('picks nobody at 0 and everybody at 1', () => {
    for (const name of ['a', 'b', 'whisper', '']) {
      expect(picked(name, 0)).toBe(false);
      expect(picked(name, 1)).toBe(true);
    }
  });

  test('picks the same ones in every version, or a new one of ours would move running workloads', () => {
    const names = ['whisper', 'ocr', 'llama', 'embed', 'rerank', 'tts', 'diarize', 'translate'];
    expect(names.filter((name) => picked(name, 0.5))).toEqual(['embed', 'translate']);
  });

  test('takes a workload of another namespace for another', () => {
    const spaces = Array.from({ length: 100 }, (_, i) => `team-${i}`);
    const modes = spaces.map((space) => {
      const terms = stagedFor(termsOf({ rolloutShare: 0.5 }), workload('ocr', space));
      return terms === 'none' ? terms : terms.mode;
    });
    expect(new Set(modes)).toEqual(new Set(['enforce', 'observe']));
  });
});

describe('a pod of a workload that is not among them yet', () => {
  const pod = podOf();
  const nodes = [mixed('mig', 'h100', { '1g.10gb': 7 })];
  const decided = (rolloutShare: number) =>
    propose(
      reviewOf(pod),
      worldOf({ nodes, profiles: profilesFor(pod), terms: termsOf({ rolloutShare }) }),
    );

  test('is told what would be made of it, and nothing is', () => {
    const decision = decided(0);
    expect(decision).toMatchObject({ verdict: 'rewrite', mode: 'observe', inForce: false });
    expect(decision.rules).toContainEqual({
      id: 'policy/rollout-share',
      outcome: 'skip',
      reason:
        'policy default acts on a share of 0 of all workloads, and this one is not among them yet',
    });
  });

  test('one that is among them is rewritten, and nothing is said', () => {
    const decision = decided(1);
    expect(decision).toMatchObject({ verdict: 'rewrite', mode: 'enforce', inForce: true });
    expect(decision.rules.map(({ id }) => id)).not.toContain('policy/rollout-share');
  });

  test('one that nobody can name is not among them', () => {
    const terms = stagedFor(termsOf({ rolloutShare: 0.99 }), ofWorkload('unknown'));
    expect(terms).toMatchObject({ mode: 'observe' });
  });
});
