import { describe, expect, test } from '@jest/globals';
import { examine } from '../core/examine.ts';
import type { Mode } from '../core/decision.ts';
import type { Pod } from '../core/pod.ts';
import { propose } from '../core/propose.ts';
import { guardsAt } from '../core/testing/guards.ts';
import { cards, mixed } from '../core/testing/nodes.ts';
import { podOf, reviewOf } from '../core/testing/pods.ts';
import { stored } from '../core/testing/stored.ts';
import { profilesFor, termsOf, worldOf, type WorldParts } from '../core/testing/world.ts';
import { counter } from './tally.ts';

const nodes = [mixed('mig', 'h100', { '1g.10gb': 7 }), cards('whole', 'h100')];
const privileged = podOf({ hostPID: true });

const world = (pod: Pod, mode: Mode, parts: Partial<WorldParts> = {}) =>
  worldOf({ nodes, profiles: profilesFor(pod), terms: termsOf({ mode }), ...parts });

function desk() {
  let ms = 0;
  const counts = counter(() => ms);
  return {
    counts,
    later: (by: number) => (ms += by),
    /** Both visits, or only the second. */
    comes: (pod: Pod, mode: Mode, parts: Partial<WorldParts> & { missed?: true } = {}): void => {
      const { missed, ...rest } = parts;
      const here = world(pod, mode, rest);
      const review = reviewOf(missed === true ? pod : stored(pod, here));
      const examined = examine(review, here);
      counts.count(
        review,
        examined.decision,
        () => propose(review, here),
        () => examined,
      );
    },
    by: () =>
      [...counts.tally().by].flatMap(([mode, outcomes]) =>
        [...outcomes].map(([outcome, pods]) => `${mode} ${outcome} ${pods}`),
      ),
    of: (policy: string) => counts.tally().policies.get(policy),
    /** Pods by rule, of the guardrails of one policy. */
    found: (as: 'objected' | 'refused', policy = 'guards') =>
      [...(counts.tally().found.get(policy)?.[as] ?? [])].map(([rule, { pods }]) => [rule, pods]),
  };
}

describe('what was judged', () => {
  test('is counted by mode and by what became of it', () => {
    const { comes, by, counts } = desk();
    comes(podOf(), 'enforce');
    comes(podOf(), 'enforce', { missed: true });
    comes(podOf(), 'enforce', { profiles: {} });
    comes(podOf(), 'observe');
    comes(podOf(), 'observe', { profiles: {} });
    comes(podOf(), 'warn');
    comes(privileged, 'enforce', { guards: guardsAt({ 'guard/host-namespaces': 'deny' }) });
    expect(by()).toEqual([
      'enforce rewritten 1',
      'enforce missed 1',
      'enforce left 1',
      'enforce refused 1',
      'observe would be rewritten 1',
      'observe left 1',
      'warn would be rewritten 1',
    ]);
    expect(counts.tally().pods).toBe(7);
  });

  test('says what was freed, and what would have been, of whole cards', () => {
    const { comes, of } = desk();
    comes(podOf(), 'enforce');
    comes(podOf(), 'observe');
    comes(podOf(), 'observe');
    expect(of('default')).toMatchObject({
      pods: 3,
      rewritten: 1,
      freed: { milliGPU: 1000 - 142 },
      wouldRewrite: 2,
      wouldFree: { milliGPU: 2 * (1000 - 142) },
      teams: new Set(['unassigned']),
    });
  });

  test('is no update, and nothing of another resource', () => {
    const { counts } = desk();
    const here = worldOf({ nodes });
    const judged = (parts: Parameters<typeof reviewOf>[1]) => {
      const review = reviewOf(podOf(), parts);
      const examined = examine(review, here);
      counts.count(
        review,
        examined.decision,
        () => propose(review, here),
        () => examined,
      );
    };
    judged({ operation: 'UPDATE', oldPod: podOf() });
    judged({ subResource: 'binding' });
    expect(counts.tally().pods).toBe(0);
  });

  test('an annotation that nobody of ours wrote makes no pod a rewritten one', () => {
    const { comes, by } = desk();
    comes(podOf({}, { annotations: { 'tranche.dev/decision': 'mine' } }), 'observe');
    expect(by()).toEqual(['observe would be rewritten 1']);
  });
});

describe('objections that did not refuse', () => {
  test('are counted by rule', () => {
    const { comes, found } = desk();
    for (const severity of ['audit', 'warn', 'deny'] as const)
      comes(privileged, 'observe', { guards: guardsAt({ 'guard/host-namespaces': severity }) });
    expect(found('objected')).toEqual([['guard/host-namespaces', 2]]);
  });

  test('are none where an exemption lets them past', () => {
    const { comes, found } = desk();
    comes(privileged, 'observe', {
      guards: guardsAt({ 'guard/host-namespaces': 'audit' }),
      exemptions: [
        {
          name: 'lab',
          owner: 'lab',
          reason: 'its driver',
          expires: 2_000_000_000,
          until: 'then',
          rules: ['guard/*'],
        },
      ],
    });
    expect(found('objected')).toEqual([]);
  });
});

test('a policy that changes begins anew, and so do the rules that it names', () => {
  const { comes, counts, of, found, later } = desk();
  comes(podOf(), 'observe');
  comes(privileged, 'observe', { guards: guardsAt({ 'guard/host-namespaces': 'audit' }) });
  expect(found('objected')).toEqual([['guard/host-namespaces', 1]]);
  later(5000);
  counts.changed({ anew: ['default', 'guards'], gone: [], rules: ['guard/host-namespaces'] });
  expect(of('default')).toMatchObject({ since: 5000, pods: 0, wouldRewrite: 0 });
  expect(counts.tally().pods).toBe(2);
  expect(counts.tally().found.get('guards')).toBeUndefined();
  comes(podOf(), 'observe');
  expect(of('default')).toMatchObject({ since: 5000, pods: 1, wouldRewrite: 1 });
});

test('a policy that is gone is forgotten', () => {
  const { comes, counts, of } = desk();
  comes(podOf(), 'observe');
  counts.changed({ anew: [], gone: ['default'], rules: [] });
  expect(of('default')).toBeUndefined();
});

test('what was refused is counted by rule, apart from what was let in, and begins anew with its policy', () => {
  const { comes, counts, found } = desk();
  for (const severity of ['deny', 'deny', 'warn'] as const)
    comes(privileged, 'enforce', { guards: guardsAt({ 'guard/host-namespaces': severity }) });
  expect(found('refused')).toEqual([['guard/host-namespaces', 2]]);
  expect(found('objected')).toEqual([['guard/host-namespaces', 1]]);
  counts.changed({ anew: ['guards'], gone: [], rules: ['guard/host-namespaces'] });
  expect([...found('refused'), ...found('objected')]).toEqual([]);
});
