import { describe, expect, test } from '@jest/globals';
import { allowed, refused } from '../../core/testing/decision.ts';
import { answerOf, exitCode } from './answer.ts';
import { seen, unseen, type Facts } from './facts.ts';
import {
  BEFORE,
  DEPLOYMENT,
  facts,
  left,
  memory,
  missing,
  podOf,
  remembered,
  rewritten,
  standing,
  told,
} from './facts.fixture.ts';

describe('of a pod that the server remembers', () => {
  test('what changed, by which rule, when, by which policies, and how to undo it', () => {
    expect(told()).toBe(`speech/Pod/asr  rewritten
    main: nvidia.com/gpu: 1 -> H100-80GB nvidia.com/mig-1g.10gb
    fit/mig: it never used more than 6.1 GiB in 14 days; claim 1 -> 0.142 GPU
    known as Deployment/asr, class serving (owner Deployment), team speech, policy serving, mode enforce
    decision 0123456789abcdef, policy set abcdef0123456789 at 2026-11-22T12:00:00.250Z, by the server
  what would change it
    to undo: the annotation tranche.dev/keep: original on the pod template, where the policy allows it
  made anew it would now be: the same: rewritten: main: nvidia.com/gpu: 1 -> H100-80GB nvidia.com/mig-1g.10gb (fit/mig: it never used more than 6.1 GiB in 14 days)
`);
  });

  test('what one made anew would get, where that is something else, and the command that makes it', () => {
    const item = remembered({ proposed: left() });
    const lines = told({ memory: seen(memory(item)) });
    expect(lines).toContain('speech/Pod/asr  left\n    evidence/none: nothing is known of it');
    expect(lines).toContain('    evidence/none: wait until it was seen long enough');
    expect(lines).toContain('    delete the pod and create it again from its manifest\n');
    expect(lines).toContain('made anew it would now be: rewritten: main:');
  });

  test('what is only watched, and that its policy would have to enforce it', () => {
    const watched = { ...rewritten, mode: 'warn', inForce: false } as const;
    const item = remembered({ proposed: watched });
    const lines = told({ memory: seen(memory(item)) });
    expect(lines).toContain('speech/Pod/asr  would rewrite\n');
    expect(lines).toContain('policy serving is in mode warn: with spec.mode: enforce it does');
  });

  test('that it is refused, though it is nowhere', () => {
    const answer = answerOf(
      facts({ object: missing, pods: [], memory: seen(memory(remembered({ judged: refused() }))) }),
    );
    expect(answer).toMatchObject({ outcome: 'refused', stories: [{ rule: 'guard/privileged' }] });
    expect(answer.advice.change).toContain(
      'guard/privileged: drop `privileged`, or the capability',
    );
    expect(exitCode(answer)).toBe(1);
  });

  test('why nobody could be asked, once', () => {
    const away = unseen<never>('Tranche has no door for questions in namespace tranche-system');
    const lines = told({ webhook: seen('none'), memory: away, rehearsal: away });
    expect(lines.split('no door for questions')).toHaveLength(2);
    expect(lines).toContain('not known: the server was not asked');
    expect(lines).toContain('--set image.repository=');
  });

  test('nothing of a rehearsal, nor of an earlier try that was refused', () => {
    const before = remembered({
      at: BEFORE,
      judged: refused(),
      pod: { namespace: 'speech', uid: 'y' },
    });
    const dry = remembered({
      dryRun: true,
      judged: refused(),
      pod: { namespace: 'speech', uid: 'z' },
    });
    const answer = answerOf(facts({ memory: seen(memory(dry, remembered(), before)) }));
    expect(answer.stories.map(({ outcome }) => outcome)).toEqual(['rewritten']);
    expect(exitCode(answer)).toBe(0);
  });
});

describe('of a workload', () => {
  const pods = ['asr-1', 'asr-2', 'asr-3', 'asr-4'].map((name) => podOf({ name }));
  const items = ['asr-1', 'asr-2', 'asr-3', 'asr-4'].map((name) =>
    remembered({ pod: { namespace: 'speech', name, uid: `uid-of-${name}` } }),
  );
  const deployment = { kind: DEPLOYMENT, object: seen({ metadata: { name: 'asr' } }), pods };

  test('its pods are told together where they were treated alike', () => {
    expect(told({ ...deployment, memory: seen(memory(...items)) })).toContain(
      '  rewritten  4 pods: asr-1, asr-2, asr-3, …\n',
    );
  });

  test('the refusal comes first, of a pod that its controller could not make', () => {
    const one = remembered({
      pod: { namespace: 'speech', name: 'asr-5', uid: 'never-stored' },
      judged: refused(),
    });
    const answer = answerOf(facts({ ...deployment, memory: seen(memory(one, ...items)) }));
    expect(answer.stories.map(({ outcome, pods: of }) => [outcome, of.length])).toEqual([
      ['refused', 1],
      ['rewritten', 4],
    ]);
    expect(exitCode(answer)).toBe(1);
  });

  test('its refusal is known from the Event, too, where the server cannot be asked', () => {
    const event =
      'Error creating: admission webhook "validate.tranche.dev" denied the request: quota/team: team speech asks for 1';
    const answer = answerOf(
      facts({ ...deployment, pods: [], memory: unseen('no right'), failures: [event] }),
    );
    expect(answer.stories).toMatchObject([
      { outcome: 'refused', rule: 'quota/team', says: 'quota/team: team speech asks for 1' },
    ]);
    expect(answer.notes).toEqual(['not asked: no right']);
  });

  test('what else keeps its controller from making pods is told as it is', () => {
    const event = 'Error creating: pods "asr" is forbidden: exceeded quota: native';
    const answer = answerOf(
      facts({ ...deployment, pods: [], memory: seen(memory()), failures: [event] }),
    );
    expect([answer.outcome, answer.notes]).toEqual(['no pods', [event]]);
  });

  test('that its pods may not be seen is not taken for that there are none', () => {
    const hidden = ['pods is forbidden: User "jane" cannot list'];
    const answer = answerOf(facts({ ...deployment, pods: [], memory: seen(memory()), hidden }));
    expect([answer.outcome, answer.notes, exitCode(answer)]).toEqual(['unknown', hidden, 2]);
  });

  test('a rollout is restarted where that would change something', () => {
    const kept = items.map((item) => ({ ...item, proposed: left() }));
    const lines = told({ ...deployment, memory: seen(memory(...kept)) });
    expect(lines).toContain('    kubectl rollout restart deployment/asr -n speech\n');
  });
});

const advice = (over: Partial<Facts>) => answerOf(facts(over)).advice.change;

describe('what would change it', () => {
  const quota = refused({ because: { rule: 'quota/team', says: 'team speech has none left' } });

  test('never tells to delete what would be refused if it came again', () => {
    const alone = advice({
      memory: seen(memory()),
      ...standing({ at: '2026-11-22T10:00:00Z' }),
      rehearsal: seen({ proposed: rewritten, judged: quota, patch: [] }),
    });
    expect(alone).toEqual([
      'let it stand for now: made anew it would be refused',
      'quota/team: finish or delete a pod, or raise the quota',
    ]);
  });

  test('never tells to make anew what would be stored as it stands', () => {
    const only = { ...rewritten, mode: 'warn', inForce: false } as const;
    const rehearsal = seen({ proposed: only, judged: allowed(), patch: [] });
    const item = remembered({ proposed: left() });
    expect(advice({ memory: seen(memory(item)), rehearsal })).toEqual([
      expect.stringMatching(/^evidence\/none: /),
    ]);
    const before = standing({ at: '2026-11-22T10:00:00Z' });
    expect(advice({ memory: seen(memory()), rehearsal, ...before })).toEqual([]);
  });

  const UNDO =
    'to undo: the annotation tranche.dev/keep: original on the pod template, where the policy allows it';

  test('is how to undo it, whichever rule chose the slice', () => {
    const because = { rule: 'fit/sibling', says: 'like the live replicas' } as const;
    const item = remembered({ proposed: { ...rewritten, because } });
    const restart = 'fit/sibling: restart the rollout to take new evidence';
    expect(advice({ memory: seen(memory(item)) })).toEqual([restart, UNDO]);
    // Of a Deployment the rollout was rehearsed.
    const deployment = { kind: DEPLOYMENT, object: seen({ metadata: { name: 'asr' } }) };
    expect(advice({ memory: seen(memory(item)), ...deployment })).toEqual([UNDO]);
  });

  test('is told of a pod as of one more of its revision, and where a rollout is told of', () => {
    const because = { rule: 'fit/sibling', says: 'live replicas hold whole GPUs' } as const;
    const proposed = left({ because });
    const rehearsal = seen({ proposed, judged: allowed(), patch: [] });
    const { kind, name } = proposed.workload;
    const whose = `what a rollout would get, tranche explain ${kind.toLowerCase()}/${name} says`;
    expect(told({ rehearsal })).toContain(`as one more of its revision: ${whose}`);
    const deployment = { kind: DEPLOYMENT, object: seen({ metadata: { name: 'asr' } }) };
    expect(told({ rehearsal, ...deployment })).not.toContain('one more of its revision');
  });

  test('is to see why the server does not answer', () => {
    expect(advice({ memory: unseen('no endpoints', 503) })).toContain(
      'see why, and ask again: kubectl get pods -n tranche-system -l app.kubernetes.io/name=tranche',
    );
  });
});

test('of a pod without evidence it is shown how its profile begins, on one screen', () => {
  const [container] = rewritten.containers;
  if (container === undefined) throw new Error('the fixture has a container');
  const because = { rule: 'evidence/none', says: 'no profile for container main of x' } as const;
  const proposed = left({ because, containers: [{ ...container, reasons: [because] }] });
  const rehearsal = seen({ proposed, judged: allowed(), patch: [] });
  const text = told({ memory: seen(memory(remembered({ proposed }))), rehearsal });
  expect(text).toContain('  a profile would change it, and begins:\n    apiVersion: tranche.dev/');
  expect(text.split('\n').length).toBeLessThan(30);
  // Where one has come since, made anew it would have what it lacked.
  expect(told({ memory: seen(memory(remembered({ proposed }))) })).not.toContain('and begins');
});

test('a name that nobody knows is nobody’s, and since when the server would know is said', () => {
  const answer = answerOf(facts({ object: missing, pods: [], memory: seen(memory()) }));
  expect([answer.outcome, exitCode(answer)]).toEqual(['unknown', 2]);
  expect(answer.notes).toEqual([
    'pod speech/asr: pods "asr" not found',
    `the server remembers no such pod; it remembers since ${BEFORE}`,
  ]);
});

test('what is anyone’s text does not move a terminal', () => {
  const item = remembered({
    proposed: left({ because: { rule: 'evidence/none', says: 'a\u001b[2Jb' } }),
  });
  expect(told({ memory: seen(memory(item)) })).not.toContain('\u001b');
});
