/** Three privileged pods of one team say nothing about the policy of another, whatever rule both name. */
import { describe, expect, test } from '@jest/globals';
import { examine } from '../core/examine.ts';
import type { Pod } from '../core/pod.ts';
import { propose } from '../core/propose.ts';
import { cards } from '../core/testing/nodes.ts';
import { podOf, reviewOf } from '../core/testing/pods.ts';
import { worldOf } from '../core/testing/world.ts';
import type { World } from '../core/world.ts';
import type { Document } from '../policy/documents.ts';
import { policy, setOf } from '../policy/example.ts';
import type { Json } from '../policy/schema/forms.ts';
import { policiesIn, wouldHave } from './policies.ts';
import { factsOf } from './status.fixture.ts';
import { MOST_NAMES } from './found.ts';
import { counter } from './tally.ts';

const RULE = 'guard/privileged';
const DENY = { rule: RULE, severity: 'deny' };

const privileged = podOf({
  containers: [
    { ...podOf().spec.containers[0], name: 'main', securityContext: { privileged: true } },
  ],
});

const of = (name: string, namespace: string, mode: string, spec: Json = {}) =>
  policy(name, { mode, match: { namespaces: [namespace] }, guards: [DENY], ...spec });

const most = (name: string, perPod: number) =>
  of(name, '*', 'observe', {
    guards: [{ rule: 'guard/max-gpus', severity: 'deny', parameters: { perPod } }],
  });

function server(...documents: Document[]) {
  const counts = counter(() => 0);
  const set = setOf(...documents);
  const world: World = {
    ...worldOf({ nodes: [cards('whole', 'h100')] }),
    guards: (...asked) => set.guards(...asked),
  };
  const facts = () => ({
    ...factsOf(),
    set: { ...factsOf().set, documents, teams: [] },
    tally: counts.tally(),
  });
  return {
    comes: (namespace: string, pod: Pod, times: number): void => {
      const review = reviewOf(pod, { namespace });
      const examined = examine(review, world);
      for (let i = 0; i < times; i++)
        counts.count(
          review,
          examined.decision,
          () => propose(review, world),
          () => examined,
        );
    },
    told: () =>
      Object.fromEntries(
        policiesIn(facts()).map(({ name, judged, objections, next }) => [
          name,
          { pods: judged.pods, objections, because: next.because },
        ]),
      ),
    wouldHave: () => wouldHave(facts()).refused,
  };
}

describe('two policies that name one rule, each for pods of its own', () => {
  test('are each told of those alone', () => {
    const { comes, told } = server(
      of('team-a', 'exp-a', 'observe'),
      of('team-b', 'exp-b', 'observe'),
    );
    comes('exp-a', privileged, 3);
    comes('exp-c', privileged, 5);
    expect(told()).toEqual({
      'team-a': {
        pods: 3,
        objections: [{ rule: RULE, pods: 3, as: 'would refuse' }],
        because: '3 of 300 pods judged since it changed',
      },
      'team-b': { pods: 0, objections: [], because: '0 of 300 pods judged since it changed' },
    });
  });

  test('nor does what one refuses stand against the other', () => {
    const {
      comes,
      told,
      wouldHave: would,
    } = server(
      of('team-a', 'exp-a', 'enforce', { guards: [{ ...DENY, severity: 'warn' }] }),
      of('team-b', 'exp-b', 'observe'),
    );
    comes('exp-a', privileged, 3);
    expect(told()).toMatchObject({
      'team-a': { objections: [{ rule: RULE, pods: 3, as: 'warned' }] },
      'team-b': { objections: [] },
    });
    // It would have refused nobody: the policy that denies was asked about none of them.
    expect(would()).toEqual([]);
  });
});

describe('two policies that both match a pod', () => {
  test('are both told of it, and who the other is', () => {
    const {
      comes,
      told,
      wouldHave: would,
    } = server(
      of('all', '*', 'observe'),
      of('team-a', 'exp-a', 'observe'),
      of('team-b', 'exp-b', 'observe'),
    );
    comes('exp-a', privileged, 2);
    comes('exp-d', privileged, 1);
    comes('exp-d', podOf(), 4);
    const row = { rule: RULE, as: 'would refuse' };
    expect(told()).toMatchObject({
      all: { pods: 7, objections: [{ ...row, pods: 3, alsoNamedBy: ['team-a'] }] },
      'team-a': { pods: 2, objections: [{ ...row, pods: 2, alsoNamedBy: ['all'] }] },
      'team-b': { pods: 0, objections: [] },
    });
    expect(would()).toEqual([{ rule: RULE, pods: 3 }]);
  });

  test('are told of what is above the figure of each', () => {
    const { comes, told } = server(most('two', 2), most('eight', 8));
    const [main] = podOf().spec.containers;
    if (main === undefined) throw new Error('it has a container');
    const resources = { limits: { 'nvidia.com/gpu': '4' } };
    comes('any', podOf({ containers: [{ ...main, resources }] }), 1);
    expect(told()).toMatchObject({
      two: { pods: 1, objections: [{ rule: 'guard/max-gpus', pods: 1 }] },
      eight: { pods: 1, objections: [] },
    });
  });

  test('name a few of the others, where there are many', () => {
    const many = Array.from({ length: 9 }, (_, i) => of(`many-${i}`, '*', 'observe'));
    const { comes, told } = server(...many);
    comes('any', privileged, 1);
    for (const { objections } of Object.values(told()))
      expect(objections[0]?.alsoNamedBy).toHaveLength(MOST_NAMES);
  });
});

test('an exception of the namespace leaves its pods to whoever makes none', () => {
  const guards = [{ ...DENY, except: ['exp-a'] }];
  const { comes, told } = server(
    of('strict', '*', 'observe'),
    of('mild', '*', 'observe', { guards }),
  );
  comes('exp-a', privileged, 2);
  expect(told()).toMatchObject({
    strict: { pods: 2, objections: [{ pods: 2 }] },
    mild: { pods: 0, objections: [] },
  });
});
