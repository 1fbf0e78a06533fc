/**
 * An update: the old server goes before the new one comes. Nobody is to notice who did not ask for
 * a GPU, and where the operator only observes, nobody at all.
 */
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';

import { SYSTEM, gpuPod, installTranche, uninstallTranche } from '../product/install.ts';
import { BOOT_MS, type Cluster, canRun, eventually, sharedCluster, onBinaries } from '../shared.ts';
import { type Api, apiOf } from './api.ts';
import { underLoad } from './load.ts';
import { nowhere, plainPod } from './pods.ts';

jest.setTimeout(90_000);
const suite = canRun() ? describe : describe.skip;

const NAMESPACE = 'rolling';
const PACE = { atOnce: 8, everyMs: 200 };

suite('an update of the server', () => {
  let cluster: Cluster;
  let api: Api;

  beforeAll(async () => {
    cluster = await sharedCluster();
    api = await apiOf(cluster);
    await cluster.namespace(NAMESPACE);
    await installTranche(cluster);
  }, BOOT_MS);

  afterAll(async () => {
    api.close();
    await cluster.kubectl(['delete', 'namespace', NAMESPACE, '--timeout=60s']);
    await uninstallTranche(cluster);
    await cluster.stop();
  });

  const stored = async (pod: { metadata: { name: string } }, i: number) => {
    const dryRun = i % 10 !== 0;
    const answer = await api.createPod(pod, { dryRun });
    if (!dryRun) await api.deletePod(NAMESPACE, pod.metadata.name);
    return answer;
  };
  const gpu = (i: number) =>
    stored(gpuPod({ namespace: NAMESPACE, name: `gpu-${i}`, spec: nowhere }), i);
  const plain = (i: number) => stored(plainPod(NAMESPACE, `plain-${i}`), i);
  /** As many of the one as of the other. */
  const either = (i: number) => (i % 2 === 0 ? gpu(i) : plain(i));

  const servers = async (): Promise<readonly string[]> => {
    const labels = 'app.kubernetes.io/name=tranche';
    const pods = await cluster.list('pod', { namespace: SYSTEM, labels });
    return pods.map(({ metadata }) => metadata.uid);
  };

  const rolled = async (enforce: boolean, revision: string): Promise<void> => {
    const before = await servers();
    await installTranche(cluster, { enforce, set: [`podAnnotations.revision=${revision}`] });
    const after = await servers();
    expect(after).toHaveLength(1);
    expect(before).not.toContain(after[0]);
  };

  test('observing, loses no pod', async () => {
    const { asked, refused } = await underLoad(PACE, either, () => rolled(false, 'second'));
    expect(refused).toEqual([]);
    expect(asked).toBeGreaterThan(0);
  });

  const here = onBinaries() ? test : test.skip;
  here('observing, it answers while it drains', async () => {
    const { kubelet } = cluster;
    if (!kubelet) throw new Error('with binaries there is one');
    const [server] = await kubelet.pods();
    if (server === undefined) throw new Error('there is one');
    const { refused } = await underLoad(PACE, gpu, async () => {
      await cluster.kubectl(['delete', 'pod', server.name, '-n', SYSTEM]);
      await eventually('the next one to be ready', async () => {
        const [next, ...others] = await kubelet.pods();
        return others.length === 0 && next?.name !== server.name && next?.ready;
      });
    });
    expect(refused).toEqual([]);
    const [, draining = ''] = (await kubelet.logs(server.name)).split('SIGTERM: draining');
    expect(draining).toContain('"visit":"validate"');
  });

  test('enforcing, loses no pod without a GPU', async () => {
    await installTranche(cluster, { enforce: true, set: ['podAnnotations.revision=second'] });
    const { asked, refused } = await underLoad(PACE, plain, () => rolled(true, 'third'));
    expect(refused).toEqual([]);
    expect(asked).toBeGreaterThan(0);
  });

  test('enforcing, a GPU pod is refused at worst for want of an answer, and enters afterwards', async () => {
    const { refused } = await underLoad(PACE, gpu, () => rolled(true, 'fourth'));
    for (const says of refused) expect(says).toMatch(/^500 .*failed calling webhook "validate/);
    expect(await gpu(0)).toMatchObject({ status: 201 });
  });
});
