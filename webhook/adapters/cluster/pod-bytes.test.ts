/**
 * What a cached pod takes: the difference between two processes that watch one cluster's worth of pods and
 * another's twice as large. Tables double as pods do, each once, so whatever their room is shared by
 * as many in both, a little more than half of it used. The pods are those of the large cluster in
 * e2e/scale: Deployments and StatefulSets of twenty and Jobs of one, half of them with a GPU, and all judged;
 * once as they were before us, and once with the slice and the notes that we gave to that half.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from '@jest/globals';
import { podObject } from '../../../e2e/scale/population.ts';
import { tell } from '../../suite/figures.ts';
import { isRecord, recordIn, type Raw } from '../raw.ts';
import { rewritten } from './rewritten-pod.fixture.ts';

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
function stored(i: number): Raw {
  const made = podObject(i, NODES);
  const pod = isRecord(made) ? made : {};
  const digits = createHash('sha256').update(String(i)).digest('hex');
  const uid = digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*/, '$1-$2-$3-$4-$5');
  const metadata = { ...recordIn(pod, 'metadata'), uid, resourceVersion: String(48_000_000 + i) };
  return { ...pod, metadata, status: { phase: 'Running' } };
}

type As = (pod: Raw) => Raw;

/** Pods alone are there, and nothing happens to them. */
async function clusterOf(pods: number, as: As): Promise<string> {
  const server = createServer(({ url = '/' }, response) => {
    const { pathname, searchParams } = new URL(url, 'http://toy');
    response.writeHead(200, { 'Content-Type': 'application/json' });
    if (searchParams.get('watch') === 'true') return response.flushHeaders();
    const from = Number(searchParams.get('continue') ?? 0);
    const count = pathname === '/api/v1/pods' ? pods : 0;
    const until = Math.min(count, from + Number(searchParams.get('limit')));
    const items = Array.from({ length: until - from }, (_, i) => as(stored(from + i)));
    const next = until < count ? { continue: String(until) } : {};
    response.end(JSON.stringify({ metadata: { resourceVersion: '1', ...next }, items }));
  });
  servers.push(server);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('it listens on a port');
  return `http://127.0.0.1:${address.port}`;
}

async function bytesOf(pods: number, as: As): Promise<number> {
  const watcher = spawn(
    process.execPath,
    ['--expose-gc', '--no-warnings', WATCHER, await clusterOf(pods, as)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const said = JSON.parse(await text(watcher.stdout)) as Readonly<Record<string, number>>;
  expect(said).toMatchObject({ pods, siblings: pods / 2 });
  return said['bytes'] ?? Number.NaN;
}

test.each<[string, As]>([
  ['as it came', (pod) => pod],
  ['with the slice that it was given', rewritten],
])(
  `a cached pod takes at most ${MOST_BYTES} bytes, %s`,
  async (how, as) => {
    const one = await bytesOf(PODS, as);
    const two = await bytesOf(2 * PODS, as);
    const bytes = (two - one) / PODS;
    tell(`${bytes.toFixed(0)} bytes a pod ${how}, of ${PODS} more`);
    expect(bytes).toBeGreaterThan(0);
    expect(bytes).toBeLessThanOrEqual(MOST_BYTES);
  },
  300_000,
);
