import { Agent, request } from 'node:https';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { newCa, newLeaf } from '../../../certs/issue.ts';
import { MemoryReviewers } from '../../adapters/memory-reviewers.fixture.ts';
import type { Recollected } from '../../ports.ts';
import { refusalText, warningLine } from '../../report/lines.ts';
import { jsonLog } from '../log.ts';
import { allowed, decision, pod, refused } from '../rig.ts';
import { decisionsPage } from './decisions.ts';
import { openInquiries, TOKEN_HEADER, type InquiryDoor } from './door.ts';
import { rehearsalsPage } from './rehearsals.ts';
import { statusPage } from './status.ts';

const TOKEN = 'a-token-that-nobody-may-read';
const JANE = { username: 'jane@example.com', groups: [], extra: {} };
const right = { verb: 'get', resource: 'decisions', namespace: 'speech' };
const voice = { warning: warningLine, refusal: refusalText };

const remembered: Recollected = {
  at: Date.UTC(2026, 10, 22),
  pod: { namespace: 'speech', name: 'probe', uid: 'u' },
  operation: 'CREATE',
  subResource: '',
  dryRun: false,
  proposed: decision(),
  judged: refused({ rules: [{ id: 'guard/privileged', outcome: 'fail', reason: 'it is so' }] }),
};

const ca = await newCa(Date.now(), 3600);
const { pair } = await newLeaf(ca, ['localhost'], Date.now(), 3600);
const agent = new Agent({ ca: ca.pem, keepAlive: true });
const lines: string[] = [];
const log = jsonLog({ write: (text) => lines.push(text) });

let door: InquiryDoor;
let reviewer: MemoryReviewers;
let now = 0;
/** What is held up until a test lets it go on. */
let hold: Promise<void> | undefined;

const rehearse = async () => {
  await hold;
  return { proposed: decision(), judged: allowed(), ops: [] };
};

beforeAll(async () => {
  const certificate = { current: () => pair, onChange: () => () => undefined };
  const clock = { now: () => now };
  const recollection = { about: () => [remembered], since: () => 0 };
  const pages = [
    decisionsPage({ recollection, voice, startedAt: 0 }),
    rehearsalsPage({ rehearse, voice }),
    statusPage(async () => ({ kind: 'TrancheStatus' })),
  ];
  const asks = {
    tokens: { holder: (token: string) => reviewer.holder(token) },
    access: {
      allows: (...words: Parameters<MemoryReviewers['allows']>) => reviewer.allows(...words),
    },
  };
  const at = { host: '127.0.0.1', port: 0 };
  door = await openInquiries({ ...at, ...asks, clock, certificate, pages, log });
});
afterAll(async () => {
  agent.destroy();
  await door.close();
});
beforeEach(() => {
  // What was remembered of the test before has lapsed.
  now += 60_000;
  lines.length = 0;
  reviewer = new MemoryReviewers();
  reviewer.holders.set(TOKEN, JANE);
  reviewer.rights.set(JANE.username, [right]);
});

interface Asked {
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
}

function ask(path: string, { headers = {}, body }: Asked = {}) {
  const method = body === undefined ? 'GET' : 'POST';
  const type = body === undefined ? {} : { 'content-type': 'application/json' };
  const to = { agent, host: '127.0.0.1', servername: 'localhost', port: door.port, path, method };
  return new Promise<{ status: number; text: string; json: Record<string, unknown> }>(
    (resolve, reject) => {
      const call = request({ ...to, headers: { ...type, ...headers } }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          resolve({ status: answer.statusCode ?? 0, text, json: JSON.parse(text) });
        });
      });
      call.on('error', reject);
      call.end(typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body));
    },
  );
}

const bearer = { authorization: `Bearer ${TOKEN}` };
const PROBE = '/decisions?namespace=speech&of=Pod/probe';
/** A `∀` is a quote to whoever takes bytes of UTF-16 for letters, and all that follows it a string. */
const nested = (levels: number) =>
  `{"metadata":{"namespace":"speech"},"∀":${'['.repeat(levels)}${']'.repeat(levels)}}`;

describe('whoever asks', () => {
  test.each([
    ['with no token', {}, /no token/],
    ['with another kind of credentials', { authorization: 'Basic eDp5' }, /no token/],
    ['with a token that nobody has', { authorization: 'Bearer made-up' }, /knows nobody/],
    ['with more than a token can be', { [TOKEN_HEADER]: 'x'.repeat(9000) }, /knows nobody/],
  ])('%s is not let in', async (_, headers, says) => {
    const { status, json } = await ask(PROBE, { headers });
    expect(status).toBe(401);
    expect(json).toMatchObject({ kind: 'Status', reason: 'Unauthorized', code: 401 });
    expect(json['message']).toMatch(says);
  });

  test('without the right is told who may give it, and how', async () => {
    const { status, json } = await ask('/decisions?namespace=vision&of=Pod/probe', {
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
    reviewer.rights.set(JANE.username, [{ ...right, resource: 'status' }]);
    const { status, json } = await ask('/status', { headers: bearer });
    expect(status).toBe(403);
    expect(json['message']).toBe(
      'tranche: jane@example.com may not get status.tranche.dev in the cluster. Who administers it can allow that: ' +
        'kubectl create clusterrolebinding tranche-status-jane-example-com --clusterrole=tranche-status --user=jane@example.com',
    );
    now += 60_000;
    reviewer.rights.set(JANE.username, [{ verb: 'get', resource: 'status' }]);
    expect((await ask('/status', { headers: bearer })).json).toEqual({ kind: 'TrancheStatus' });
  });

  test('as a ServiceAccount is told so in its own words', async () => {
    const username = 'system:serviceaccount:ci:deployer';
    reviewer.holders.set(TOKEN, { ...JANE, username });
    const { json } = await ask(PROBE, { headers: bearer });
    expect(json['message']).toMatch(/--serviceaccount=ci:deployer$/);
  });

  test('while the API server is away is asked to come again', async () => {
    reviewer.away = true;
    expect((await ask(PROBE, { headers: bearer })).status).toBe(503);
    reviewer.away = false;
    expect((await ask(PROBE, { headers: bearer })).status).toBe(200);
  });

  test.each([
    ['in Authorization', bearer],
    ['in the header that passes the proxy', { [TOKEN_HEADER]: TOKEN }],
  ])('with the right is answered: %s', async (_, headers) => {
    const { status, json } = await ask(PROBE, { headers });
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
    for (let i = 0; i < 3; i++) await ask(PROBE, { headers: bearer });
    expect(reviewer.asked).toEqual([TOKEN, right]);
    now += 10_001;
    await ask(PROBE, { headers: bearer });
    expect(reviewer.asked).toHaveLength(4);
  });

  test('and was turned away is remembered, too', async () => {
    for (let i = 0; i < 3; i++) await ask(PROBE, { headers: { authorization: 'Bearer made-up' } });
    expect(reviewer.asked).toEqual(['made-up']);
  });
});

describe('a question', () => {
  test.each([
    ['of no namespace', '/decisions?of=Pod/probe'],
    ['of two namespaces', '/decisions?namespace=speech&namespace=vision&of=Pod/probe'],
    ['of nothing', '/decisions?namespace=speech'],
    ['of too much', `/decisions?namespace=speech${'&of=Pod/x'.repeat(33)}`],
    ['of no name', '/decisions?namespace=speech&of=__proto__'],
  ])('%s is no question', async (_, path) => {
    const { status, json } = await ask(path, { headers: bearer });
    expect([status, json['reason']]).toEqual([400, 'BadRequest']);
    expect(reviewer.asked).toEqual([TOKEN]);
  });

  test('of a page that is not here is told which are', async () => {
    const { status, json } = await ask('/mutate', { headers: bearer });
    expect(status).toBe(404);
    expect(json['message']).toBe(
      'tranche: only /decisions, /rehearsals, /status can be asked for here',
    );
  });

  test.each([
    ['', pod()],
    [' that nests as deep as it may', nested(99)],
  ])('what would be decided now is asked with a pod%s', async (_, body) => {
    const { status, json } = await ask('/rehearsals', { headers: bearer, body });
    expect(status).toBe(200);
    expect(json).toMatchObject({ proposed: { verdict: 'rewrite' }, judged: { verdict: 'leave' } });
  });

  test.each([
    ['that is no JSON', '{', 400, /no JSON/],
    ['that is no pod', [], 400, /by a Pod/],
    ['that is larger than any pod', { metadata: 'x'.repeat(600_000) }, 413, /512 KiB/],
    ['that nests deeper than anything can be copied', nested(120_000), 400, /100 levels/],
    ['that nests a level too deep, however short it is', nested(100), 400, /100 levels/],
    ['that hides how deep it nests', Buffer.from(nested(60_000), 'utf16le'), 400, /UTF-8/],
  ])('%s is refused, which is no error of ours', async (_, body, code, says) => {
    const type = `application/json; charset=${Buffer.isBuffer(body) ? 'utf-16le' : 'utf-8'}`;
    const headers = { ...bearer, 'content-type': type };
    const { status, json } = await ask('/rehearsals', { headers, body });
    expect([status, json]).toMatchObject([code, { code, message: expect.stringMatching(says) }]);
    log.flush();
    expect(lines).toEqual([]);
  });

  test('that comes while too many are being answered is asked to come again', async () => {
    let go: (() => void) | undefined;
    hold = new Promise((resolve) => (go = resolve));
    let turnedAway = 0;
    const many = Array.from({ length: 20 }, async () => {
      const { status } = await ask('/rehearsals', { headers: bearer, body: pod() });
      if (status === 503 && ++turnedAway === 4) go?.();
      return status;
    });
    const statuses = await Promise.all(many);
    hold = undefined;
    expect(statuses.filter((status) => status === 200)).toHaveLength(16);
    expect(statuses.filter((status) => status === 503)).toHaveLength(4);
    expect((await ask(PROBE, { headers: bearer })).status).toBe(200);
  });
});

test('no token is ever logged, or said', async () => {
  const said = [
    await ask(PROBE, { headers: bearer }),
    await ask('/decisions', { headers: bearer }),
    await ask('/nowhere', { headers: { [TOKEN_HEADER]: TOKEN } }),
    await ask('/rehearsals', { headers: bearer, body: '{' }),
  ];
  now += 60_000;
  reviewer.away = true;
  said.push(await ask(PROBE, { headers: bearer }));
  log.flush();
  expect(lines.join('')).toContain('inquiry-unanswered');
  for (const text of [...lines, ...said.map((one) => one.text)]) expect(text).not.toContain(TOKEN);
});
