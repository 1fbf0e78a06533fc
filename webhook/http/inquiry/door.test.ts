import { describe, expect, test } from '@jest/globals';
import { MemoryReviewers } from '../../adapters/memory-reviewers.fixture.ts';
import { bearer, doorstep, JANE, PROBE, right, TOKEN } from './door.fixture.ts';
import { TOKEN_HEADER } from './door.ts';

const at = doorstep(() => new MemoryReviewers());

describe('whoever asks', () => {
  test.each([
    ['with no token', {}, /no token/],
    ['with another kind of credentials', { authorization: 'Basic eDp5' }, /no token/],
    ['with a token that nobody has', { authorization: 'Bearer made-up' }, /knows nobody/],
    ['with more than a token can be', { [TOKEN_HEADER]: 'x'.repeat(9000) }, /knows nobody/],
  ])('%s is not let in', async (_, headers, says) => {
    const { status, json } = await at.ask(PROBE, { headers });
    expect(status).toBe(401);
    expect(json).toMatchObject({ kind: 'Status', reason: 'Unauthorized', code: 401 });
    expect(json['message']).toMatch(says);
  });

  test('without the right is told who may give it, and how', async () => {
    const { status, json } = await at.ask('/decisions?namespace=vision&of=Pod/probe', {
      headers: bearer,
    });
    expect(status).toBe(403);
    expect(json['message']).toBe(
      'tranche: jane@example.com may not get decisions.tranche.dev in namespace vision. Who administers it can allow ' +
        'that: kubectl create rolebinding tranche-decisions-jane-example-com -n vision --clusterrole=tranche-decisions ' +
        '--user=jane@example.com',
    );
  });

  test('how the server is needs a right in the whole cluster, which a right in a namespace is not', async () => {
    at.reviewer.rights.set(JANE.username, [{ ...right, resource: 'status' }]);
    const { status, json } = await at.ask('/status', { headers: bearer });
    expect(status).toBe(403);
    expect(json['message']).toBe(
      'tranche: jane@example.com may not get status.tranche.dev in the cluster. Who administers it can allow that: ' +
        'kubectl create clusterrolebinding tranche-status-jane-example-com --clusterrole=tranche-status --user=jane@example.com',
    );
    at.now += 60_000;
    at.reviewer.rights.set(JANE.username, [{ verb: 'get', resource: 'status' }]);
    expect((await at.ask('/status', { headers: bearer })).json).toEqual({ kind: 'TrancheStatus' });
  });

  test('as a ServiceAccount is told so in its own words', async () => {
    const username = 'system:serviceaccount:ci:deployer';
    at.reviewer.holders.set(TOKEN, { ...JANE, username });
    const { json } = await at.ask(PROBE, { headers: bearer });
    expect(json['message']).toMatch(/--serviceaccount=ci:deployer$/);
  });

  test('while the API server is away is asked to come again', async () => {
    at.reviewer.away = true;
    expect((await at.ask(PROBE, { headers: bearer })).status).toBe(503);
    at.reviewer.away = false;
    expect((await at.ask(PROBE, { headers: bearer })).status).toBe(200);
  });

  test.each([
    ['in Authorization', bearer],
    ['in the header that passes the proxy', { [TOKEN_HEADER]: TOKEN }],
  ])('with the right is answered: %s', async (_, headers) => {
    const { status, json } = await at.ask(PROBE, { headers });
    expect(status).toBe(200);
    expect(json).toMatchObject({
      since: '1970-01-01T00:00:00.000Z',
      found: 1,
      decisions: [{ visit: 'mutate' }, { visit: 'validate' }],
      items: [
        {
          at: '2026-11-22T00:00:00.000Z',
          pod: { name: 'probe' },
          proposed: 0,
          judged: 1,
          refusal: 'guard/privileged: it is so',
        },
      ],
    });
  });

  test('often costs the API server two questions, and two more when some seconds have gone by', async () => {
    for (let i = 0; i < 3; i++) await at.ask(PROBE, { headers: bearer });
    expect(at.reviewer.asked).toEqual([TOKEN, right]);
    at.now += 10_001;
    await at.ask(PROBE, { headers: bearer });
    expect(at.reviewer.asked).toHaveLength(4);
  });

  test('and was turned away is remembered, too', async () => {
    for (let i = 0; i < 3; i++)
      await at.ask(PROBE, { headers: { authorization: 'Bearer made-up' } });
    expect(at.reviewer.asked).toEqual(['made-up']);
  });
});

test('no token is ever logged, or said', async () => {
  const said = [
    await at.ask(PROBE, { headers: bearer }),
    await at.ask('/decisions', { headers: bearer }),
    await at.ask('/nowhere', { headers: { [TOKEN_HEADER]: TOKEN } }),
    await at.ask('/rehearsals', { headers: bearer, body: '{' }),
  ];
  at.now += 60_000;
  at.reviewer.away = true;
  said.push(await at.ask(PROBE, { headers: bearer }));
  at.log.flush();
  expect(at.lines.join('')).toContain('inquiry-unanswered');
  for (const text of [...at.lines, ...said.map((one) => one.text)])
    expect(text).not.toContain(TOKEN);
});
