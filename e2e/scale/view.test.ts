/**
 * The server's view of a large cluster, on a real API server: pages, memory, how long until it is
 * ready, and what it knows after its watches have died. Nobody acts on what is stored, so the pods are
 * as they were posted; each is eight to ten kilobytes with what the API server adds.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { tell } from '../../webhook/suite/figures.ts';
import { type Cluster, BOOT_MS, canRun, eventually, onBinaries, startCluster } from '../shared.ts';
import { type Access, accessTo, forEach } from './fill.ts';
import { type LargeServer, largeServer } from './large-server.ts';
import { namespaceOf, namespaces, nodeObject, podObject, profileObject } from './population.ts';

const full = process.env['PROOF'] === '1';
const NODES = full ? 5_000 : 500;
const PROFILES = full ? 50_000 : 1_000;
const PODS = full ? 100_000 : 5_000;
/**
 * What a pod takes of tables and objects is held by a test beside the view. Here it is the heap of the whole
 * server, two of which differ by half a MiB, whatever they know: hundreds of bytes of each of a few thousand
 * pods. With few it guards that nothing else of the server keeps pods of a real API server, or what they
 * were read from, which would be eight kilobytes of each.
 */
const MOST_BYTES = full ? 500 : 1_500;
const MOST_MIB = 256;
const MIB = 2 ** 20;

/** The ledger reads all pods every half minute; of many a read takes minutes, and holds what it has seen so far. */
const LOOKS = full ? 30 : 1;
const BETWEEN_MS = 10_000;

async function restingHeap(server: LargeServer): Promise<number> {
  let least = await server.heapBytes();
  for (let look = 1; look < LOOKS; look++) {
    await sleep(BETWEEN_MS);
    least = Math.min(least, await server.heapBytes());
  }
  return least;
}

jest.setTimeout(90 * 60_000);
const suite = canRun() && onBinaries() ? describe : describe.skip;

suite('a large cluster', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tranche-scale-'));
  let cluster: Cluster;
  let access: Access;

  beforeAll(async () => {
    cluster = await startCluster({ alone: true });
    access = accessTo(cluster.kubeconfig);
    await cluster.kubectl(['apply', '--server-side', '-f', 'manifests/crds']);
    await cluster.kubectl(['wait', '--for=condition=Established', '--timeout=60s', 'crd', '--all']);
    for (const name of namespaces())
      await access.api.send('POST', '/api/v1/namespaces', { metadata: { name } });
  }, BOOT_MS);
  afterAll(async () => {
    await cluster.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const posted = async (from: number, until: number, post: (i: number) => [string, object]) => {
    const began = performance.now();
    await forEach(from, until, (i) => access.api.send('POST', ...post(i)));
    return ((until - from) / (performance.now() - began)) * 1000;
  };
  const podAt = (i: number): [string, object] => [
    `/api/v1/namespaces/${namespaceOf(i)}/pods`,
    podObject(i, NODES),
  ];

  async function looked<T>(look: (server: LargeServer) => Promise<T>): Promise<T> {
    const server = await largeServer(cluster.kubeconfig, folder);
    try {
      return await look(server);
    } finally {
      await server.stop();
    }
  }

  let emptyHeap = 0;

  test(`${NODES} nodes and ${PROFILES} profiles fit into ${MOST_MIB} MiB`, async () => {
    await posted(0, NODES, (i) => ['/api/v1/nodes', nodeObject(i)]);
    emptyHeap = await looked((server) => server.heapBytes());
    const profiles = '/apis/tranche.dev/v1alpha1/namespaces';
    const rate = await posted(0, PROFILES, (i) => [
      `${profiles}/team-${i % namespaces().length}/gpuprofiles`,
      profileObject(i),
    ]);
    await looked(async (server) => {
      // What a compile of fifty thousand documents left is collected when it has been quiet for some seconds.
      const settled = await eventually(
        `RSS of at most ${MOST_MIB} MiB`,
        () => server.memory().nowMiB <= MOST_MIB && server.memory(),
        60,
      );
      const { nowMiB, peakMiB } = settled;
      tell(
        `${NODES} nodes, ${PROFILES} profiles (${rate.toFixed(0)} posted a second): ready after ${server.startToReady.toFixed(1)} s, RSS ${nowMiB.toFixed(0)} MiB, at most ${peakMiB.toFixed(0)}`,
      );
      expect(nowMiB).toBeLessThanOrEqual(MOST_MIB);
      const heap = await server.heapBytes();
      tell(`${((heap - emptyHeap) / PROFILES).toFixed(0)} bytes a profile`);
      emptyHeap = heap;
    });
  });

  test(`a cached pod takes at most ${MOST_BYTES} bytes`, async () => {
    const rate = await posted(0, PODS / 2, podAt);
    const half = await looked(restingHeap);
    await posted(PODS / 2, PODS, podAt);
    await looked(async (server) => {
      const { nowMiB, peakMiB } = server.memory();
      const heap = await restingHeap(server);
      const bytes = (heap - half) / (PODS / 2);
      tell(
        `${PODS} pods (${rate.toFixed(0)} posted a second): ${bytes.toFixed(0)} bytes each, ready after ${server.startToReady.toFixed(1)} s, heap ${(heap / MIB).toFixed(0)} MiB, RSS ${nowMiB.toFixed(0)} MiB, at most ${peakMiB.toFixed(0)}`,
      );
      expect(bytes).toBeLessThanOrEqual(MOST_BYTES);
    });
  });
});
