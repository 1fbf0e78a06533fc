/** Every kind of workload that people run, from manifest to running pod, and through its changes. */
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { KubeObject } from '../cluster.ts';
import { addNodes } from '../fleet.ts';
import { BOOT_MS, type Cluster, canRun, eventually, sharedCluster } from '../shared.ts';
import {
  MIG,
  type Pod,
  type VisitLine,
  type Written,
  cardsAndSlices,
  changedSoon,
  decisionOf,
  gpuContainer,
  gpuCronJob,
  gpuDeployment,
  gpuPod,
  gpuStatefulSet,
  gpusOf,
  installTranche,
  leave,
  leftSoon,
  podsOf,
  policy,
  profile,
  quota,
  refusedSoon,
  runningPods,
  visitsOf,
} from './install.ts';

jest.setTimeout(120_000);
const suite = canRun() ? describe : describe.skip;

const nodes = cardsAndSlices('workloads');
const NAMESPACE = 'workloads';
const CLAIMS = 'workloads-claims';
const modelServer = join(dirname(fileURLToPath(import.meta.url)), 'model-server');

suite('an enforced policy, and', () => {
  let cluster: Cluster;

  beforeAll(async () => {
    cluster = await sharedCluster();
    await addNodes(cluster, nodes);
    await installTranche(cluster, { enforce: true });
    for (const name of [NAMESPACE, CLAIMS]) await cluster.namespace(name);
    await cluster.apply(policy('workloads', { match: { namespaces: [NAMESPACE, CLAIMS] } }));
  }, BOOT_MS);

  afterAll(() => leave(cluster, [NAMESPACE, CLAIMS], nodes));

  /** What the log says of the pods of a workload, once there is something that fits. */
  const visited = async (workload: string, wanted: Partial<VisitLine>): Promise<VisitLine> =>
    eventually(`a visit of ${workload}`, async () => {
      const visits = await visitsOf(cluster, NAMESPACE);
      return visits.find(
        (line) =>
          line.workload === workload &&
          !line.dryRun &&
          Object.entries(wanted).every(([key, value]) => line[key as keyof VisitLine] === value),
      );
    });

  describe('a model server from a Helm chart', () => {
    const server = gpuDeployment({ namespace: NAMESPACE, name: 'embed' });
    const helm = (verb: string, ...flags: string[]) =>
      cluster.helm([verb, 'embed', modelServer, '-n', NAMESPACE, '--wait', ...flags]);
    interface Deployment extends KubeObject {
      readonly metadata: KubeObject['metadata'] & { readonly generation: number };
      readonly spec: { readonly template: object };
    }
    const deployment = async (): Promise<Deployment> =>
      (await cluster.get<Deployment>('deployment', 'embed', NAMESPACE)) as Deployment;

    test('is sliced, keeps its shape when it is scaled, and does not drift', async () => {
      const revision =
        'ghcr.io/huggingface/text-embeddings-inference model-id=BAAI/bge-large-en-v1.5';
      await cluster.apply(
        profile(NAMESPACE, 'Deployment', 'embed', [{ name: 'server', revision, tag: '1.8' }]),
      );
      await seen('Deployment', 'embed');

      const { stderr } = await helm('install');
      expect(stderr).toContain(
        `Deployment ${NAMESPACE}/embed: its 2 pods will take A100-80GB ${MIG}`,
      );
      const first = await runningPods(cluster, server, 2);
      expect(shapes(first)).toEqual([`${MIG}: 1`]);
      const installed = await deployment();
      expect(JSON.stringify(installed)).toContain('"nvidia.com/gpu":"1"');
      expect(JSON.stringify(installed)).not.toContain('tranche');

      await helm('upgrade', '--set', 'replicas=3');
      const more = await runningPods(cluster, server, 3);
      expect(shapes(more)).toEqual([`${MIG}: 1`]);
      const names = more.map(({ metadata }) => metadata.name);
      expect(names).toEqual(expect.arrayContaining(first.map(({ metadata }) => metadata.name)));

      const scaled = await deployment();
      await helm('upgrade', '--set', 'replicas=3');
      const again = await deployment();
      expect(again.metadata.generation).toBe(scaled.metadata.generation);
      expect(again.spec.template).toEqual(installed.spec.template);
      expect((await podsOf(cluster, server)).map(({ metadata }) => metadata.name)).toEqual(names);
      await cluster.helm(['uninstall', 'embed', '-n', NAMESPACE]);
    });

    /** By a pod that looks like one of the chart's. */
    const seen = (kind: string, name: string): Promise<Pod> => {
      const image = 'ghcr.io/huggingface/text-embeddings-inference:1.8';
      const args = ['--model-id=BAAI/bge-large-en-v1.5'];
      const container = { ...gpuContainer('embed', 'server'), image, args };
      const words = { namespace: NAMESPACE, name, containers: [container] };
      return changedSoon(cluster, { ...gpuDeployment(words), kind });
    };
  });

  /** A minute may bring a second one. */
  const bound = async (cronJob: string, labels: string): Promise<void> => {
    const pod = await eventually(`a bound pod of ${cronJob}`, async () => {
      const pods = await cluster.list<Pod>('pod', { namespace: NAMESPACE, labels });
      return pods.find(({ spec }) => spec.nodeName !== undefined);
    });
    expect(gpusOf(pod)).toEqual({ main: `${MIG}: 1` });
    const { id } = decisionOf(pod);
    const validated = await visited(`CronJob/${cronJob}`, { visit: 'validate', id });
    expect(validated.pod).toBe(pod.metadata.name);
  };

  describe('a CronJob', () => {
    test('gives its evidence to a Job that is made from it by hand', async () => {
      const nightly = gpuCronJob({ namespace: NAMESPACE, name: 'nightly' });
      await cluster.apply([profile(NAMESPACE, 'CronJob', 'nightly'), nightly]);
      await changedSoon(cluster, nightly);
      const from = ['--from=cronjob/nightly', '-n', NAMESPACE];
      await cluster.kubectl(['create', 'job', 'by-hand', ...from]);
      await bound('nightly', 'job-name=by-hand');
    });

    test('gives it to a Job that its controller makes', async () => {
      const evening = gpuCronJob({ namespace: NAMESPACE, name: 'evening' });
      await cluster.apply([profile(NAMESPACE, 'CronJob', 'evening'), evening]);
      await changedSoon(cluster, evening);
      const at = ['cronjob', 'evening', '-n', NAMESPACE];
      const patch = (body: object, ...flags: string[]) =>
        cluster.kubectl(['patch', ...at, '--type=merge', '-p', JSON.stringify(body), ...flags]);
      // A run that was missed is made up for at once, which spares us the minute.
      const missed = new Date(Date.now() - 90_000).toISOString().replace(/\.\d+Z/, 'Z');
      await patch({ status: { lastScheduleTime: missed } }, '--subresource=status');
      await patch({ spec: { suspend: false } });
      await bound('evening', 'app=evening');
      await cluster.kubectl(['delete', ...at]);
    });
  });

  describe('a Deployment that grows', () => {
    const grown = gpuDeployment({ namespace: NAMESPACE, name: 'grown' });
    const scale = (replicas: number) =>
      cluster.kubectl(['scale', 'deploy/grown', `--replicas=${replicas}`, '-n', NAMESPACE]);
    const evidence = profile(NAMESPACE, 'Deployment', 'grown');

    test('keeps the shape of its revision without evidence; the next one needs its own', async () => {
      await cluster.apply(evidence);
      await changedSoon(cluster, grown);
      await cluster.apply(grown);
      await runningPods(cluster, grown);

      await cluster.kubectl(['delete', 'gpuprofile', '-n', NAMESPACE, evidence.metadata.name]);
      // Of another revision, this one has no siblings: it is left once the profile is forgotten.
      await leftSoon(cluster, grown);
      await scale(4);
      expect(shapes(await runningPods(cluster, grown, 4))).toEqual([`${MIG}: 1`]);
      await visited('Deployment/grown', { visit: 'mutate', rule: 'fit/sibling' });

      await rollOut('registry.example.com/grown-v2:1.0');
      await visited('Deployment/grown', { visit: 'mutate', rule: 'evidence/none' });

      await cluster.apply(evidence);
      await changedSoon(cluster, grown);
      await rollOut('registry.example.com/grown-v3:1.0');
      await visited('Deployment/grown', { visit: 'mutate', rule: 'evidence/new-revision' });
      await scale(0);
    });

    /** What the new revision's pods hold: whole cards. */
    const rollOut = async (image: string): Promise<void> => {
      const at = ['deploy/grown', '-n', NAMESPACE];
      await cluster.kubectl(['set', 'image', ...at, `main=${image}`]);
      await cluster.kubectl(['rollout', 'status', ...at, '--timeout=40s']);
      const pods = await runningPods(cluster, grown, 4);
      expect(shapes(pods)).toEqual(['nvidia.com/gpu: 1']);
      expect(pods.map(({ spec }) => spec.nodeName)).toEqual(Array(4).fill('workloads-whole'));
    };
  });

  test('a StatefulSet, two GPU containers and a GPU init container are each one Claim', async () => {
    const two = ['transcribe', 'translate'];
    const claimants: readonly [Written, Written, Record<string, string>][] = [
      claimant(gpuStatefulSet, 'diarizer', ['main']),
      claimant(gpuDeployment, 'pipeline', two),
      claimant(gpuDeployment, 'engine', ['main'], ['build']),
    ];
    // Slices of 142 thousandths: one, two at once, and one after the other.
    await cluster.apply([
      ...claimants.map(([, evidence]) => evidence),
      quota('claims', [CLAIMS], '0.568'),
    ]);
    const one = gpuPod({ namespace: CLAIMS, name: 'one-more' });
    expect(await refusedSoon(cluster, one)).toContain('uses 0 of its limit of 0.568');
    for (const [workload] of claimants) await changedSoon(cluster, workload);
    for (const [workload, , holds] of claimants) {
      await cluster.apply(workload);
      const [pod] = await runningPods(cluster, workload);
      expect(gpusOf(pod as Pod)).toEqual(holds);
      expect(pod?.spec.nodeName).toBe('workloads-mig');
    }
    expect(await refusedSoon(cluster, one)).toContain(
      'team claims asks for 1 GPU and uses 0.568 of its limit of 0.568',
    );
  });
});

const shapes = (pods: readonly Pod[]): string[] =>
  [...new Set(pods.flatMap((pod) => Object.values(gpusOf(pod))))].toSorted();

const asking = (name: string): object => gpuContainer(name, name);

const claimant = (
  make: typeof gpuDeployment,
  name: string,
  containers: readonly string[],
  inits: readonly string[] = [],
): [Written, Written, Record<string, string>] => {
  const all = [...inits, ...containers];
  const spec = { initContainers: inits.map(asking) };
  return [
    make({ namespace: CLAIMS, name, containers: containers.map(asking), spec }),
    profile(
      CLAIMS,
      make({ namespace: CLAIMS, name }).kind,
      name,
      all.map((each) => ({ name: each, revision: `registry.example.com/${each}` })),
    ),
    Object.fromEntries(all.map((each) => [each, `${MIG}: 1`])),
  ];
};
