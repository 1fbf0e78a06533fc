/** A cluster of one's own: other admission plugins, and an API server that may be taken away. */
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';

import { BOOT_MS, type Cluster, canRun, eventually, startCluster } from './shared.ts';

jest.setTimeout(60_000);
const suite = canRun() ? describe : describe.skip;

suite('a cluster apart', () => {
  let cluster: Cluster;

  beforeAll(async () => {
    cluster = await startCluster({ admissionPlugins: ['ExtendedResourceToleration'] });
  }, BOOT_MS);

  afterAll(() => cluster.stop());

  test('has the admission plugin that was asked for', async () => {
    if (cluster.how !== 'binaries') return;
    const { stdout } = await cluster.apply(gpuPod, { args: ['--dry-run=server', '-o', 'json'] });
    const { spec } = JSON.parse(stdout) as { spec: { tolerations: readonly object[] } };
    expect(spec.tolerations).toContainEqual({
      key: 'nvidia.com/gpu',
      operator: 'Exists',
      effect: 'NoSchedule',
    });
  });

  test('goes on where it was when its API server comes back', async () => {
    if (!cluster.apiserver) return;
    await cluster.apiserver.kill();
    const gone = await cluster.kubectl(['get', 'node', '--request-timeout=2s'], { ok: false });
    expect(gone.stderr).toMatch(/refused/);

    await cluster.apiserver.start();
    await cluster.namespace('after');
    await cluster.apply(plainPod, { namespace: 'after' });
    await eventually('a pod to run', async () => {
      const pod = await cluster.get<{ status: { phase: string } }>('pod', 'plain', 'after');
      return pod?.status.phase === 'Running';
    });
  }, 120_000);
});

const gpuPod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'gpu', namespace: 'default' },
  spec: {
    containers: [{ name: 'main', image: 'cuda', resources: { limits: { 'nvidia.com/gpu': 1 } } }],
  },
};

const plainPod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'plain' },
  spec: { containers: [{ name: 'main', image: 'busybox' }] },
};
