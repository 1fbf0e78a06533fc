import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { newCa, newLeaf, type Ca } from '../../../certs/issue.ts';
import { connectionOf, type PrometheusConfig } from './connection.ts';
import { kindOf } from './fault.ts';
import { clientOf, faultOf, json, vector, within } from './scripted-server.fixture.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tranche-prometheus-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

const https = 'https://prometheus.monitoring:9090';

describe('which series are ours', () => {
  test('is told by matchers, each of one label', () => {
    const match = ['cluster="A"', 'env =~ "p.*|\\\\d"', 'team!="a\\"b"'];
    expect(connectionOf({ url: https, match }).match).toEqual(match);
    expect(connectionOf({ url: https }).match).toEqual([]);
  });

  test.each(['', 'A', 'cluster=A', 'a="b",c="d"', 'a="b"} or up{x="y"', '__name__="up"', 'a="\n"'])(
    'and not by %j',
    (odd) => {
      expect(() => connectionOf({ url: https, match: [odd] })).toThrow(/is no label matcher/);
    },
  );
});

describe('who we are', () => {
  test('is told by a token that is read again for each question', () => {
    const bearerTokenFile = file('token', 'first\n');
    const connection = connectionOf({ url: https, bearerTokenFile });
    expect(connection.headers()).toEqual({ authorization: 'Bearer first' });
    file('token', 'second');
    expect(connection.headers()).toEqual({ authorization: 'Bearer second' });
  });

  test('or by a name and a password, and for whom by a tenant', () => {
    const basic = { username: 'ada', passwordFile: file('password', 'open sesame\n') };
    const credentials = Buffer.from('ada:open sesame').toString('base64');
    expect(connectionOf({ url: https, basic, tenant: 'search' }).headers()).toEqual({
      authorization: `Basic ${credentials}`,
      'x-scope-orgid': 'search',
    });
  });

  test('a token that no header can hold is told without it', () => {
    const connection = connectionOf({ url: https, bearerTokenFile: file('token', 'se\ncret') });
    expect(() => connection.headers()).toThrow(/token.*no?t? ?header/);
    expect(() => connection.headers()).not.toThrow(/cret/);
  });

  test('a file that is not there is told by its name', () => {
    const connection = connectionOf({ url: https, bearerTokenFile: join(folder, 'none') });
    expect(() => connection.headers()).toThrow(`the bearer token for Prometheus cannot be read`);
  });
});

test('connections are kept until a certificate is replaced', () => {
  const caFile = file('ca.crt', 'first');
  const connection = connectionOf({ url: https, tls: { caFile } });
  const before = connection.agent();
  expect(connection.agent()).toBe(before);
  file('ca.crt', 'second');
  expect(connection.agent()).not.toBe(before);
  connection.close();
});

describe('a server that speaks TLS', () => {
  const HOUR = 3600;
  const close: (() => void)[] = [];
  afterEach(() => {
    for (const one of close.splice(0)) one();
  });

  /** With a certificate for itself that the CA has signed; and the tokens it was sent. */
  async function serverOf(ca: Ca) {
    const { pair } = await newLeaf(ca, ['127.0.0.1'], Date.now(), HOUR);
    const tokens: unknown[] = [];
    const server = createServer({ key: pair.key, cert: pair.cert }, (request, response) => {
      tokens.push(request.headers.authorization);
      json(vector())(response, { method: '', url: '', headers: {}, form: new URLSearchParams() });
    });
    server.on('tlsClientError', () => undefined);
    await new Promise<void>((up) => server.listen(0, '127.0.0.1', up));
    close.push(
      () => server.closeAllConnections(),
      () => server.close(),
    );
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    return { url: `https://127.0.0.1:${port}`, tokens };
  }

  function asked(url: string, tls?: PrometheusConfig['tls']) {
    const bearerTokenFile = file('token', 'ours');
    const client = clientOf({ url, bearerTokenFile, ...(tls === undefined ? {} : { tls }) });
    close.push(() => client.close());
    return client.instant('up', 0, within(20_000));
  }

  test('is believed by the CA that the operator names, and gets our token', async () => {
    const ca = await newCa(Date.now(), HOUR);
    const { url, tokens } = await serverOf(ca);
    await asked(url, { caFile: file('ca.crt', ca.pem) });
    expect(tokens).toEqual(['Bearer ours']);
  });

  test('is refused where nobody knows its CA, or another one was named, and gets nothing', async () => {
    const [ca, other] = await Promise.all([newCa(Date.now(), HOUR), newCa(Date.now(), HOUR)]);
    const { url, tokens } = await serverOf(ca);
    for (const tls of [undefined, { caFile: file('other.crt', other.pem) }]) {
      const fault = await faultOf(asked(url, tls));
      expect([kindOf(fault), fault.message]).toEqual([
        'refused',
        expect.stringMatching(/certificate/),
      ]);
    }
    expect(tokens).toEqual([]);
  });

  test('is refused under another name than its own', async () => {
    const ca = await newCa(Date.now(), HOUR);
    const { url, tokens } = await serverOf(ca);
    const caFile = file('ca.crt', ca.pem);
    const there = url.replace('127.0.0.1', 'localhost');
    expect((await faultOf(asked(there, { caFile }))).message).toMatch(/altnames/);
    expect(tokens).toEqual([]);
  });

  test('is refused even where the environment says that anybody is to be believed', async () => {
    const { url } = await serverOf(await newCa(Date.now(), HOUR));
    const before = process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    try {
      expect(kindOf(await faultOf(asked(url)))).toBe('refused');
    } finally {
      if (before === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
      else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = before;
    }
  });
});

describe('what cannot be meant', () => {
  const tls = { certFile: 'client.crt' };
  const basic = { username: 'ada', passwordFile: 'password' };
  test.each<[string, PrometheusConfig, string]>([
    ['no address', { url: 'prometheus:9090' }, 'is no address of a Prometheus'],
    ['another protocol', { url: 'file:///etc/passwd' }, 'is no address of a Prometheus'],
    ['credentials in it', { url: 'https://ada:sesame@prom' }, 'end up in logs'],
    ['a question in it', { url: `${https}?a=b` }, 'must end with its path'],
    ['two ways to be known', { url: https, basic, bearerTokenFile: 'x' }, 'one of them'],
    ['a certificate without key', { url: https, tls }, 'both certFile and keyFile'],
    ['TLS where there is none', { url: 'http://prom', tls: {} }, 'is not https'],
    ['a token in clear', { url: 'http://prom', bearerTokenFile: 'x' }, 'in clear; use https'],
    ['a password in clear', { url: 'http://prom', basic }, 'in clear; use https'],
    ['a tenant on two lines', { url: https, tenant: 'a\r\nb: c' }, 'nothing a header can hold'],
  ])('%s is refused when it is read', (_, config, says) => {
    expect(() => connectionOf(config)).toThrow(says);
    expect(() => connectionOf(config)).not.toThrow(/sesame/);
  });

  test('credentials may go to this machine as they are', () => {
    for (const url of ['http://127.0.0.1:9090', 'http://localhost:9090', 'http://[::1]:9090'])
      expect(connectionOf({ url, basic }).base).toBe(url);
  });
});

test.each(['/api/v1', '/api/v1/query', '/api/'])(
  'an address that goes on with %s has its end shown',
  (path) => {
    expect(() => connectionOf({ url: `${https}/prom${path}` })).toThrow(
      `the address of Prometheus ends before /api: ${https}/prom`,
    );
  },
);
