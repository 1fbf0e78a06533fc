/**
 * Nobody of ours was called: `/mutate` points nowhere, `/validate` stays, and pods wait for whole
 * cards that nobody has. They are found, and the very command that is shown makes them anew.
 */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, type Server, connect, createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';

import type { MissedGroup, StatusReport } from '../../webhook/status/report.ts';
import { chosenMinor, pathOf } from '../binaries/sets.ts';
import { addNodes } from '../fleet.ts';
import type { KubeObject } from '../cluster.ts';
import { BOOT_MS, type Cluster, canRun, eventually, onBinaries, sharedCluster } from '../shared.ts';
import {
  A100,
  MIG,
  type Written,
  changedSoon,
  gpuDeployment,
  gpuJob,
  gpuPod,
  gpusOf,
  installTranche,
  leave,
  leftSoon,
  metric,
  metrics,
  podsOf,
  policy,
  profile,
  runningPods,
} from './install.ts';

jest.setTimeout(150_000);
/** The kubelet runs our pods on this machine, where a server may be asked for its status, with binaries only. */
const suite = canRun() && onBinaries() ? describe : describe.skip;
const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

const NAMESPACE = 'missed';
const nodes = [{ name: 'missed-mig', ...A100, gpus: 4, allocatable: { [MIG]: 28 } }];
const whisper = gpuDeployment({ namespace: NAMESPACE, name: 'whisper', replicas: 6 });
const bare = gpuPod({ namespace: NAMESPACE, name: 'bare' });
const job = gpuJob({ namespace: NAMESPACE, name: 'nightly' });
/** One pod that fails is one too many. */
const nightly = { ...job, spec: { ...(job.spec as object), backoffLimit: 0 } };
const beside = gpuDeployment({ namespace: NAMESPACE, name: 'beside', replicas: 3 });
const card = { name: 'missed-whole', ...A100, gpus: 1, allocatable: { 'nvidia.com/gpu': 1 } };

suite('pods that missed us', () => {
  let cluster: Cluster;
  let inside: Server;

  beforeAll(async () => {
    cluster = await sharedCluster();
    await addNodes(cluster, nodes);
    await installTranche(cluster, { enforce: true });
    await cluster.namespace(NAMESPACE);
    const workloads = [whisper, bare, nightly, beside];
    await cluster.apply([
      policy('missed', { match: { namespaces: [NAMESPACE] } }),
      ...workloads.map(({ kind, metadata }) => profile(NAMESPACE, kind, metadata.name)),
    ]);
    for (const workload of workloads) await changedSoon(cluster, workload);
    const [pod] = (await cluster.kubelet?.pods()) ?? [];
    inside = await insideOf(pod?.ip ?? '');
  }, BOOT_MS);

  afterAll(async () => {
    inside.close();
    await leave(cluster, [NAMESPACE], [...nodes, card]);
  });

  const ask = async (...words: readonly string[]) => {
    const { port } = inside.address() as AddressInfo;
    const server = `http://127.0.0.1:${port}`;
    const args = [join(root, 'dist/cli.js'), 'status', '--server', server, ...words];
    return ran(process.execPath, args);
  };

  /** Once so many pods are listed, under the workload that they are of. */
  const listed = (pods: number): Promise<readonly MissedGroup[]> =>
    eventually(
      `${pods} pods in tranche status`,
      async () => {
        const { missed } = JSON.parse((await ask('-o', 'json')).stdout) as StatusReport;
        return missed !== 'unwatched' && missed.pods === pods && missed.groups;
      },
      60,
    );

  const plugged = (service: string) => {
    const path = '/webhooks/0/clientConfig/service/name';
    const patch = JSON.stringify([{ op: 'replace', path, value: service }]);
    const words = ['mutatingwebhookconfiguration', 'tranche', '--type=json', '-p', patch];
    return cluster.kubectl(['patch', ...words]);
  };

  /** As whoever reads it would, on a machine with kubectl. */
  const shell = async (command = 'false'): Promise<void> => {
    const { code, stderr } = await ran('bash', ['-c', command], {
      KUBECONFIG: cluster.kubeconfig,
      PATH: `${dirname(pathOf('kubectl', chosenMinor()))}:${process.env['PATH'] ?? ''}`,
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.any(String) });
  };

  const waiting = (workload: Written, count: number) =>
    eventually(`${count} waiting pods of ${workload.metadata.name}`, async () => {
      const pods = await podsOf(cluster, workload);
      return pods.length === count && pods.every(({ status }) => status?.phase === 'Pending');
    });

  test('are listed in metrics, log and status, each with its command', async () => {
    await plugged('nobody');
    await leftSoon(cluster, whisper);
    await cluster.apply([whisper, bare, nightly]);
    for (const [workload, count] of [
      [whisper, 6],
      [bare, 1],
      [nightly, 1],
    ] as const)
      await waiting(workload, count);
    await plugged('tranche');
    await changedSoon(cluster, whisper);

    const groups = await listed(8);
    expect(groups.map(({ workload, pods }) => `${workload} ${pods}`)).toEqual([
      'Deployment/whisper 6',
      expect.any(String),
      expect.any(String),
    ]);
    expect(metric(await metrics(cluster), 'tranche_missed_pods')).toBe(8);
    const lines = (await cluster.kubelet?.logs())?.split('\n') ?? [];
    const told = lines.filter((line) => line.includes('"says":"pod-not-rewritten"'));
    expect(new Set(told.map((line) => (JSON.parse(line) as { pod: string }).pod)).size).toBe(8);
    expect(told).toHaveLength(8);
    const { code, stdout } = await ask();
    expect(code).toBe(1);
    expect(stdout).toContain('8 pods that missed us and wait:');
    for (const { command } of groups) expect(stdout).toContain(command);
  });

  test.each([
    ['Deployment/whisper', whisper, 6],
    ['Pod/bare', bare, 1],
    ['Job/nightly', nightly, 1],
  ] as const)('%s is rewritten once its command was run', async (name, workload, count) => {
    const { missed } = JSON.parse((await ask('-o', 'json')).stdout) as StatusReport;
    const groups = missed === 'unwatched' ? [] : missed.groups;
    const group = groups.find((one) => one.workload === name);
    await shell(group?.command);
    const pods = await runningPods(cluster, workload, count);
    for (const pod of pods) expect(gpusOf(pod)).toEqual({ main: `${MIG}: 1` });
  });

  test('and the Job has not failed for it', async () => {
    interface Job extends KubeObject {
      readonly status?: { readonly failed?: number };
    }
    const { status } = (await cluster.get<Job>('job', 'nightly', NAMESPACE)) ?? {};
    expect(status).toBeDefined();
    expect(status?.failed ?? 0).toBe(0);
  });

  test('whoever stands beside a sibling that was given a whole card is rolled out with it', async () => {
    await plugged('nobody');
    await leftSoon(cluster, beside);
    await cluster.apply(beside);
    // All are judged before one of them runs: what comes beside a whole sibling has missed nothing.
    await waiting(beside, 3);
    await addNodes(cluster, [card]);
    await eventually('one of three on the whole card', async () => {
      const pods = await podsOf(cluster, beside);
      return (
        pods.length === 3 && pods.filter(({ spec }) => spec.nodeName !== undefined).length === 1
      );
    });
    await plugged('tranche');
    await changedSoon(cluster, whisper);
    const [group] = await listed(2);
    expect(group?.command).toBe(`kubectl rollout restart deployment/beside -n ${NAMESPACE}`);
    await shell(group?.command);
    // The one on the card runs until the last of the new ones does.
    await eventually('three on slices', async () => {
      const pods = await runningPods(cluster, beside, 3);
      return pods.every((pod) => gpusOf(pod)['main'] === `${MIG}: 1`);
    });
  });

  test('then nobody is listed, and all is well', async () => {
    await listed(0);
    expect(metric(await metrics(cluster), 'tranche_missed_pods')).toBe(0);
    const { code, stdout } = await ask();
    expect([code, stdout]).toEqual([0, expect.stringContaining('no pod waits that missed us')]);
  });
});

/** A door on this machine to the pod's own address, from that address, as `kubectl exec` would come. */
async function insideOf(ip: string): Promise<Server> {
  const server = createServer((outer) => {
    const inner = connect({ host: ip, port: 8080, localAddress: ip });
    for (const socket of [outer, inner]) socket.on('error', () => socket.destroy());
    outer.pipe(inner).pipe(outer);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const ran = (command: string, args: readonly string[], env: Record<string, string> = {}) =>
  new Promise<Ran>((done) => {
    execFile(command, args, { env: { ...process.env, ...env } }, (error, stdout, stderr) =>
      done({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr }),
    );
  });
