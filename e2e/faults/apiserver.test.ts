/**
 * The API server is gone for a while. Nothing can be asked and nothing is heard; when it is back, a
 * server that had stopped listening would go on deciding by what was true before.
 */
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';

import { addNodes } from '../fleet.ts';
import {
  foretold,
  gpuPod,
  installTranche,
  metric,
  metrics,
  policy,
  profile,
  quota,
} from '../product/install.ts';
import { BOOT_MS, type Cluster, canRun, eventually, onBinaries, startCluster } from '../shared.ts';
import { sleep } from '../wait.ts';
import { cards } from './pods.ts';

const proof = process.env['PROOF'] === '1';
const GONE_SECONDS = proof ? 60 : 15;
/** Pauses between tries double up to half a minute. */
const PATIENCE = 60;

jest.setTimeout(180_000);
const suite = canRun() ? describe : describe.skip;

const NAMESPACE = 'gone';
const A100 = { product: 'NVIDIA-A100-SXM4-80GB', gpuMemoryMiB: 81_920 };
const MIG = 'nvidia.com/mig-1g.10gb';

const pod = (name: string, count = 1): object => cards(NAMESPACE, name, count);

suite('while the API server is gone', () => {
  let cluster: Cluster;
  let backAt = Infinity;

  beforeAll(async () => {
    cluster = await startCluster();
    if (!cluster.apiserver) return;
    await addNodes(cluster, [
      { name: 'gone-cards', ...A100, gpus: 8, allocatable: { 'nvidia.com/gpu': 8 } },
    ]);
    await cluster.namespace(NAMESPACE);
    await installTranche(cluster, { enforce: true });
    await cluster.apply(quota('gone', [NAMESPACE], 3));
    await eventually('the quota to be in force', async () => (await refusal(4)) !== undefined);
    await cluster.apply([pod('first'), pod('second')]);
  }, BOOT_MS);

  afterAll(() => cluster.stop());

  const here = onBinaries() ? test : test.skip;

  /** What the quota says of so many cards more. */
  async function refusal(count: number): Promise<string | undefined> {
    const words = { args: ['--dry-run=server'], ok: false };
    const { stderr } = await cluster.apply(pod('asks', count), words);
    return /quota\/team: (.*);/.exec(stderr)?.[1];
  }

  const page = async (path: string): Promise<number> => {
    const [ours] = (await cluster.kubelet?.pods()) ?? [];
    const headers = { connection: 'close' };
    const signal = AbortSignal.timeout(5000);
    const { status } = await fetch(`http://${ours?.ip}:8080${path}`, { headers, signal });
    return status;
  };

  here(`for ${GONE_SECONDS} seconds, it stays alive`, async () => {
    const { apiserver, kubelet } = cluster;
    const before = await kubelet?.pid();
    await apiserver?.kill();
    const lives: number[] = [];
    for (let second = 0; second < GONE_SECONDS; second++) {
      lives.push(await page('/livez'));
      await sleep(1000);
    }
    backAt = Date.now();
    await apiserver?.start();
    expect(new Set(lives)).toEqual(new Set([200]));
    expect(await kubelet?.pid()).toBe(before);
    await eventually('GPU pods to be judged again', async () => {
      const { code } = await cluster.apply(pod('probe'), { args: ['--dry-run=server'], ok: false });
      return code === 0;
    });
  });

  here('all that it watched it watches again', async () => {
    // The oldest word of all views is younger than the API server.
    await eventually(
      'every view to have heard from it',
      async () => {
        const age = metric(await metrics(cluster), 'tranche_view_age_seconds');
        return age < (Date.now() - backAt) / 1000;
      },
      PATIENCE,
    );
  });

  here('it knows what its teams hold', async () => {
    expect(await refusal(2)).toBe('team gone asks for 2 GPU and uses 2 of its limit of 3');
    await cluster.apply(pod('third'));
    expect(await refusal(1)).toBe('team gone asks for 1 GPU and uses 3 of its limit of 3');
  });

  here('and sees pods go that were there before', async () => {
    await cluster.kubectl(['delete', 'pod', 'first', '-n', NAMESPACE]);
    await eventually('their cards to be free', async () => {
      const said = await refusal(3);
      return said === 'team gone asks for 3 GPU and uses 2 of its limit of 3';
    });
  });

  here('and nodes, policies and profiles that come', async () => {
    await addNodes(cluster, [{ name: 'gone-mig', ...A100, gpus: 4, allocatable: { [MIG]: 28 } }]);
    await cluster.apply([policy('late'), profile(NAMESPACE, 'Pod', 'small')]);
    await eventually('a slice of the new node', async () => {
      const { spec } = await foretold(cluster, gpuPod({ namespace: NAMESPACE, name: 'small' }));
      return spec.containers[0]?.resources.limits?.[MIG] === '1';
    });
  });
});
