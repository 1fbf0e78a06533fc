import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Decision } from '../core/decision.ts';
import { allowed } from '../core/testing/decision.ts';
import { head, type Question, untilClosed } from './client.fixture.ts';
import { admissionReview, UID } from './review.fixture.ts';
import { desk, later, pending, standing, until } from './rig.ts';
import { serve } from './server.ts';

type Standing = Awaited<ReturnType<typeof standing>>;

let at: Standing;
beforeAll(async () => {
  at = await standing();
});
afterAll(() => at.server.close(100));

describe('the door', () => {
  test('answers a mutation with a patch and a judgement without', async () => {
    const mutated = await at.ask();
    expect(mutated).toMatchObject({ status: 200, headers: { 'content-type': 'application/json' } });
    expect(JSON.parse(mutated.text).response).toMatchObject({
      uid: UID,
      allowed: true,
      patchType: 'JSONPatch',
    });
    const judged = await at.ask({ path: '/validate' });
    expect(JSON.parse(judged.text).response).toMatchObject({ uid: UID, allowed: true });
    await until(() => at.announced.length > 0);
    expect(at.announced).toStrictEqual([UID]);
  });

  test('answers many on one connection', async () => {
    const agent = at.agent(1);
    const ports = new Set<number | undefined>();
    agent.on('free', (socket) => ports.add(socket.localPort));
    for (let i = 0; i < 20; i++)
      expect(await at.ask({ agent })).toMatchObject({
        status: 200,
        headers: { connection: 'keep-alive', 'keep-alive': 'timeout=120' },
      });
    expect(ports.size).toBe(1);
    agent.destroy();
  });

  const turnedAway: { name: string; question: Question; want: object; reason: string }[] = [
    { name: 'another path', question: { path: '/convert' }, want: { status: 404 }, reason: 'path' },
    {
      name: 'a path that only begins like ours',
      question: { path: '/mutate/../secret' },
      want: { status: 404 },
      reason: 'path',
    },
    { name: 'the root', question: { path: '/' }, want: { status: 404 }, reason: 'path' },
    {
      name: 'a GET',
      question: { method: 'GET', body: '' },
      want: { status: 405, headers: { allow: 'POST' } },
      reason: 'method',
    },
    { name: 'a PUT', question: { method: 'PUT' }, want: { status: 405 }, reason: 'method' },
    {
      name: 'a form',
      question: { type: 'application/x-www-form-urlencoded' },
      want: { status: 415 },
      reason: 'media-type',
    },
    {
      name: 'protobuf',
      question: { type: 'application/vnd.kubernetes.protobuf' },
      want: { status: 415 },
      reason: 'media-type',
    },
    { name: 'no type at all', question: { type: '' }, want: { status: 415 }, reason: 'media-type' },
    {
      name: 'a type that only begins like ours',
      question: { type: 'application/jsonp' },
      want: { status: 415 },
      reason: 'media-type',
    },
    { name: 'text', question: { body: 'hello' }, want: { status: 400 }, reason: 'not-json' },
    { name: 'no body', question: { body: '' }, want: { status: 400 }, reason: 'not-json' },
    {
      name: 'no uid',
      question: { body: JSON.stringify(admissionReview({ request: { uid: undefined } })) },
      want: { status: 400 },
      reason: 'envelope',
    },
    {
      name: 'a bomb of brackets',
      question: { body: '['.repeat(1 << 20) },
      want: { status: 400 },
      reason: 'too-deep',
    },
  ];
  test.each(turnedAway)(
    'turns away $name in fixed words, and counts it',
    async ({ question, want, reason }) => {
      const before = await at.counted(`malformed_total{reason="${reason}"}`);
      const answer = await at.ask(question);
      expect(answer).toMatchObject(want);
      expect(JSON.parse(answer.text)).toStrictEqual({
        error: { code: answer.status, message: expect.any(String) },
      });
      expect(answer.text).not.toMatch(/secret|hello|convert|jsonp/);
      expect(answer.headers).not.toHaveProperty('location');
      expect(answer.headers).not.toHaveProperty('x-powered-by');
      expect(await at.counted(`malformed_total{reason="${reason}"}`)).toBe(before + 1);
    },
  );

  test('takes a charset, and a query without a timeout', async () => {
    const type = 'application/json; charset=utf-8';
    expect(await at.ask({ type, path: '/mutate?x=1' })).toMatchObject({ status: 200 });
  });

  test('reads an unknown kind as what it is, and refuses it by uid', async () => {
    const body = JSON.stringify(admissionReview({ request: { object: { kind: 'Secret' } } }));
    const { text } = await at.ask({ path: '/validate', body });
    expect(JSON.parse(text).response.status).toMatchObject({
      code: 400,
      message:
        'tranche: review.request.object must be a Pod, got a Secret (at /request/object/kind)',
    });
  });
});

describe('whoever is slow or breaks off', () => {
  // Long enough for everybody else, however busy the machine is.
  const patience = { handshake: 3000, headers: 3000, request: 3500 };

  test('with the headers is cut off, and nobody else notices', async () => {
    const brief = await standing({ patience });
    const socket = await brief.raw();
    socket.write('POST /mutate HTTP/1.1\r\nHost: x\r\nX-Slow: ');
    const drip = setInterval(() => socket.write('a'), 100);
    const [said] = await Promise.all([untilClosed(socket), brief.ask()]);
    clearInterval(drip);
    expect(said).toMatch(/^HTTP\/1\.1 408 /);
    await brief.server.close(100);
  });

  test('with the body as well', async () => {
    const brief = await standing({ patience });
    const socket = await brief.raw();
    socket.write(`${head('/mutate', 'Content-Length: 1000')}{`);
    const drip = setInterval(() => socket.write(' '), 100);
    const said = await untilClosed(socket);
    clearInterval(drip);
    expect(said).toMatch(/^HTTP\/1\.1 408 /);
    await brief.server.close(100);
  });

  test('in the middle of an upload leaves nothing behind', async () => {
    const before = await at.counted('malformed_total{reason="aborted"}');
    for (let i = 0; i < 10; i++) {
      const socket = await at.raw();
      socket.write(`${head('/validate', 'Content-Length: 1000')}{"kind"`);
      await until(async () => (await at.counted('in_flight')) === 1);
      socket.destroy();
      await until(async () => (await at.counted('in_flight')) === 0);
    }
    await until(
      async () => (await at.counted('malformed_total{reason="aborted"}')) === before + 10,
    );
    expect(await at.counted('in_flight')).toBe(0);
    expect(await at.ask()).toMatchObject({ status: 200 });
  });

  test('while being judged is no harm either', async () => {
    const verdict = later<Decision>();
    const other = await standing({ admit: pending(verdict.promise) });
    const socket = await other.raw();
    const body = JSON.stringify(admissionReview());
    socket.write(head('/validate', `Content-Length: ${body.length}`) + body);
    await until(async () => (await other.counted('in_flight')) === 1);
    socket.destroy();
    await until(async () => (await other.counted('in_flight')) === 0);
    verdict.resolve(allowed());
    await until(() => other.announced.length === 1);
    expect(await other.ask()).toMatchObject({ status: 200 });
    await other.server.close(100);
  });

  test('sends no HTTP at all is told 400', async () => {
    const socket = await at.raw();
    socket.write('\u0000\u0001 nonsense\r\n\r\n');
    expect(await untilClosed(socket)).toMatch(/^HTTP\/1\.1 400 /);
  });
});

describe('a port that is taken', () => {
  test('is named, with what to do', async () => {
    const { port } = at.server;
    const again = serve({ ...desk().parts, certificate: at.certificate, host: '127.0.0.1', port });
    await expect(again).rejects.toThrow(
      `cannot listen on 127.0.0.1:${port}: another program has it; stop that program, or choose another port`,
    );
  });

  test('so is an address that is not ours', async () => {
    const again = serve({
      ...desk().parts,
      certificate: at.certificate,
      host: '192.0.2.1',
      port: 0,
    });
    await expect(again).rejects.toThrow(
      /cannot listen on 192\.0\.2\.1:0: this machine has no such address/,
    );
  });
});
