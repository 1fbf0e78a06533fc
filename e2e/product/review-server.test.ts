/** A review asked of the server itself, through the API server, with an account's rights and no more: it says what a review in a snapshot says. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

import type { Report } from '../../webhook/review/report.ts';
import { onBinaries } from '../can-run.ts';
import { type Cluster, eventually } from '../shared.ts';
import { configOf } from './cron-jobs.ts';
import {
  cardsAndSlices,
  changedSoon,
  gpuDeployment,
  gpuJob,
  gpuPod,
  policy,
  profile,
  quota,
} from './install.ts';
import { installedSuite } from './installed.ts';

const SHARED = 'served-shared';
const FULL = 'served-full';
const HIDDEN = 'served-hidden';
const namespaces = [SHARED, FULL, HIDDEN];

const manifests = [
  gpuDeployment({ namespace: SHARED, name: 'whisper', replicas: 2 }),
  gpuPod({ namespace: SHARED, name: 'unknown' }),
  gpuJob({ namespace: FULL, name: 'train' }),
  { apiVersion: 'v1', kind: 'Service', metadata: { name: 'whisper', namespace: SHARED } },
];

const grounds = {
  namespaces,
  nodes: cardsAndSlices('served'),
  enforce: true,
  // The API server's proxy dials no loopback address, which is all that pods have here otherwise.
  set: onBinaries() ? ['hostNetwork=true'] : [],
};

installedSuite('a review asked of the server', grounds, (onceInstalled) => {
  let cluster: Cluster;
  let reviewer: string;

  onceInstalled(async (given) => {
    cluster = given;
    await cluster.apply([
      policy('served', { match: { namespaces: [SHARED, FULL] } }),
      quota('served-full', [FULL], 0),
      profile(SHARED, 'Deployment', 'whisper'),
    ]);
    await cluster.kubectl(['create', 'serviceaccount', 'reviewer', '-n', SHARED]);
    for (const namespace of [SHARED, FULL]) {
      const words = [`--serviceaccount=${SHARED}:reviewer`, '--clusterrole=view', '-n', namespace];
      await cluster.kubectl(['create', 'rolebinding', 'reviewer-views', ...words]);
    }
    reviewer = await configOf(cluster, 'reviewer', SHARED);
    await changedSoon(cluster, manifests[0] as ReturnType<typeof gpuDeployment>);
    await eventually('the server to be behind its Service, as the API server sees it', () => {
      const { status } = review(manifests, '--server', '--kubeconfig', reviewer);
      return status !== 2;
    });
  });

  function review(items: readonly object[], ...words: readonly string[]) {
    const file = join(cluster.kubeconfig, '..', 'asked.json');
    writeFileSync(file, JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
    const args = ['dist/cli.js', 'review', file, '-o', 'json', ...words];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, {
      encoding: 'utf8',
      timeout: 60_000,
    });
    return { status, stderr, stdout };
  }

  test('says what it says in a snapshot, and leaves nothing behind', async () => {
    const snapshot = join(cluster.kubeconfig, '..', 'served.yaml');
    const args = ['dist/cli.js', 'snapshot', '--kubeconfig', cluster.kubeconfig, '-o', snapshot];
    expect(spawnSync(process.execPath, args).status).toBe(0);
    const [asked, read] = [
      review(manifests, '--server', '--kubeconfig', reviewer),
      review(manifests, '--snapshot', snapshot),
    ];
    expect(asked.stderr).toContain('4 objects, 4 pods');
    const [live, offline] = [JSON.parse(asked.stdout), JSON.parse(read.stdout)];
    expect(verdicts(live)).toEqual(['rewritten', 'left', 'refused']);
    expect(decided(live)).toEqual(decided(offline));
    expect([asked.status, read.status]).toEqual([1, 1]);
    for (const namespace of namespaces)
      expect(await cluster.list('pod', { namespace })).toEqual([]);
  });

  test('is told to nobody who may not look into a namespace of it', () => {
    const all = [...manifests, gpuPod({ namespace: HIDDEN, name: 'secret' })];
    const { status, stdout } = review(all, '--server', '--kubeconfig', reviewer);
    const { unread } = JSON.parse(stdout) as Report;
    expect(unread.map(({ says }) => says).join()).toContain(HIDDEN);
    expect(status).toBe(2);
  });
});

const verdicts = ({ reviewed }: Report): readonly (string | undefined)[] =>
  reviewed.map(({ outcomes: [outcome] }) => outcome?.verdict);

/** Clusters have the name that each way of asking gives them. */
const decided = ({ reviewed, findings }: Report) => ({
  reviewed: reviewed.map(({ subject, outcomes }) => ({
    subject,
    outcomes: outcomes.map(({ cluster: _cluster, ...outcome }) => outcome),
  })),
  errors: findings
    .filter(({ level }) => level === 'error')
    .map(({ clusters: _clusters, ...finding }) => finding),
});
