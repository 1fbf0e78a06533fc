import type { TLSSocket } from 'node:tls';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { BODY_LIMIT, IN_FLIGHT, LARGE_AT_ONCE } from './limits.ts';
import { head, untilClosed } from './client.fixture.ts';
import { admissionReview } from './review.fixture.ts';
import { standing, until } from './rig.ts';

type Standing = Awaited<ReturnType<typeof standing>>;

const padded = (bytes: number): string => {
  const text = JSON.stringify(admissionReview());
  return text + ' '.repeat(bytes - text.length);
};

const CHUNKED = head('/mutate', 'Transfer-Encoding: chunked');

describe('a large body', () => {
  let at: Standing;
  beforeEach(async () => {
    at = await standing();
  });
  afterEach(() => at.server.close(100));

  test('is read up to 7 MiB', async () => {
    const { status, text } = await at.ask({ body: padded(BODY_LIMIT) });
    expect(status).toBe(200);
    expect(JSON.parse(text).response.allowed).toBe(true);
  });

  test('of 10 MiB is turned away by what it declares, before it comes', async () => {
    const answer = await at.ask({ body: padded(10 << 20) });
    expect(answer).toMatchObject({ status: 413, headers: { connection: 'close' } });
    expect(await at.counted('malformed_total{reason="too-large"}')).toBe(1);
  });

  test('of 10 MiB that declares nothing is turned away on the way', async () => {
    const socket = await at.raw();
    const heard = untilClosed(socket);
    socket.write(CHUNKED);
    const chunk = `10000\r\n${' '.repeat(0x10000)}\r\n`;
    for (let i = 0; i < 160; i++) socket.write(chunk);
    expect(await heard).toMatch(/^HTTP\/1\.1 413 [\s\S]*Connection: close/i);
  });

  test('without an end is hung up on', async () => {
    const socket = await at.raw();
    const heard = untilClosed(socket);
    socket.write(CHUNKED);
    const chunk = `10000\r\n${' '.repeat(0x10000)}\r\n`;
    const more = (): void => {
      while (!socket.destroyed && socket.write(chunk));
    };
    socket.on('drain', more);
    more();
    expect(await heard).toMatch(/^HTTP\/1\.1 413 /);
    await until(async () => (await at.counted('in_flight')) === 0);
    expect(await at.ask()).toMatchObject({ status: 200 });
  });

  test('has to wait when there are too many, and is told how long', async () => {
    const half = `${head('/mutate', 'Content-Length: 1000000')}{`;
    const sockets = await Promise.all(Array.from({ length: LARGE_AT_ONCE }, () => at.raw()));
    for (const socket of sockets) socket.write(half);
    await until(async () => (await at.counted('in_flight')) === LARGE_AT_ONCE);
    const body = padded(1_000_000);
    expect(await at.ask({ body })).toMatchObject({ status: 503, headers: { 'retry-after': '1' } });
    expect(await at.ask({ body, path: '/mutate?timeout=2s' })).not.toHaveProperty(
      'headers.retry-after',
    );
    expect(await at.counted('shed_total{reason="large-bodies"}')).toBe(2);
    expect(await at.ask()).toMatchObject({ status: 200 });
    for (const socket of sockets) socket.destroy();
    await until(async () => (await at.counted('in_flight')) === 0);
    expect(await at.ask({ body })).toMatchObject({ status: 200 });
  });
});

/** As many as fit, each in the middle of an upload that will not end by itself. */
async function crowd(failClosed: boolean) {
  const patience = { handshake: 60_000, headers: 60_000, request: 60_000 };
  const at = await standing({ failClosed, patience });
  const inside: TLSSocket[] = [];
  while (inside.length < IN_FLIGHT) {
    const socket = await at.raw();
    socket.write(`${head('/validate', 'Content-Length: 1000')}{`);
    inside.push(socket);
  }
  await until(async () => (await at.counted('in_flight')) === IN_FLIGHT);
  const leave = async () => {
    for (const socket of inside) socket.destroy();
    await until(async () => (await at.counted('in_flight')) === 0);
  };
  return { at, leave };
}

describe('a crowd', () => {
  test('is asked to come again where there is time, and refused by uid where there is none', async () => {
    const { at, leave } = await crowd(true);
    expect(await at.ask({ path: '/validate?timeout=5s' })).toMatchObject({
      status: 503,
      headers: { 'retry-after': '1' },
    });
    expect(await at.ask({ path: '/mutate?timeout=5s' })).toMatchObject({ status: 503 });
    const refusal = await at.ask({ path: '/validate?timeout=2s' });
    expect(JSON.parse(refusal.text).response).toMatchObject({
      allowed: false,
      status: { code: 429 },
    });
    const failed = await at.ask({ path: '/mutate?timeout=2s' });
    expect(failed).toMatchObject({ status: 503 });
    expect(failed.headers).not.toHaveProperty('retry-after');
    expect(await at.counted('shed_total{reason="in-flight"}')).toBe(4);
    await leave();
    expect(await at.ask({ path: '/validate?timeout=2s' })).toMatchObject({ status: 200 });
  }, 60_000);

  test('is never refused where we are to be ignored', async () => {
    const { at, leave } = await crowd(false);
    expect(await at.ask({ path: '/validate?timeout=2s' })).toMatchObject({ status: 503 });
    await leave();
  }, 60_000);
});
