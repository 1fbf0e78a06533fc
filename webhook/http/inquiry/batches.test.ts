/** A batch at the door: who may ask about whom, and what is no batch. */
import { describe, expect, test } from '@jest/globals';
import { MemoryReviewers } from '../../adapters/memory-reviewers.fixture.ts';
import { JANE, bearer, doorstep, right } from './door.fixture.ts';

const at = doorstep(() => new MemoryReviewers());

const pods = (...namespaces: readonly string[]) => ({
  pods: namespaces.map((namespace) => ({ metadata: { namespace, name: 'whisper' } })),
});
const many = (count: number, namespace: (i: number) => string) =>
  pods(...Array.from({ length: count }, (_, i) => namespace(i)));
const ask = (body: unknown, headers: Record<string, string> = bearer) =>
  at.ask('/batches', { headers, body });

test('whoever may read decisions of all its namespaces is answered of each pod, each decision once', async () => {
  at.reviewer.rights.set(JANE.username, [right, { ...right, namespace: 'vision' }]);
  const { status, json } = await ask(pods('speech', 'vision', 'speech'));
  expect(status).toBe(200);
  const told = { proposed: 0, judged: 1, patch: [] };
  const item = { today: told, atRest: told };
  expect(json).toMatchObject({
    policyHash: 'abc',
    decisions: [{ visit: 'mutate' }, { visit: 'validate' }],
    items: [item, item, item],
  });
});

describe('nobody is answered', () => {
  test('without a token', async () => {
    expect((await ask(pods('speech'), {})).status).toBe(401);
  });

  test('with a token that nobody has', async () => {
    expect((await ask(pods('speech'), { authorization: 'Bearer made-up' })).status).toBe(401);
  });

  test('without the right', async () => {
    at.reviewer.rights.set(JANE.username, []);
    expect((await ask(pods('speech'))).status).toBe(403);
  });

  test.each([
    ['first', pods('vision', 'speech')],
    ['last', pods('speech', 'speech', 'vision')],
  ])('who may not ask of the namespace that comes %s, of any of it', async (_, body) => {
    const { status, json } = await ask(body);
    expect(status).toBe(403);
    expect(json['message']).toMatch(/may not get decisions\.tranche\.dev in namespace vision\./);
    expect(json).not.toHaveProperty('items');
  });

  test('whose right for one namespace could not be asked about', async () => {
    at.reviewer.away = true;
    expect((await ask(pods('speech'))).status).toBe(503);
    at.reviewer.away = false;
  });
});

test.each([
  ['nothing', {}, 400, /\{"pods": \[Pod, …\]\}/],
  ['no pods', { pods: [] }, 400, /\{"pods"/],
  [
    'what is no pod',
    { pods: [{ metadata: { namespace: 'speech' } }, 'x'] },
    400,
    /each of a batch/,
  ],
  ['a pod of no namespace', { pods: [{ metadata: {} }] }, 400, /metadata\.namespace/],
  ['too many pods', many(257, () => 'speech'), 400, /256 pods at most, and this has 257/],
  ['too many namespaces', many(17, (i) => `team-${i}`), 400, /16 namespaces at most/],
  ['too many bytes', { pods: ['x'.repeat(600_000)] }, 413, /512 KiB/],
])('%s is no batch, and nobody’s rights are asked about', async (_, body, code, says) => {
  const { status, json } = await ask(body);
  expect([status, json['message']]).toEqual([code, expect.stringMatching(says)]);
  expect(at.reviewer.asked).toHaveLength(1);
});

test('as many as there may be are answered', async () => {
  const { status, json } = await ask(many(256, () => 'speech'));
  expect([status, (json['items'] as unknown[]).length]).toEqual([200, 256]);
});
