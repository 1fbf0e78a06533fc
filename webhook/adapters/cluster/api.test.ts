import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { faultText } from '../tell.ts';
import { apiOf, statusOf } from './api.ts';
import { ListWatchServer } from './list-watch-server.fixture.ts';

let server: ListWatchServer;
let folder: string;

beforeEach(async () => {
  server = await ListWatchServer.start();
  folder = mkdtempSync(join(tmpdir(), 'tranche-api-'));
});

afterEach(async () => {
  jest.useRealTimers();
  rmSync(folder, { recursive: true });
  await server.stop();
});

const pods = { path: '/api/v1/pods' };

async function faultOf(answer: Promise<unknown>): Promise<unknown> {
  try {
    return await answer;
  } catch (fault) {
    return fault;
  }
}

describe('asking the API server', () => {
  test('a refusal carries its status and the server’s own sentence', async () => {
    server.fail.push(403);
    const fault = await faultOf(apiOf(server.config).ask(pods));
    expect(statusOf(fault)).toBe(403);
    expect(faultText(fault)).toBe('GET /api/v1/pods was answered 403 as planned');
  });

  test('a server that is gone is a fault that says so', async () => {
    const api = apiOf(server.config);
    await server.stop();
    const fault = await faultOf(api.ask(pods));
    expect(statusOf(fault)).toBe(0);
    expect(faultText(fault)).toContain('ECONNREFUSED');
    server = await ListWatchServer.start();
  });

  test('a server that does not answer is not waited for', async () => {
    const fault = await faultOf(
      apiOf(server.config, 50).ask({ path: pods.path, query: { watch: 'true' } }),
    );
    expect(faultText(fault)).toContain('timeout');
  });

  test('a token that is replaced in its file is used within two minutes', async () => {
    // Only the clocks are moved; sockets keep their timers.
    jest.useFakeTimers({ now: Date.now(), doNotFake: [...TIMERS] });
    const tokenFile = join(folder, 'token');
    writeFileSync(tokenFile, 'first');
    const { config } = server;
    const [cluster] = config.getClusters();
    if (cluster === undefined) throw new Error('it has one');
    const authProvider = { name: 'tokenFile', config: { tokenFile } };
    config.loadFromClusterAndUser(cluster, { name: 'inClusterUser', authProvider });
    const api = apiOf(config);
    await api.ask(pods);
    writeFileSync(tokenFile, 'second');
    await api.ask(pods);
    jest.advanceTimersByTime(61_000);
    await api.ask(pods);
    expect(server.tokens).toEqual(['Bearer first', 'Bearer first', 'Bearer second']);
  });
});

const TIMERS = [
  'setTimeout',
  'clearTimeout',
  'setInterval',
  'clearInterval',
  'setImmediate',
  'clearImmediate',
  'nextTick',
  'queueMicrotask',
  'hrtime',
] as const;
