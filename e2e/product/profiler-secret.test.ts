/**
 * A server whose profiler is told of a Secret that is not there, misnamed or not made yet: pods are
 * answered all the same, runs fail and say why, and once it is there they come to their end.
 */
import { afterAll, beforeAll, expect, jest, test, describe } from '@jest/globals';

import { canAskPrometheus } from '../binaries/prometheus.ts';
import { addNodes } from '../fleet.ts';
import { dcgm } from '../prometheus/script.ts';
import { startPrometheus, type StartedPrometheus } from '../prometheus/start.ts';
import { BOOT_MS, type Cluster, canRun, eventually, onBinaries, sharedCluster } from '../shared.ts';
import { SYSTEM, cardsAndSlices, installTranche, leave, metric, metrics } from './install.ts';

jest.setTimeout(300_000);
const suite = canRun() && onBinaries() && (await canAskPrometheus()) ? describe : describe.skip;

const NAMESPACE = 'profiler-secret';
const SECRET = 'profiler-secret';
const nodes = cardsAndSlices('secret');
const NOW = Math.floor(Date.now() / 1000);

const runs = (text: string, outcome: string): number =>
  metric(text, 'tranche_profiler_runs_total', { outcome });

suite('a server whose Secret for Prometheus is not there', () => {
  let cluster: Cluster;
  let prometheus: StartedPrometheus;

  beforeAll(async () => {
    prometheus = await startPrometheus({
      script: {
        uses: [
          {
            node: nodes[0].name,
            device: { uuid: 'GPU-0', model: 'NVIDIA A100-SXM4-80GB' },
            holder: { namespace: NAMESPACE, pod: 'whisper-0', container: 'main' },
            signals: dcgm({ vramMiB: 5000, sm: 0.05, dram: 0.02 }),
          },
        ],
      },
      past: { from: NOW - 600, until: NOW + 3600, everySeconds: 15 },
    });
    cluster = await sharedCluster();
    await addNodes(cluster, nodes);
    await cluster.namespace(NAMESPACE);
    const shown = { existingSecret: SECRET, bearerTokenKey: 'token' };
    const profiler = { enabled: true, every: '5s', prometheus: { url: prometheus.url, ...shown } };
    await installTranche(cluster, { values: { profiler } });
  }, BOOT_MS);

  afterAll(async () => {
    await leave(cluster, [NAMESPACE], nodes);
    await cluster.kubectl(['delete', 'secret', SECRET, '-n', SYSTEM, '--ignore-not-found']);
    await prometheus.stop();
  });

  test('is ready, and only its runs fail, and say which file they miss', async () => {
    const failed = await eventually('a run that fails', async () => {
      const text = await metrics(cluster);
      return runs(text, 'failed') > 0 && text;
    });
    expect(runs(failed, 'done')).toBe(0);
    // The log is written a second late.
    const said = await eventually('a line in the log', async () => {
      const log = (await cluster.kubelet?.logs()) ?? '';
      return log.split('\n').find((line) => line.includes('"says":"profile-failed"'));
    });
    expect(said).toMatch(/"fault":"the bearer token for Prometheus cannot be read: ENOENT.*token/);
  });

  test('and goes on once it is there, with nothing started anew', async () => {
    const secret = ['create', 'secret', 'generic', SECRET, '-n', SYSTEM];
    await cluster.kubectl([...secret, '--from-literal=token=anything']);
    await eventually('a run', async () => runs(await metrics(cluster), 'done') > 0, 60);
    expect(runs(await metrics(cluster), 'failed')).toBeGreaterThan(0);
  });
});
