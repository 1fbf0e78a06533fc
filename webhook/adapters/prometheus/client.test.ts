import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { kindOf } from './fault.ts';
import { IN_PART, tellsOfGap } from './gaps.ts';
import {
  faultOf,
  within,
  clientOf,
  error,
  json,
  matrix,
  scriptedServer,
  vector,
  type ScriptedServer,
} from './scripted-server.fixture.ts';

let server: ScriptedServer;
beforeEach(async () => {
  server = await scriptedServer();
});
afterEach(() => server.stop());

describe('a question', () => {
  test('is posted as a form, with less time for the server than we wait ourselves', async () => {
    server.play(json(vector()));
    await server.instant({ milliseconds: 2_000 });
    const [asked] = server.asked;
    expect(asked).toMatchObject({ method: 'POST', url: '/api/v1/query' });
    expect(asked?.headers['content-type']).toBe('application/x-www-form-urlencoded');
    expect(Object.fromEntries(asked?.form ?? [])).toEqual({
      query: 'up',
      time: '1763600000',
      timeout: '1800ms',
      partial_response: 'false',
      deny_partial_response: '1',
    });
  });

  test('goes below the path that the operator gave', async () => {
    server.play(json(vector()));
    await clientOf({ url: `${server.url}/tenants/a/` }).instant('up', 0, within(5_000));
    expect(server.asked[0]?.url).toBe('/tenants/a/api/v1/query');
  });

  test('of the values of a label asks for those of some series over some time', async () => {
    server.play(json({ status: 'success', data: ['search', 'speech'] }));
    const { result } = await clientOf({ url: server.url }).values(
      'namespace',
      { selectors: ['a{b="c"}', 'd'], start: 1, end: 2 },
      within(5_000),
    );
    expect(result).toEqual(['search', 'speech']);
    const { pathname, searchParams } = new URL(server.asked[0]?.url ?? '', server.url);
    expect(pathname).toBe('/api/v1/label/namespace/values');
    expect(searchParams.getAll('match[]')).toEqual(['a{b="c"}', 'd']);
    expect(searchParams.get('partial_response')).toBe('false');
  });
});

describe('an answer', () => {
  test('has its numbers as text, and what is no number is left out', async () => {
    const rows = ['74318', 'NaN', '+Inf', '-Inf', 'Inf', '-1.5e-3'].map(
      (value, nth) => [{ nth: `${nth}` }, value] as const,
    );
    server.play(json(vector(...rows)));
    const { result } = await server.instant();
    expect(result.map(({ labels, value }) => [labels['nth'], value])).toEqual([
      ['0', 74_318],
      ['5', -0.0015],
    ]);
  });

  test('of a range keeps gaps as gaps', async () => {
    const metric = { pod: 'a' };
    const values = [
      [60, '1'],
      [180, 'NaN'],
      [240, '0'],
    ];
    server.play(json(matrix({ metric, values })));
    expect((await server.range()).result).toEqual([
      {
        labels: metric,
        points: [
          [60, 1],
          [240, 0],
        ],
      },
    ]);
  });

  test('carries what was said beside it, in lines of ours', async () => {
    const warnings = ['store-3\nis away', 'x'.repeat(1000)];
    server.play(json({ ...vector(), warnings }));
    const said = (await server.instant()).warnings;
    expect(said[0]).toBe('store-3 is away');
    expect(said[1]).toHaveLength(301);
  });

  test('says that it is a part, though it says so elsewhere or after much else', async () => {
    const chatter = Array.from({ length: 50 }, (_, nth) => `PromQL info: ${nth} is no counter`);
    const warnings = [...chatter, 'receive series from Addr: 10.0.0.7:10901: it is away'];
    server.play(json({ ...vector(), isPartial: true, warnings }));
    const said = (await server.instant()).warnings;
    expect(said).toHaveLength(20);
    expect(said.filter(tellsOfGap)).toEqual([IN_PART, warnings.at(-1)]);
  });
});

describe('a refusal', () => {
  test('is told in printable letters, whatever it calls its kind', async () => {
    server.play(error('\u001B[31mbad\u202E', '\u001B]0;mine\u0007 no', 400));
    const { message } = await faultOf(server.instant({ tries: 1 }));
    expect(message).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(message).toContain('was answered 400 [31mbad: ]0;mine no');
  });

  test.each([
    ['bad_data', 400, 'refused'],
    ['execution', 422, 'costly'],
    ['timeout', 503, 'costly'],
    ['not_found', 404, 'refused'],
    ['internal', 500, 'away'],
    ['unavailable', 503, 'away'],
    ['too_many_requests', 429, 'away'],
  ])('of the type %s (%i) is %s', async (type, status, kind) => {
    server.play(error(type, 'as planned', status));
    const fault = await faultOf(server.instant({ tries: 1 }));
    expect(kindOf(fault)).toBe(kind);
    expect(fault.message).toBe(
      `${server.url}/api/v1/query was answered ${status} ${type}: as planned`,
    );
  });

  test('by a proxy is told by its status and the beginning of its page', async () => {
    server.play((response) => response.writeHead(400).end(`<html>\n${'no '.repeat(500)}`));
    const { message } = await faultOf(server.instant());
    expect(message).toMatch(/query was answered 400: <html> no no .*…$/);
    expect(message.length).toBeLessThan(400);
  });

  test('for want of the right token says what to look at', async () => {
    server.play((response) => response.writeHead(401).end('Unauthorized'));
    expect((await faultOf(server.instant())).message).toContain('check the token');
  });

  test('by a gateway that wants to know whose data it is names the tenant, and what it said', async () => {
    server.play((response) => response.writeHead(401).end('no org id\n'));
    expect((await faultOf(server.instant())).message).toMatch(
      /answered 401: it wants to know whose data .*\(--tenant\); it says "no org id"$/,
    );
  });

  test('of a stranger names what could be shown, and not all of a page', async () => {
    server.play((response) => response.writeHead(401).end(`Log in\u001B ${'x'.repeat(900)}`));
    const { message } = await faultOf(server.instant());
    expect(message).toMatch(/shown nothing; .*--bearer-token-file.*; it says "Log in x+"$/);
    expect(/x+/.exec(message)?.[0].length ?? 0).toBeLessThan(200);
  });

  test('is not asked again, but one that may pass is', async () => {
    server.play(error('bad_data', 'parse error', 400));
    await faultOf(server.instant());
    expect(server.asked).toHaveLength(1);
    server.play(error('unavailable', 'starting', 503), error('', 'slow down', 429), json(vector()));
    await server.instant();
    expect(server.asked).toHaveLength(4);
  });

  test('that goes on is told after five tries, and how many there were', async () => {
    server.play(error('unavailable', 'starting', 503));
    expect((await faultOf(server.instant())).message).toContain('(asked 5 times)');
    expect(server.asked).toHaveLength(5);
  });

  test('that asks for an hour is waited for half a minute: a run may have that', async () => {
    server.play(json({}, 429, { 'retry-after': '3600' }));
    const stop = new AbortController();
    const patience = { ...within(60_000), signal: stop.signal };
    const answer = faultOf(clientOf({ url: server.url }).instant('up', 0, patience));
    const first = await Promise.race([answer, sleep(1_000, 'it waits')]);
    stop.abort(new Error('enough'));
    expect([first, (await answer).message]).toEqual(['it waits', 'enough']);
  });

  test('that asks for more time than is left ends the waiting', async () => {
    server.play(json({}, 429, { 'retry-after': '20' }));
    const began = Date.now();
    const fault = await faultOf(server.instant());
    expect(kindOf(fault)).toBe('late');
    expect(Date.now() - began).toBeLessThan(4_000);
    expect(server.asked).toHaveLength(1);
  });
});

test('a redirect is not followed, wherever it leads', async () => {
  const other = await scriptedServer();
  try {
    other.play(json(vector()));
    for (const status of [301, 302, 303, 307, 308]) {
      server.play((response) =>
        response.writeHead(status, { location: `${other.url}/api/v1/query` }).end(),
      );
      const fault = await faultOf(server.instant());
      expect(kindOf(fault)).toBe('refused');
      expect(fault.message).toContain(`it points to ${other.url}`);
    }
    expect(other.asked).toEqual([]);
  } finally {
    await other.stop();
  }
});

test('a server that is not there is a fault that says so', async () => {
  const { url } = server;
  await server.stop();
  const fault = await faultOf(clientOf({ url }, { tries: 2 }).instant('up', 0, within(5_000)));
  expect(kindOf(fault)).toBe('away');
  expect(fault.message).toContain('ECONNREFUSED');
  server = await scriptedServer();
});
