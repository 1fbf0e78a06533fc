/**
 * `tranche scan` of a real cluster that has nothing of ours, as somebody who may view it and no more:
 * what is asked of the API server stands in its audit log.
 *
 * Pods of a cluster are as old as the test, so the days on which they were seen lie ahead: where their
 * use is looked at, the clock that the scan is given is the only thing here that is not real.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { parse, stringify } from 'yaml';

import { apiOf } from '../../webhook/adapters/cluster/api.ts';
import { chosenConfig } from '../../webhook/adapters/cluster/config.ts';
import { prometheusClient } from '../../webhook/adapters/prometheus/client.ts';
import { connectionOf } from '../../webhook/adapters/prometheus/connection.ts';
import { prometheusSource } from '../../webhook/adapters/prometheus/source.ts';
import { look } from '../../webhook/commands/scan/look.ts';
import type { ScanReport } from '../../webhook/scan/report.ts';
import { canAskPrometheus } from '../binaries/prometheus.ts';
import { addNodes, removeNodes } from '../fleet.ts';
import { dcgm } from '../prometheus/script.ts';
import { startPrometheus, type StartedPrometheus } from '../prometheus/start.ts';
import { BOOT_MS, type Cluster, canRun, sharedCluster } from '../shared.ts';
import {
  MIG,
  cardsAndSlices,
  gpuContainer,
  gpuDeployment,
  gpuPod,
  runningPods,
  type Pod,
} from './install.ts';

jest.setTimeout(120_000);
const suite = canRun() && (await canAskPrometheus()) ? describe : describe.skip;

const HOUR = 3600;
const OURS = 'scanned';
const THEIRS = 'scanned-too';
const nodes = cardsAndSlices('scanned');
const whisper = gpuDeployment({ namespace: OURS, name: 'whisper', replicas: 2 });
const train = gpuPod({
  namespace: THEIRS,
  name: 'train',
  containers: [gpuContainer('train', 'main', { 'nvidia.com/gpu': '2' })],
});

/** Tests share a cluster, where others may have left something. */
const ownRows = ({ workloads }: ScanReport) =>
  workloads.filter(({ namespace }) => [OURS, THEIRS].includes(namespace));

suite('a scan of a cluster that has nothing of ours', () => {
  let cluster: Cluster;
  let prometheus: StartedPrometheus;
  let begun: number;
  /** May view all of the cluster, and its nodes. */
  let viewer: string;
  /** May view one namespace. */
  let member: string;
  /** May view one namespace, and list the names of all. */
  let lead: string;

  beforeAll(async () => {
    cluster = await sharedCluster();
    await addNodes(cluster, nodes);
    for (const name of [OURS, THEIRS]) await cluster.namespace(name);
    await cluster.apply([whisper, train]);
    const servers = await runningPods(cluster, whisper, 2);
    const [job] = await runningPods(cluster, train);
    begun = Math.ceil(Date.now() / 1000);
    prometheus = await measuring([...servers, ...(job === undefined ? [] : [job, job])]);
    const reads = ['--verb=get,list,watch', '--resource=nodes,namespaces'];
    await cluster.kubectl(['create', 'clusterrole', 'scanned-nodes', ...reads]);
    viewer = await kubeconfigOf('viewer');
    for (const role of ['view', 'scanned-nodes']) await bind('clusterrolebinding', 'viewer', role);
    member = await kubeconfigOf('member');
    await bind('rolebinding', 'member', 'view', '-n', OURS);
    const names = ['--verb=get,list', '--resource=namespaces'];
    await cluster.kubectl(['create', 'clusterrole', 'scanned-names', ...names]);
    lead = await kubeconfigOf('lead');
    await bind('rolebinding', 'lead', 'view', '-n', OURS);
    await bind('clusterrolebinding', 'lead', 'scanned-names');
  }, BOOT_MS);

  afterAll(async () => {
    await prometheus.stop();
    const roles = ['scanned-nodes', 'scanned-names'].map((name) => `clusterrole/${name}`);
    const bindings = ['viewer-view', 'viewer-scanned-nodes', 'lead-scanned-names'].map(
      (name) => `clusterrolebinding/${name}`,
    );
    await cluster.kubectl(['delete', ...roles, ...bindings]);
    await cluster.kubectl(['delete', 'namespace', OURS, THEIRS, '--wait=false']);
    await removeNodes(
      cluster,
      nodes.map(({ name }) => name),
    );
    await cluster.stop();
  }, BOOT_MS);

  const bind = (kind: string, name: string, role: string, ...where: readonly string[]) =>
    cluster.kubectl([
      'create',
      kind,
      `${name}-${role}`,
      `--clusterrole=${role}`,
      `--serviceaccount=${OURS}:${name}`,
      ...where,
    ]);

  async function kubeconfigOf(name: string): Promise<string> {
    await cluster.kubectl(['create', 'serviceaccount', name, '-n', OURS]);
    const token = await cluster.kubectl(['create', 'token', name, '-n', OURS]);
    const config = parse(readFileSync(cluster.kubeconfig, 'utf8'));
    for (const user of config.users) user.user = { token: token.stdout.trim() };
    const file = join(cluster.kubeconfig, '..', `scan-${name}.kubeconfig`);
    writeFileSync(file, stringify(config), { mode: 0o600 });
    return file;
  }

  /** Four days of what they would use, of each a card; who has two is told of twice. */
  function measuring(pods: readonly Pod[]): Promise<StartedPrometheus> {
    const uses = pods.map(({ metadata, spec }, nth) => ({
      node: spec.nodeName ?? '',
      device: { uuid: `GPU-${nth}`, model: 'NVIDIA A100-SXM4-80GB' },
      holder: { namespace: metadata.namespace ?? '', pod: metadata.name, container: 'main' },
      signals: dcgm({ vramMiB: 5000 + nth, sm: 0.05, dram: 0.02 }),
    }));
    const past = { from: begun + 60, until: begun + 97 * HOUR, everySeconds: 60 };
    return startPrometheus({ script: { uses }, past });
  }

  /** As the command does, four days from now. */
  async function scannedAs(kubeconfig: string): Promise<ScanReport> {
    const client = prometheusClient(connectionOf({ url: prometheus.url }));
    try {
      const patience = { deadline: Date.now() + 60_000 };
      return await look({
        api: apiOf(chosenConfig({ kubeconfig })),
        home: 'default',
        world: [],
        namespaces: [],
        policies: [],
        excluded: [],
        ask: { client, source: prometheusSource(client), patience },
        now: begun + 96 * HOUR,
        since: 96 * HOUR,
      });
    } finally {
      client.close();
    }
  }

  const scanned = (kubeconfig: string, ...words: readonly string[]) => {
    const at = ['--kubeconfig', kubeconfig, '--prometheus', prometheus.url];
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['dist/cli.js', 'scan', ...at, ...words],
      { encoding: 'utf8', timeout: 60_000, env: { ...process.env, FORCE_COLOR: '' } },
    );
    return { status, stdout, stderr };
  };

  test('tells what a slice would release, and who must never have one', async () => {
    const report = await scannedAs(viewer);
    expect(report.policies.by).toBe('default');
    expect([report.namespaces, report.notSeen]).toEqual(['all', []]);
    expect(ownRows(report)).toMatchObject([
      {
        kind: 'Deployment',
        name: 'whisper',
        replicas: 2,
        heldMilliGPU: 2000,
        neededMilliGPU: 284,
        shape: `A100-80GB ${MIG}`,
        supply: 'offered',
        vramMaxMiB: 5001,
      },
      { name: 'train', verdict: 'never', rule: 'never/multi-gpu', heldMilliGPU: 2000 },
    ]);
    expect(report.products).toContainEqual(
      expect.objectContaining({ product: 'A100-80GB', packedCards: 3 }),
    );
    expect(report.backTest).toMatchObject({ days: 4, tooSmall: [] });
  });

  test('asks the API server for nothing but to get and to list', () => {
    expect(scanned(viewer).stdout).toContain(`${OURS}/Deployment/whisper main`);
    const asked = cluster
      .auditEvents()
      .filter(({ user }) => user.username === `system:serviceaccount:${OURS}:viewer`);
    const of = asked.map(({ objectRef }) => objectRef?.resource);
    expect(of).toEqual(expect.arrayContaining(['nodes', 'pods', 'replicasets']));
    expect(of).not.toContain('secrets');
    expect([...new Set(asked.map(({ verb }) => verb))].toSorted()).toEqual(['get', 'list']);
  });

  test('with a clock that is real finds no exporter yet, shows what is held, and says that it cannot tell', () => {
    const { status, stdout } = scanned(viewer);
    expect(status).toBe(2);
    expect(stdout).toContain('Prometheus has no series of any exporter that is known');
    expect(stdout).toMatch(/scanned-too\/Pod\/train main +1 +2 +2 /);
  });

  test('whoever may view one namespace is told of that one, and that there may be more', () => {
    const { stdout } = scanned(member, '-n', OURS, '-o', 'json');
    const report = JSON.parse(stdout) as ScanReport;
    expect(report.namespaces).toEqual([OURS]);
    expect(report.workloads.map(({ name }) => name)).toEqual(['whisper']);
    expect(report.notSeen).toContainEqual(expect.stringContaining('cannot list resource "nodes"'));
    expect(scanned(member, '-n', OURS).stdout).toContain(`only of ${OURS}: no more may be seen`);
  });

  test('whoever may list the names of namespaces need not say which they may view', () => {
    const { stdout } = scanned(lead, '-o', 'json');
    const report = JSON.parse(stdout) as ScanReport;
    expect(report.namespaces).toEqual([OURS]);
    expect(report.workloads.map(({ name }) => name)).toEqual(['whisper']);
  });

  test('and of others nothing, with the words of the API server', () => {
    const { status, stdout, stderr } = scanned(member, '-n', THEIRS);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^tranche: no pods may be seen: .*--namespace names one/);
  });
});
