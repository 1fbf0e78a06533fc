/**
 * What a cached pod takes: the difference between two processes that watch one cluster's worth of pods and
 * another's twice as large. Tables double as pods do, each once, so whatever their room is shared by
 * as many in both, a little more than half of it used. The pods are those of the large cluster in
 * e2e/scale: Deployments and StatefulSets of twenty and Jobs of one, half of them with a GPU, and all judged.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from '@jest/globals';
import { podObject } from '../../../e2e/scale/population.ts';
import { tell } from '../../suite/figures.ts';

const MOST_BYTES = 500;
const PODS = 20_000;
const NODES = 5_000;
const WATCHER = fileURLToPath(new URL('pod-bytes.fixture.ts', import.meta.url));

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** As the API server stores it. */
function stored(i: number): object {
  const pod = podObject(i, NODES) as { readonly metadata: object };
  const digits = createHash('sha256').update(String(i)).digest('hex');
  const uid = digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*/, '$1-$2-$3-$4-$5');
  const metadata = { ...pod.metadata, uid, resourceVersion: String(48_000_000 + i) };
  return { ...pod, metadata, status: { phase: 'Running' } };
}

/** Pods alone are there, and nothing happens to them. */
async function clusterOf(pods: number): Promise<string> {
  const server = createServer(({ url = '/' }, response) => {
    const { pathname, searchParams } = new URL(url, 'http://toy');
    response.writeHead(200, { 'Content-Type': 'application/json' });
    if (searchParams.get('watch') === 'true') return response.flushHeaders();
    const from = Number(searchParams.get('continue') ?? 0);
    const count = pathname === '/api/v1/pods' ? pods : 0;
    const until = Math.min(count, from + Number(searchParams.get('limit')));
    const items = Array.from({ length: until - from }, (_, i) => stored(from + i));
    const next = until < count ? { continue: String(until) } : {};
    response.end(JSON.stringify({ metadata: { resourceVersion: '1', ...next }, items }));
  });
  servers.push(server);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('it listens on a port');
  return `http://127.0.0.1:${address.port}`;
}

async function bytesOf(pods: number): Promise<number> {
  const watcher = spawn(
    process.execPath,
    ['--expose-gc', '--no-warnings', WATCHER, await clusterOf(pods)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const said = JSON.parse(await text(watcher.stdout)) as Readonly<Record<string, number>>;
  expect(said).toMatchObject({ pods, siblings: pods / 2 });
  return said['bytes'] ?? Number.NaN;
}

test(`a cached pod takes at most ${MOST_BYTES} bytes`, async () => {
  const one = await bytesOf(PODS);
  const two = await bytesOf(2 * PODS);
  const bytes = (two - one) / PODS;
  tell(`${bytes.toFixed(0)} bytes a pod, of ${PODS} more`);
  expect(bytes).toBeGreaterThan(0);
  expect(bytes).toBeLessThanOrEqual(MOST_BYTES);
}, 300_000);
