/** The chart's report of each week, as its own account on a real cluster: its rights are enough, and no more. */
import { spawnSync } from 'node:child_process';
import { afterAll, expect, test } from '@jest/globals';

import type { Cluster } from '../shared.ts';
import { type Made, argsOf, configOf, ofChart } from './cron-jobs.ts';
import { SYSTEM, cardsAndSlices, gpuDeployment, profile, runningPods } from './install.ts';
import { installedSuite } from './installed.ts';

const OURS = 'reported';
const ACCOUNT = 'tranche-report';
const server = gpuDeployment({ namespace: OURS, name: 'whisper' });

installedSuite(
  'the report of each week',
  { namespaces: [OURS], nodes: cardsAndSlices(OURS), enforce: false },
  (onceInstalled) => {
    let cluster: Cluster;
    let made: readonly Made[];
    onceInstalled(async (given) => {
      cluster = given;
      made = await ofChart('report.enabled=true,report.format=json', (name) => name === ACCOUNT);
      await cluster.apply(made);
      await cluster.apply(server);
      await runningPods(cluster, server);
    });
    afterAll(async () => {
      for (const { kind } of made)
        await cluster.kubectl(['delete', kind, ACCOUNT, '-n', SYSTEM, '--ignore-not-found']);
    });

    async function reported() {
      const file = await configOf(cluster, ACCOUNT, SYSTEM);
      const words = ['webhook/cli.ts', ...argsOf(made), '--kubeconfig', file];
      const { status, stdout, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' });
      return { status, stderr, report: JSON.parse(stdout) };
    }

    test('sees all that it asks for, and tells who holds a card and was not measured', async () => {
      const { stderr, report } = await reported();
      expect(stderr).not.toContain('not seen');
      expect(report.unmeasured).toContainEqual(
        expect.objectContaining({ namespace: OURS, name: 'whisper', milliGPU: 1000 }),
      );
    });

    test('tells who is under-used, and is no failed Job for it', async () => {
      const row = { name: 'main', smP95: 0.1, vramMaxMiB: 6000 };
      await cluster.apply(profile(OURS, 'Deployment', 'whisper', [row]));
      const { status, report } = await reported();
      expect(status).toBe(0);
      expect(report.workloads).toContainEqual(
        expect.objectContaining({ namespace: OURS, name: 'whisper', standing: 'under' }),
      );
    });

    test('may write nothing', async () => {
      const as = ['--as', `system:serviceaccount:${SYSTEM}:${ACCOUNT}`];
      for (const right of [
        ['get', 'secrets'],
        ['list', 'secrets'],
        ['create', 'pods'],
        ['patch', 'gpuprofiles.tranche.dev'],
        ['create', 'gpupolicies.tranche.dev'],
      ]) {
        const { stdout } = await cluster.kubectl(['auth', 'can-i', ...right, '-A', ...as], {
          ok: false,
        });
        expect([...right, stdout.trim()]).toEqual([...right, 'no']);
      }
    });
  },
);
