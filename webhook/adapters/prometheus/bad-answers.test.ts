/** Slow, cut off, too large, lying: never a part of an answer, and an end in bounded time and memory. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { kindOf } from './fault.ts';
import {
  clientOf,
  faultOf,
  json,
  matrix,
  scriptedServer,
  vector,
  within,
  type Script,
  type ScriptedServer,
} from './scripted-server.fixture.ts';

let server: ScriptedServer;
beforeEach(async () => {
  server = await scriptedServer();
});
afterEach(() => server.stop());

const head = (response: Parameters<Script>[0], headers: Record<string, string | number> = {}) =>
  response.writeHead(200, { 'content-type': 'application/json', ...headers });
const good = JSON.stringify(vector([{ a: 'b' }, '1']));

describe('a server that is slow', () => {
  const quick = { milliseconds: 100, tries: 2 };

  test('to answer at all is given up', async () => {
    server.play(() => undefined);
    const fault = await faultOf(server.instant(quick));
    expect(kindOf(fault)).toBe('away');
    expect(fault.message).toContain('no whole answer within 100 ms');
    expect(server.asked).toHaveLength(2);
  });

  test('to finish is given up too, though something comes all the time', async () => {
    server.play((response) => {
      head(response);
      const drip = setInterval(() => response.write(' '), 10);
      response.on('close', () => {
        clearInterval(drip);
      });
    });
    const began = Date.now();
    expect(kindOf(await faultOf(server.instant(quick)))).toBe('away');
    expect(Date.now() - began).toBeLessThan(3_000);
  });

  test('is waited for until the deadline and no longer', async () => {
    server.play(() => undefined);
    const began = Date.now();
    await faultOf(server.instant({}, 150));
    expect(Date.now() - began).toBeLessThan(3_000);
  });

  test('is not waited for by whoever was called off', async () => {
    server.play(() => undefined);
    const off = new AbortController();
    setTimeout(() => {
      off.abort(new Error('leadership is lost'));
    }, 50);
    const client = clientOf({ url: server.url });
    const patience = { ...within(60_000), signal: off.signal };
    expect((await faultOf(client.instant('up', 0, patience))).message).toBe('leadership is lost');
  });
});

describe('an answer that was cut off', () => {
  test.each<[string, Script]>([
    [
      'before its length',
      (response) => {
        head(response, { 'content-length': good.length + 10 }).write(good);
        setTimeout(() => response.destroy(), 20);
      },
    ],
    [
      'between two chunks',
      (response) => {
        head(response).write(good);
        setTimeout(() => response.destroy(), 20);
      },
    ],
  ])('%s is asked for again, and nothing of it is taken', async (_, cut) => {
    server.play(cut, json(vector([{ a: 'whole' }, '2'])));
    expect((await server.instant()).result).toMatchObject([{ labels: { a: 'whole' } }]);
    expect(server.asked).toHaveLength(2);
    server.play(cut);
    expect(kindOf(await faultOf(server.instant({ tries: 2 })))).toBe('away');
  });

  test('at its end, with nobody to tell where that should be, is no answer', async () => {
    server.play((response) => {
      response.useChunkedEncodingByDefault = false;
      head(response, { connection: 'close' }).end(good.slice(0, -1));
    });
    expect(kindOf(await faultOf(server.instant()))).toBe('garbled');
  });
});

describe('an answer that is too large', () => {
  const LIMIT = 4 * 1024 * 1024;
  const FIVE_GB = 5 * 1024 ** 3;

  test('is refused by its length, before any of it is read', async () => {
    server.play((response) => {
      head(response, { 'content-length': FIVE_GB }).flushHeaders();
    });
    const fault = await faultOf(server.instant({ bytes: LIMIT }));
    expect(kindOf(fault)).toBe('costly');
    expect(fault.message).toContain('larger than 4194304 bytes');
  });

  test('is torn down where it does not say so, long before its end', async () => {
    let sent = 0;
    const zeros = Buffer.alloc(64 * 1024);
    server.play((response) => {
      head(response);
      const pour = (): void => {
        while (sent < FIVE_GB && !response.destroyed) {
          sent += zeros.length;
          if (!response.write(zeros)) {
            response.once('drain', pour);
            return;
          }
        }
        response.end();
      };
      pour();
    });
    const before = process.memoryUsage().rss;
    const fault = await faultOf(server.instant({ bytes: LIMIT }));
    const grown = process.memoryUsage().rss - before;
    expect(kindOf(fault)).toBe('costly');
    // What is beyond the limit lay in the buffers of two sockets.
    expect(sent).toBeLessThan(LIMIT + 32 * 1024 * 1024);
    expect(grown).toBeLessThan(128 * 1024 * 1024);
  });

  test('is not let in packed', async () => {
    server.play((response) => {
      head(response, { 'content-encoding': 'gzip' }).end(Buffer.alloc(100));
    });
    const fault = await faultOf(server.instant());
    expect(kindOf(fault)).toBe('garbled');
    expect(fault.message).toContain('answered in gzip');
    expect(server.asked[0]?.headers['accept-encoding']).toBe('identity');
  });
});

const points = (...values: unknown[]) => matrix({ metric: { a: 'b' }, values });

describe('an answer that cannot be', () => {
  test.each([
    ['a web page with a good status', '<html>Welcome</html>'],
    ['nothing', ''],
    ['no object', '[]'],
    ['an error with a good status', { status: 'error', errorType: 'internal', error: 'x' }],
    ['success without data', { status: 'success' }],
    ['a vector for a matrix', vector([{ a: 'b' }, '1'])],
    ['a result that is no list', { status: 'success', data: { resultType: 'matrix', result: {} } }],
    ['a series that is no object', matrix(...([null] as never[]))],
    ['a series without labels', matrix({ metric: 7, values: [] })],
    ['a label that is no text', matrix({ metric: { a: 1 }, values: [] })],
    ['a series without values', matrix({ metric: {} })],
    [
      'the same series twice',
      matrix(
        { metric: { a: 'b', c: 'd' }, values: [] },
        { metric: { c: 'd', a: 'b' }, values: [] },
      ),
    ],
    ['a bare number as value', points([60, 1])],
    ['text as value', points([60, 'many'])],
    ['a hexadecimal value', points([60, '0x10'])],
    ['no value', points([60])],
    ['no time', points(['60', '1'])],
    ['a time before the first', points([0, '1'])],
    ['a time after the last', points([300, '1'])],
    ['a time between two points', points([90, '1'])],
    ['a time twice', points([60, '1'], [60, '2'])],
    ['time that runs backwards', points([120, '1'], [60, '2'])],
    ['a wrong time whose value is none', points([61, 'NaN'])],
  ])('%s is no answer at all', async (_, body) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    server.play((response) => head(response).end(text));
    expect(kindOf(await faultOf(server.range()))).toBe('garbled');
    expect(server.asked).toHaveLength(1);
  });

  test('nor is one in letters that are none', async () => {
    server.play((response) => head(response).end(Buffer.from([0x7b, 0xff, 0xfe, 0x7d])));
    expect(kindOf(await faultOf(server.range()))).toBe('garbled');
  });

  test('and it is said who gave it', async () => {
    server.play(json(points([90, '1'])));
    expect((await faultOf(server.range())).message).toBe(
      `${server.url}: it gave a point at 90 that was not asked for`,
    );
  });
});

test('a web page is no Prometheus', async () => {
  server.play((response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    response.end('<!DOCTYPE html><title>Log in</title>');
  });
  expect((await faultOf(server.instant())).message).toMatch(
    /was answered with a web page: this is no Prometheus, or a login page stands before it$/,
  );
});

test('https where http is spoken is asked about in words, once', async () => {
  const url = server.url.replace('http:', 'https:');
  const patience = within(5_000);
  const fault = await faultOf(clientOf({ url }).instant('up', 1_763_600_000, patience));
  expect(fault.message).toBe(`${url} does not speak TLS: is it http there, and not https?`);
  expect(kindOf(fault)).toBe('refused');
});

test('a file of ours that is not there is told of once, and not as an answer', async () => {
  const client = clientOf({ url: server.url, bearerTokenFile: '/nowhere/token' });
  const { message } = await faultOf(client.instant('up', 1_763_600_000, within(5_000)));
  expect(message).toMatch(/^the bearer token for Prometheus cannot be read: ENOENT[^:]*:[^:]*$/);
  expect(server.asked).toEqual([]);
});

test('a gateway that says what it was shown is quoted without it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tranche-prometheus-'));
  try {
    const passwordFile = join(folder, 'password');
    writeFileSync(passwordFile, 'open sesame\n');
    const basic = { username: 'ada', passwordFile };
    server.play((response, { headers }) => {
      response.writeHead(401).end(`ada / open sesame: ${headers.authorization ?? ''} is nobody`);
    });
    const client = clientOf({ url: server.url, basic });
    const { message } = await faultOf(client.instant('up', 1_763_600_000, within(5_000)));
    expect(message).toMatch(/it says "ada \/ \(credentials\): Basic \(credentials\) is nobody"$/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
