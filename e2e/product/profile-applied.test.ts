/**
 * What a profiler writes into a real cluster: the API server keeps it whole, beside what others have
 * written, and the next pod of the workload is given a slice.
 *
 * Pods of a cluster are as old as the test, so the days on which they were seen lie ahead: the clock
 * that the run is given is the only thing here that is not real.
 */
import { spawnSync } from 'node:child_process';
import { afterAll, expect, test } from '@jest/globals';

import { apiOf } from '../../webhook/adapters/cluster/api.ts';
import { chosenConfig } from '../../webhook/adapters/cluster/config.ts';
import { ranOnce, type Ran } from '../../webhook/adapters/profiler/run.ts';
import { applied } from '../../webhook/adapters/profiler/apply.ts';
import { prometheusClient } from '../../webhook/adapters/prometheus/client.ts';
import { connectionOf } from '../../webhook/adapters/prometheus/connection.ts';
import { prometheusSource } from '../../webhook/adapters/prometheus/source.ts';
import { knownBy } from '../../webhook/commands/profile/known.ts';
import { canAskPrometheus } from '../binaries/prometheus.ts';
import { dcgm, type FleetScript } from '../prometheus/script.ts';
import { startPrometheus, type StartedPrometheus } from '../prometheus/start.ts';
import { type Cluster } from '../shared.ts';
import {
  MIG,
  cardsAndSlices,
  changedSoon,
  gpuDeployment,
  gpusOf,
  leftSoon,
  policy,
  profile,
  runningPods,
} from './install.ts';
import { installedSuite } from './installed.ts';

const NAMESPACE = 'profiled';
const HOUR = 3600;
const whisper = gpuDeployment({ namespace: NAMESPACE, name: 'whisper', replicas: 2 });
const byHand = gpuDeployment({ namespace: NAMESPACE, name: 'by-hand' });
const nodes = cardsAndSlices('profiled');
const asks = await canAskPrometheus();

interface Stored {
  readonly metadata: { readonly managedFields?: readonly { readonly manager: string }[] };
  readonly spec: { readonly containers: readonly object[] };
  readonly status?: { readonly checkpoints?: readonly object[] };
}

installedSuite(
  'a profiler beside a cluster',
  { namespaces: [NAMESPACE], nodes, enforce: true, testMs: 120_000 },
  (onceInstalled) => {
    let cluster: Cluster;
    let started: StartedPrometheus | undefined;
    let begun: number;

    onceInstalled(async (given) => {
      cluster = given;
      await cluster.apply([
        policy('profiled', { match: { namespaces: [NAMESPACE] } }),
        profile(NAMESPACE, 'Deployment', 'by-hand', [{ vramMaxMiB: 50_000 }]),
      ]);
      await leftSoon(cluster, whisper);
      await cluster.apply([whisper, byHand]);
      if (!asks) return;
      const pods = [
        ...(await runningPods(cluster, whisper, 2)),
        ...(await runningPods(cluster, byHand)),
      ];
      begun = Math.ceil(Date.now() / 1000);
      const script: FleetScript = {
        uses: pods.map(({ metadata, spec }, nth) => ({
          node: spec.nodeName ?? '',
          device: { uuid: `GPU-${nth}`, model: 'NVIDIA A100-SXM4-80GB' },
          holder: { namespace: NAMESPACE, pod: metadata.name, container: 'main' },
          signals: dcgm({ vramMiB: 5000 + nth, sm: 0.05, dram: 0.02 }),
        })),
      };
      const past = { from: begun + 60, until: begun + 50 * HOUR, everySeconds: 60 };
      started = await startPrometheus({ script, past });
    });

    afterAll(async () => {
      await started?.stop();
      await cluster.kubectl(['delete', 'gpuprofiles', '--all', '-n', NAMESPACE]);
    });

    const stored = (name: string) => cluster.get<Stored>('gpuprofile', name, NAMESPACE);

    async function profiledAfter(hours: number): Promise<Ran> {
      const client = prometheusClient(connectionOf({ url: started?.url ?? '' }));
      const api = apiOf(chosenConfig({ kubeconfig: cluster.kubeconfig }));
      try {
        const { known } = await knownBy({ api, world: [], folder: undefined });
        const patience = { deadline: Date.now() + 60_000 };
        const ask = { client, source: prometheusSource(client), patience };
        const now = begun + hours * HOUR;
        const ran = await ranOnce(ask, known, { now, since: 14 * 24 * HOUR });
        await applied(api, ran.profiles);
        return ran;
      } finally {
        client.close();
      }
    }

    const asked = asks ? test : test.skip;

    asked('writes what it saw of a day, and keeps with it what it was made of', async () => {
      const ran = await profiledAfter(25);
      expect(ran.profiles.map(({ metadata }) => metadata.name)).toEqual(['deployment-whisper']);
      expect(ran.byHand).toMatchObject([{ name: 'by-hand', container: 'main' }]);
      expect(ran.silent.filter(({ namespace }) => namespace === NAMESPACE)).toEqual([]);
      const [published] = ran.profiles;
      const there = await stored('deployment-whisper');
      expect(there?.spec.containers).toEqual([
        expect.objectContaining({ vramMaxMiB: 5001, podsSeen: 2, attribution: 'exact' }),
      ]);
      expect(there?.status?.checkpoints).toEqual(published?.status.checkpoints);
    });

    asked('goes on from there, and the figures by hand stay', async () => {
      const before = await stored('by-hand');
      const ran = await profiledAfter(49);
      expect(ran.span.until - ran.span.after).toBeLessThan(25 * HOUR);
      const there = await stored('deployment-whisper');
      expect(there?.spec.containers).toMatchObject([{ vramMaxMiB: 5001 }]);
      const [{ hours = 0 } = {}] = (there?.spec.containers ?? []) as { hours?: number }[];
      expect(hours).toBeGreaterThan(47);
      expect(await stored('by-hand')).toEqual(before);
    });

    asked('so that the next pod of the workload is a slice', async () => {
      await cluster.kubectl(['delete', 'deployment', 'whisper', '-n', NAMESPACE, '--wait']);
      expect(gpusOf(await changedSoon(cluster, whisper))).toEqual({ main: `${MIG}: 1` });
    });

    asked('and the command, which has a real clock, finds nothing yet and says so', () => {
      const { status, stdout, stderr } = spawnSync(
        process.execPath,
        [
          'dist/cli.js',
          'profile',
          '--prometheus',
          started?.url ?? '',
          '--kubeconfig',
          cluster.kubeconfig,
          '--apply',
        ],
        { encoding: 'utf8', timeout: 60_000 },
      );
      expect([status, stdout]).toEqual([2, '']);
      expect(stderr).toContain('no series of any exporter that is known');
    });
  },
);
