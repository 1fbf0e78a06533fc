/** Watches that die while a cluster changes: what stood is kept meanwhile, and afterwards all is as the API server says. */
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { KubeConfig } from '@kubernetes/client-node';
import { apiOf } from '../../webhook/adapters/cluster/api.ts';
import { pagesOf } from '../../webhook/adapters/cluster/pages.ts';
import { watchCluster, type WatchedCluster } from '../../webhook/adapters/cluster/watch-cluster.ts';
import { ClusterState } from '../../webhook/adapters/cluster-state.ts';
import { steadyClock } from '../../webhook/adapters/clock.ts';
import { tell } from '../../webhook/suite/figures.ts';
import { type Cluster, BOOT_MS, canRun, eventually, onBinaries, startCluster } from '../shared.ts';
import { type Access, accessTo, forEach } from './fill.ts';
import { type Forwarder, forwarderTo } from './forwarder.ts';
import { namespaceOf, namespaces, podObject } from './population.ts';

const PODS = process.env['PROOF'] === '1' ? 20_000 : 1_000;
/** Of each kind of change. */
const CHANGES = PODS / 20;
const NODES = 100;

jest.setTimeout(20 * 60_000);
const suite = canRun() && onBinaries() ? describe : describe.skip;

suite('watches that die', () => {
  let cluster: Cluster;
  let access: Access;
  let forwarder: Forwarder;
  let watched: WatchedCluster;
  const state = new ClusterState();

  const post = (i: number) =>
    access.api.send('POST', `/api/v1/namespaces/${namespaceOf(i)}/pods`, podObject(i, NODES));
  const remove = (i: number) =>
    access.api.send('DELETE', pathOf(i), { gracePeriodSeconds: 0, kind: 'DeleteOptions' });

  const seen = (): string[] => [...state.pods()].map(wordsOf).toSorted();

  /** Past the forwarder. */
  async function stored(): Promise<string[]> {
    const config = new KubeConfig();
    config.loadFromFile(cluster.kubeconfig);
    const words: string[] = [];
    for await (const { items } of pagesOf(apiOf(config), '/api/v1/pods'))
      for (const item of items) words.push(wordsOf(item as Worded));
    return words.toSorted();
  }

  beforeAll(async () => {
    cluster = await startCluster({ alone: true });
    access = accessTo(cluster.kubeconfig);
    forwarder = await forwarderTo(Number(new URL(access.server).port));
    for (const name of namespaces())
      await access.api.send('POST', '/api/v1/namespaces', { metadata: { name } });
    await forEach(0, PODS, post);
    const config = through(join(dirname(cluster.kubeconfig), 'rig.kubeconfig'), forwarder.port);
    const clock = steadyClock;
    watched = watchCluster({ config, api: apiOf(config), state, put: untold, clock, tell: untold });
    watched.start();
    await eventually('the view', () => watched.missing().length === 0, 300);
  }, BOOT_MS);
  afterAll(async () => {
    watched.stop();
    await forwarder.stop();
    await cluster.stop();
  });

  test(`${4 * CHANGES} changes among ${PODS} pods are caught up with, and nothing is forgotten meanwhile`, async () => {
    expect(seen()).toEqual(await stored());
    const before = seen();
    forwarder.cut();
    await forEach(0, CHANGES, remove);
    await forEach(CHANGES, 2 * CHANGES, async (i) => {
      await remove(i);
      await post(i);
    });
    await forEach(2 * CHANGES, 3 * CHANGES, (i) =>
      access.api.send('PATCH', pathOf(i), { metadata: { labels: { tier: 'changed' } } }),
    );
    await forEach(PODS, PODS + CHANGES, post);
    const after = await stored();
    expect(seen()).toEqual(before);

    let fewest = Infinity;
    const looking = setInterval(() => {
      fewest = Math.min(fewest, [...state.pods()].length);
    }, 20);
    const began = performance.now();
    forwarder.mend();
    await eventually('the view to be as the list', () => seen().join() === after.join(), 120);
    clearInterval(looking);
    const seconds = (performance.now() - began) / 1000;
    tell(`${4 * CHANGES} changes among ${PODS} pods caught up with ${seconds.toFixed(1)} s after`);
    expect(seen()).toEqual(after);
    expect(fewest).toBeGreaterThanOrEqual(PODS - 2 * CHANGES);
  });
});

const pathOf = (i: number): string => {
  const { metadata } = podObject(i, NODES) as { metadata: { name: string } };
  return `/api/v1/namespaces/${namespaceOf(i)}/pods/${metadata.name}`;
};

const untold = (): void => undefined;

interface Worded {
  readonly metadata: Readonly<Record<'namespace' | 'name' | 'uid', string>> & {
    readonly resourceVersion: string | number;
  };
}

const wordsOf = ({ metadata: { namespace, name, uid, resourceVersion } }: Worded): string =>
  `${namespace}/${name} ${uid} ${resourceVersion}`;

/** Another door to the same server, whose certificate is of the address and not of the port. */
function through(kubeconfig: string, port: number): KubeConfig {
  const config = new KubeConfig();
  config.loadFromFile(kubeconfig);
  const [first] = config.clusters;
  if (first === undefined) throw new Error('the kubeconfig names no cluster');
  config.clusters = [{ ...first, server: `https://127.0.0.1:${port}` }];
  return config;
}
