/** What a person is told who asks about what a cluster has: by their kubeconfig, with their rights, through the API server. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { parse, stringify } from 'yaml';

import { onBinaries } from '../can-run.ts';
import { type Cluster, eventually } from '../shared.ts';
import {
  MIG,
  SYSTEM,
  cardsAndSlices,
  changedSoon,
  gpuDeployment,
  gpuJob,
  gpuPod,
  policy,
  profile,
  quota,
  refusedSoon,
  runningPods,
} from './install.ts';
import { installedSuite } from './installed.ts';

const nodes = cardsAndSlices('asking');
const ENFORCED = 'asking-enforced';
const OBSERVED = 'asking-observed';
const EXCLUDED = 'asking-excluded';
const CROWDED = 'asking-crowded';
const FULL = 'asking-full';
const ALL = [ENFORCED, OBSERVED, EXCLUDED, CROWDED, FULL];

interface Told {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const tranche = (kubeconfig: string, ...words: readonly string[]): Told =>
  command(kubeconfig, 'explain', ...words);

const command = (kubeconfig: string, ...words: readonly string[]): Told => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['dist/cli.js', ...words, '--kubeconfig', kubeconfig],
    { encoding: 'utf8', timeout: 60_000, env: { ...process.env, FORCE_COLOR: '' } },
  );
  return { status, stdout, stderr };
};

const grounds = {
  enforce: true,
  namespaces: ALL,
  nodes,
  testMs: 120_000,
  values: { excludedNamespaces: [EXCLUDED] },
  // The API server's proxy dials no loopback address, which is all that pods have here otherwise.
  set: onBinaries() ? ['hostNetwork=true'] : [],
  before: async (cluster: Cluster) => {
    // Made before there is a webhook.
    await cluster.apply(gpuPod({ namespace: ENFORCED, name: 'early' }));
    // By which is later: its time has whole seconds.
    await sleep(1100);
  },
};

installedSuite('whoever asks about what the cluster has', grounds, (onceInstalled) => {
  let cluster: Cluster;
  /** Of an account that may view the namespaces of these tests, and nothing else. */
  let viewer: string;
  let stranger: string;

  onceInstalled(async (given) => {
    cluster = given;
    await cluster.apply([
      policy('asking', { match: { namespaces: [ENFORCED, CROWDED, FULL] } }),
      quota('asking-crowded', [CROWDED], 0),
      quota('asking-full', [FULL], 1),
      profile(ENFORCED, 'Deployment', 'whisper'),
    ]);
    viewer = await kubeconfigOf('viewer', ALL);
    stranger = await kubeconfigOf('stranger', []);
    await eventually('the server to be behind its Service, as the API server sees it', () => {
      const { stdout } = tranche(viewer, 'pod/nobody', '-n', ENFORCED);
      return stdout.includes('remembers no such pod');
    });
  });

  /** A kubeconfig with a token, of an account with `view` in these namespaces. */
  async function kubeconfigOf(name: string, namespaces: readonly string[]): Promise<string> {
    await cluster.kubectl(['create', 'serviceaccount', name, '-n', OBSERVED]);
    for (const namespace of namespaces) {
      const words = [`--serviceaccount=${OBSERVED}:${name}`, '--clusterrole=view', '-n', namespace];
      await cluster.kubectl(['create', 'rolebinding', `${name}-views`, ...words]);
    }
    const token = await cluster.kubectl(['create', 'token', name, '-n', OBSERVED]);
    return kubeconfigWith(name, { token: token.stdout.trim() });
  }

  function kubeconfigWith(name: string, credentials: object): string {
    const config = parse(readFileSync(cluster.kubeconfig, 'utf8'));
    for (const user of config.users) user.user = credentials;
    const file = join(cluster.kubeconfig, '..', `${name}.kubeconfig`);
    writeFileSync(file, stringify(config), { mode: 0o600 });
    return file;
  }

  test('is told that a Deployment was rewritten, by which rule, and how to undo it', async () => {
    const whisper = gpuDeployment({ namespace: ENFORCED, name: 'whisper' });
    await changedSoon(cluster, whisper);
    await cluster.apply(whisper);
    const [pod] = await runningPods(cluster, whisper);
    for (const name of ['deploy/whisper', `pod/${pod?.metadata.name}`]) {
      const { status, stdout, stderr } = tranche(viewer, name, '-n', ENFORCED);
      expect(stderr).toBe('');
      expect(stdout).toContain(`  rewritten\n`);
      expect(stdout).toContain(`main: nvidia.com/gpu: 1 -> A100-80GB ${MIG}`);
      expect(stdout).toContain('fit/mig: peak 6000 MiB');
      expect(stdout).toContain('policy asking, mode enforce');
      expect(stdout).toMatch(/decision [0-9a-f]{16}, policy set [0-9a-f]+ at .*, by the server/);
      expect(stdout).toContain('to undo: the annotation tranche.dev/keep: original');
      expect(stdout).toContain('made anew it would now be: the same: rewritten');
      expect(stdout.split('\n').length).toBeLessThan(24);
      expect(status).toBe(0);
    }
  });

  test('is told of a pod that was refused and is nowhere, and of the Job that could not make it', async () => {
    const lone = gpuPod({ namespace: CROWDED, name: 'lone' });
    await refusedSoon(cluster, lone);
    expect((await cluster.apply(lone, { ok: false })).stderr).toContain('quota/team');
    const refused = tranche(viewer, 'pod/lone', '-n', CROWDED);
    expect(refused.stdout).toContain(`${CROWDED}/Pod/lone  refused\n`);
    expect(refused.stdout).toContain('quota/team: team asking-crowded asks for');
    expect(refused.status).toBe(1);

    await cluster.apply(gpuJob({ namespace: CROWDED, name: 'train' }));
    const job = await eventually('the Job to have been refused its pod', () => {
      const told = tranche(viewer, 'job/train', '-n', CROWDED);
      return told.status === 1 && told;
    });
    expect(job.stdout).toContain(`${CROWDED}/Job/train  refused\n`);
    expect(job.stdout).toMatch(/made anew it would now be: .*refused: quota\/team/);
  });

  test('is told what a pod would be given once its own quota and card are given back', async () => {
    const only = gpuPod({ namespace: FULL, name: 'only' });
    await cluster.apply(only);
    await runningPods(cluster, only);
    const beside = gpuPod({ namespace: FULL, name: 'beside' });
    expect((await cluster.apply(beside, { ok: false })).stderr).toContain('quota/team');
    const { status, stdout } = tranche(viewer, 'pod/only', '-n', FULL);
    expect(stdout).toContain('made anew it would now be: the same: left (evidence/none');
    expect(status).toBe(0);
  });

  test('is told why a pod was never sent: its namespace, its time, what it asks for', async () => {
    await cluster.apply(gpuPod({ namespace: EXCLUDED, name: 'passed-over' }));
    const plain = { containers: [{ name: 'main', image: 'nginx' }] };
    await cluster.apply(gpuPod({ namespace: ENFORCED, name: 'plain', spec: plain }));
    const excluded = tranche(cluster.kubeconfig, 'pod/passed-over', '-n', EXCLUDED);
    expect(excluded.stdout).toContain(`${EXCLUDED}/Pod/passed-over  never sent\n`);
    expect(excluded.stdout).toContain(`namespace ${EXCLUDED} is excluded`);
    expect(excluded.status).toBe(0);
    const early = tranche(cluster.kubeconfig, 'pod/early', '-n', ENFORCED);
    expect(early.stdout).toContain('before the webhook was installed');
    const ungoverned = tranche(viewer, 'pod/plain', '-n', ENFORCED);
    expect(ungoverned.stdout).toContain('never sent');
    expect(ungoverned.stdout).toContain('no condition of the webhook holds');
  });

  test('is told what is only observed, and what would change that', async () => {
    await cluster.apply(gpuPod({ namespace: OBSERVED, name: 'watched' }));
    const { status, stdout } = tranche(viewer, 'pod/watched', '-n', OBSERVED);
    expect(stdout).toContain(`${OBSERVED}/Pod/watched  left\n`);
    expect(stdout).toContain('mode observe');
    expect(stdout).toContain('no policy has terms for it, so its GPUs stay as asked');
    expect(stdout).toContain('policy/none: add or widen a policy');
    expect(status).toBe(0);
  });

  test('and may not is told by the server itself who may allow it, and how', () => {
    const { status, stdout } = tranche(stranger, 'pod/watched', '-n', OBSERVED);
    expect(status).toBe(2);
    expect(stdout).toContain(
      `system:serviceaccount:${OBSERVED}:stranger may not get decisions.tranche.dev in namespace ${OBSERVED}`,
    );
    expect(stdout).toContain(
      `kubectl create rolebinding tranche-decisions-stranger -n ${OBSERVED} ` +
        `--clusterrole=tranche-decisions --serviceaccount=${OBSERVED}:stranger`,
    );
  });

  test('how the server is, is told in its own words', async () => {
    // Who may view some namespaces may not see the teams of all of them.
    for (const [kubeconfig, name] of [
      [stranger, 'stranger'],
      [viewer, 'viewer'],
    ] as const) {
      const { status, stdout, stderr } = command(kubeconfig, 'status');
      expect([status, stdout]).toEqual([2, '']);
      expect(stderr).toContain(`${name} may not get status.tranche.dev in the cluster`);
      expect(stderr).toContain(
        `kubectl create clusterrolebinding tranche-status-${name} --clusterrole=tranche-status ` +
          `--serviceaccount=${OBSERVED}:${name}`,
      );
    }
    // What was proposed, and what whoever views the whole cluster has anyhow.
    for (const [kubeconfig, name, role] of [
      [stranger, 'stranger', 'tranche-status'],
      [viewer, 'viewer', 'view'],
    ] as const) {
      const subject = `--serviceaccount=${OBSERVED}:${name}`;
      const words = ['clusterrolebinding', `asking-${name}`, `--clusterrole=${role}`, subject];
      await cluster.kubectl(['create', ...words]);
      const { stdout } = await eventually(`${name} to be told`, () => {
        const answer = command(kubeconfig, 'status', '-o', 'json');
        return answer.status !== 2 && answer;
      });
      const { kind, server, quotas } = JSON.parse(stdout);
      expect([kind, server.ready]).toEqual(['TrancheStatus', true]);
      expect(quotas).toMatchObject([{ team: 'asking-crowded' }, { team: 'asking-full' }]);
      await cluster.kubectl(['delete', 'clusterrolebinding', `asking-${name}`]);
    }
  });

  test('how the server is, without a token, or where it is not, is told what to say', () => {
    const bare = kubeconfigWith('bare', {});
    const [tokenless, elsewhere] = [
      command(bare, 'status'),
      command(viewer, 'status', '--tranche-namespace', OBSERVED),
    ];
    expect([tokenless.status, elsewhere.status]).toEqual([2, 2]);
    expect(tokenless.stderr).toContain('say --service-account NAME');
    expect(elsewhere.stderr).toContain(
      'the API server lets nobody of this name through to Tranche',
    );
  });

  test('can show a token that is good for nothing but asking', async () => {
    const account = `${OBSERVED}/viewer`;
    const words = ['pod/watched', '-n', OBSERVED, '--service-account', account];
    expect(tranche(cluster.kubeconfig, ...words).stdout).toContain(', by the server');

    const audience = ['--audience', 'tranche.dev'];
    const token = await cluster.kubectl(['create', 'token', 'viewer', '-n', OBSERVED, ...audience]);
    const file = join(cluster.kubeconfig, '..', 'viewer.token');
    writeFileSync(file, token.stdout, { mode: 0o600 });
    const shown = tranche(cluster.kubeconfig, 'pod/watched', '-n', OBSERVED, '--token-file', file);
    expect(shown.stdout).toContain(', by the server');
    // For us alone: the API server itself does not know it.
    const elsewhere = ['get', 'pods', '-n', OBSERVED, `--token=${token.stdout.trim()}`];
    const asked = await cluster.kubectl([...elsewhere, '--kubeconfig', stranger], { ok: false });
    expect(asked.stderr).toMatch(/Unauthorized|must be logged in/);
  });

  test('goes through the API server, which takes Authorization away', async () => {
    const path = `/api/v1/namespaces/${SYSTEM}/services/https:tranche:inquiry/proxy/decisions`;
    const query = `?namespace=${OBSERVED}&of=Pod/watched`;
    const words = ['get', '--raw', path + query, '--kubeconfig', viewer];
    const { code, stderr } = await cluster.kubectl(words, { ok: false });
    expect(code).not.toBe(0);
    expect(stderr).toMatch(/Unauthorized|no token|must be logged in/);
    expect(tranche(viewer, 'pod/watched', '-n', OBSERVED, '-o', 'json').stdout).toContain(
      '"from": "the server"',
    );
  });
});
