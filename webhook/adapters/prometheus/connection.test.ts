import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { connectionOf, type PrometheusConfig } from './connection.ts';

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
