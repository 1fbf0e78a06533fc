/** The chart's snapshot of each hour, as its own account on a real cluster: its rights are enough, and no more; and a reader needs one. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { stringify } from 'yaml';

import { chosenMinor, pathOf } from '../binaries/sets.ts';
import { run } from '../process.ts';
import type { Cluster } from '../shared.ts';
import { type Made, argsOf, configOf, ofChart } from './cron-jobs.ts';
import { SYSTEM, cardsAndSlices, gpuDeployment, profile, quota, runningPods } from './install.ts';
import { installedSuite } from './installed.ts';

const OURS = 'published';
const NAME = 'tranche-snapshot';
const READER = 'pipeline';
const server = gpuDeployment({ namespace: OURS, name: 'whisper' });

const READERS = `snapshot.readers[0].kind=ServiceAccount,snapshot.readers[0].name=${READER},snapshot.readers[0].namespace=${OURS}`;
const VALUES = `snapshot.enabled=true,snapshot.cluster=prod,${READERS}`;

installedSuite(
  'the snapshot of each hour',
  { namespaces: [OURS], nodes: cardsAndSlices(OURS), enforce: false },
  (onceInstalled) => {
    let cluster: Cluster;
    let made: readonly Made[];
    onceInstalled(async (given) => {
      cluster = given;
      made = await ofChart(VALUES, (name) => name.startsWith(NAME));
      await cluster.apply(made);
      await cluster.kubectl(['create', 'serviceaccount', READER, '-n', OURS]);
      await cluster.apply([quota(OURS, [OURS], 1), profile(OURS, 'Deployment', 'whisper')]);
      await cluster.apply(server);
      await runningPods(cluster, server);
    });
    afterAll(async () => {
      for (const { kind, metadata } of [...made, { kind: 'ConfigMap', metadata: { name: NAME } }])
        await cluster.kubectl(['delete', kind, metadata.name, '-n', SYSTEM, '--ignore-not-found']);
    });

    async function published() {
      const file = await configOf(cluster, NAME, SYSTEM);
      const words = ['webhook/cli.ts', ...argsOf(made), '--kubeconfig', file];
      return spawnSync(process.execPath, words, { encoding: 'utf8' });
    }

    async function readAs(kubeconfig: string): Promise<string> {
      const words = ['--kubeconfig', kubeconfig, 'get', 'configmap', NAME, '-n', SYSTEM];
      const path = String.raw`-o=jsonpath={.binaryData.snapshot\.yaml\.gz}`;
      const { stdout } = await run(pathOf('kubectl', chosenMinor()), [...words, path]);
      const file = join(cluster.kubeconfig, '..', 'published.yaml.gz');
      writeFileSync(file, Buffer.from(stdout, 'base64'));
      return file;
    }

    test('is published whole, also over the last one, and says what it is', async () => {
      for (const time of ['first', 'again']) {
        const { status, stderr } = await published();
        expect([time, status, stderr]).toEqual([time, 0, expect.stringContaining(NAME)]);
        expect(stderr).not.toContain('not in it');
      }
      const { stdout } = await cluster.kubectl(['get', 'cm', NAME, '-n', SYSTEM, '-o', 'json']);
      const { metadata } = JSON.parse(stdout);
      expect(metadata.annotations).toMatchObject({
        'tranche.dev/cluster': 'prod',
        'tranche.dev/missing': '0',
        'tranche.dev/read-at': expect.stringMatching(/^2/),
      });
    });

    test('is what a pipeline reviews in, that may read nothing else', async () => {
      const file = await configOf(cluster, READER, OURS);
      const snapshot = await readAs(file);
      const more = gpuDeployment({ namespace: OURS, name: 'more', replicas: 2 });
      const words = ['review', '-', '-s', snapshot, '-o', 'json'];
      const { status, stdout, stderr } = spawnSync(process.execPath, ['webhook/cli.ts', ...words], {
        encoding: 'utf8',
        input: stringify(more),
      });
      expect({ status, stderr }).not.toMatchObject({ status: 2 });
      const { clusters } = JSON.parse(stdout);
      expect(clusters).toMatchObject([{ name: 'prod' }]);
      const other = ['--kubeconfig', file, 'get', 'configmap', 'tranche-documents', '-n', SYSTEM];
      await expect(run(pathOf('kubectl', chosenMinor()), other)).rejects.toThrow(/forbidden/);
    });

    test('is written by an account that may write nothing else', async () => {
      const who = ['--as', `system:serviceaccount:${SYSTEM}:${NAME}`];
      for (const right of [
        ['get', 'secrets'],
        ['create', 'configmaps'],
        ['patch', 'configmaps/tranche-documents'],
        ['delete', `configmaps/${NAME}`],
        ['create', 'pods'],
        ['patch', 'gpuprofiles.tranche.dev'],
      ]) {
        const { stdout } = await cluster.kubectl(
          ['auth', 'can-i', ...right, '-n', SYSTEM, ...who],
          {
            ok: false,
          },
        );
        expect([...right, stdout.trim()]).toEqual([...right, 'no']);
      }
    });
  },
);
