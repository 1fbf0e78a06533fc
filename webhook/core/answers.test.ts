import { describe, expect, test } from '@jest/globals';
import { Answers, askOf } from './answers.ts';
import type { Decision } from './decision.ts';
import { examine } from './examine.ts';
import type { Pod } from './pod.ts';
import { propose } from './propose.ts';
import type { Answer, Condition, Subject } from './terms.ts';
import { NAMESPACE, podOf, reviewOf } from './testing/pods.ts';
import { cards } from './testing/nodes.ts';
import { termsOf, worldOf } from './testing/world.ts';
import type { World } from './world.ts';

/** Of a field that we do not read. */
const priorityOf = ({ spec }: Pod): unknown => ('priority' in spec ? spec.priority : undefined);

let asked = 0;
const important: Condition = {
  policy: 'prod',
  name: 'important',
  answer(object): Answer {
    asked++;
    const priority = priorityOf(object);
    if (typeof priority !== 'number') return { error: 'no priority' };
    return priority > 3 ? 'holds' : 'fails';
  },
};

const standing: World = {
  ...worldOf({ nodes: [cards('n1', 'h100')] }),
  terms: (subject) =>
    subject.ask?.(important, subject) === 'holds' ? termsOf({ policy: 'prod' }) : 'none',
};

/** The API server knows more fields than we read. */
function pod(priority?: number): Pod {
  const { metadata, spec } = podOf();
  return { metadata, spec: Object.assign(spec, priority === undefined ? {} : { priority }) };
}
const proposed = (priority?: number): Decision => propose(reviewOf(pod(priority)), standing);

describe('pods that are alike in all we read', () => {
  test('are given what their own answers give them', () => {
    expect(reviewOf(pod(9)).alike).toBe(reviewOf(pod(1)).alike);
    expect([9, 1, 9, undefined, 1].map((priority) => proposed(priority).policy)).toEqual([
      'prod',
      'none',
      'prod',
      'none',
      'none',
    ]);
  });

  test('are given the very same where they answer the same', () => {
    expect(proposed(7)).toBe(proposed(8));
    expect(proposed(7)).not.toBe(proposed(2));
    expect(proposed()).toBe(proposed());
    expect(proposed()).not.toBe(proposed(2));
  });

  test('are judged so as well', () => {
    const policies = [9, 1, 9].map(
      (priority) => examine(reviewOf(pod(priority)), standing).decision,
    );
    expect(policies.map(({ policy }) => policy)).toEqual(['prod', 'none', 'prod']);
    expect(policies[0]).toBe(policies[2]);
  });

  test('of more ways than are kept, each is still given its own', () => {
    const odd: Condition = {
      policy: 'prod',
      name: 'odd',
      answer: (object) => ({ error: `it is ${String(priorityOf(object))}` }),
    };
    const world: World = {
      ...standing,
      terms: (subject) => (subject.ask?.(odd, subject) === 'holds' ? termsOf() : 'none'),
    };
    const said = (priority: number) =>
      propose(reviewOf(pod(priority)), world).rules.at(-1)?.reason ?? '';
    for (const round of [1, 2])
      for (let priority = 0; priority < 40 * round; priority++)
        expect(said(priority)).toContain(`it is ${priority};`);
  });
});

test('who cannot answer is told of, once, and counted by its rule', () => {
  const { rules } = proposed();
  expect(rules.filter(({ id }) => id === 'policy/condition')).toEqual([
    {
      id: 'policy/condition',
      outcome: 'warn',
      reason:
        'condition important of policy prod cannot be answered: no priority; of that policy only the guardrails hold',
    },
  ]);
  expect(proposed(1).rules.map(({ id }) => id)).not.toContain('policy/condition');
});

/** Rules of a pod of which nobody can tell how important it is, and a second thing besides. */
const told = (second: Condition): readonly string[] => {
  const world: World = {
    ...standing,
    guards: (subject) => {
      for (const condition of [important, second]) subject.ask?.(condition, subject);
      return new Map();
    },
  };
  return propose(reviewOf(pod()), world).rules.map(({ id }) => id);
};

test('what has no answer is nobody’s concern where another condition of the policy fails', () => {
  const never: Condition = { policy: 'prod', name: 'never', answer: () => 'fails' };
  const others: Condition = { ...never, policy: 'another' };
  expect(told(never)).not.toContain('policy/condition');
  expect(told(others)).toContain('policy/condition');
});

const same = (one: Pod): Pod => one;
const lowered = (): Pod => pod(1);

describe('a question', () => {
  const subject: Subject = {
    namespace: NAMESPACE,
    namespaceLabels: {},
    podLabels: {},
    ownerKind: '',
    ownerName: '',
  };
  test('is put to a pod once, however many policies put it', () => {
    const ask = askOf(pod(9));
    asked = 0;
    expect([ask(important, subject), ask(important, subject)]).toEqual(['holds', 'holds']);
    expect(asked).toBe(1);
  });

  test('is put to each pod that somebody takes it for', () => {
    const answers = new Answers(pod(9));
    expect(answers.to(same)(important, subject)).toBe('holds');
    expect(answers.to(lowered)(important, subject)).toBe('fails');
    expect(answers.asked.map(({ answer }) => answer)).toEqual(['holds', 'fails']);
  });

  test('is remembered without the pod, which is gone when it is put to the next', () => {
    const answers = new Answers(pod(9));
    answers.to(same)(important, { ...subject, ask: askOf(pod(9)) });
    expect(answers.asked[0]?.subject).toEqual(subject);
  });
});
