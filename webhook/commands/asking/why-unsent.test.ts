import { describe, expect, test } from '@jest/globals';
import { DECISION } from '../../core/governed.ts';
import { allowed } from '../../core/testing/decision.ts';
import { answerOf, exitCode } from './answer.ts';
import { seen, unseen, type Facts } from './facts.ts';
import { BEFORE, facts, left, memory, standing } from './facts.fixture.ts';

describe('of a pod of which no decision is known', () => {
  const nothing = { memory: seen(memory()) };
  const asked = (over: Partial<Facts>) => {
    const answer = answerOf(facts({ ...nothing, ...over }));
    return [answer.outcome, answer.stories[0]?.says, exitCode(answer)] as const;
  };

  test('the webhook is not installed', () => {
    expect(asked({ webhook: seen('none') })).toEqual([
      'never sent',
      expect.stringContaining('no webhook configuration named tranche'),
      0,
    ]);
  });

  test.each(['kube-system', 'tranche-system'])('%s is never sent', (namespace) => {
    const [outcome, says] = asked({ namespace, webhook: unseen('forbidden', 403) });
    expect([outcome, says]).toEqual(['never sent', expect.stringContaining('is never sent')]);
  });

  test('its namespace is excluded', () => {
    const [outcome, says] = asked({
      namespace: 'outside',
      labels: seen({ 'kubernetes.io/metadata.name': 'outside' }),
    });
    expect([outcome, says]).toEqual(['never sent', expect.stringContaining('outside is excluded')]);
  });

  test('it asks for no GPU, in none of the ways there are', () => {
    const [outcome, says] = asked(standing({ resources: {} }));
    expect(outcome).toBe('never sent');
    expect(says).toContain('a container or init container names a GPU resource');
  });

  test('it is older than the installation', () => {
    const [outcome, says] = asked(standing({ at: '2026-11-20T00:00:00Z' }));
    expect([outcome, says]).toEqual(['never sent', expect.stringContaining('before the webhook')]);
  });

  test('it is older than what the server remembers: then nobody can tell any more', () => {
    const [outcome, says, code] = asked(standing({ at: '2026-11-22T10:00:00Z' }));
    expect(says).toContain(`the server remembers since ${BEFORE}`);
    expect([outcome, code]).toEqual(['unknown', 2]);
  });

  test('it came before this server did: then its outage is named, and where that is likely', () => {
    const older = standing({ at: '2026-11-22T10:00:00Z' });
    const [, likely] = asked(older);
    expect(likely).toContain(
      'or none answered and failurePolicy Ignore let it pass, which is likely',
    );
    const rehearsal = seen({ proposed: left(), judged: allowed(), patch: [] });
    const [, says] = asked({ ...older, rehearsal });
    expect(says).toContain('failurePolicy Ignore let it pass. The log of that time');
    const remembering = { ...memory(), startedAt: '2026-11-22T09:00:00Z' };
    const [, forgot] = asked({ ...older, memory: seen(remembering) });
    expect(forgot).not.toContain('none answered');
  });

  test('the server remembers more than it shows: then it must be asked about this one alone', () => {
    const [outcome, says, code] = asked({ memory: seen({ ...memory(), whole: false }) });
    expect([outcome, code]).toEqual(['unknown', 2]);
    expect(says).toContain('ask about this one by its name');
  });

  test('the server was not reached, and nobody waited for it', () => {
    const [outcome, says] = asked({});
    expect(outcome).toBe('never sent');
    expect(says).toContain('the API server did not reach it in time, and failurePolicy Ignore');
  });

  test('its own annotation tells, where the server does not', () => {
    const annotations = { [DECISION]: 'main takes a slice. To undo: …' };
    const answer = answerOf(facts({ ...standing({ annotations }), memory: unseen('no token') }));
    expect(answer).toMatchObject({
      outcome: 'rewritten',
      stories: [{ says: 'main takes a slice. To undo: …', from: 'its annotation' }],
      notes: ['not asked: no token'],
    });
  });

  test('and that cannot be seen either is said, with what could not be seen', () => {
    const forbidden = unseen<never>('forbidden: User "jane" cannot get', 403);
    const answer = answerOf(
      facts({ memory: unseen('no token'), webhook: forbidden, labels: forbidden }),
    );
    expect(exitCode(answer)).toBe(2);
    expect(answer.notes).toEqual([
      'not asked: no token',
      'labels of the namespace are not seen: forbidden: User "jane" cannot get',
      'how the webhook is registered is not seen: forbidden: User "jane" cannot get',
    ]);
  });
});
