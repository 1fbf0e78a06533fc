/**
 * Prometheus has been dead for thirty days. Whatever moves the pods meanwhile, a restart, a drained node,
 * everything scaled to nothing and back, they come back in the shape that they had, and none has to wait
 * for it. `PROOF=1` is five hundred Deployments.
 */
import { afterAll, beforeAll, expect, describe, jest, test } from '@jest/globals';

import { tell } from '../../webhook/suite/figures.ts';
import { apiOf, type Api } from '../faults/api.ts';
import { nowhere } from '../faults/pods.ts';
import { addNodes } from '../fleet.ts';
import { BOOT_MS, canRun, eventually, sharedCluster, type Cluster } from '../shared.ts';
import {
  DECISION,
  changedSoon,
  gpuDeployment,
  gpuPod,
  gpusOf,
  installTranche,
  leave,
  leftSoon,
  policy,
  runningPods,
  visitsOf,
  type Pod,
} from './install.ts';
import {
  allRunning,
  deletePods,
  fleetFor,
  oneOfEach,
  putAll,
  slicedDeployments,
  unplacedIn,
  type Standing,
} from './sliced-deployments.fixture.ts';

const proof = process.env['PROOF'] === '1';
const DEPLOYMENTS = proof ? 500 : 20;
/** For all of them to come to rest. */
const PATIENCE = proof ? 900 : 120;

jest.setTimeout((PATIENCE + 120) * 1000);
const suite = canRun() ? describe : describe.skip;

const PREFIX = 'dead';
const all = slicedDeployments(PREFIX, DEPLOYMENTS);
const namespaces = [...new Set(all.map(({ namespace }) => namespace))];
const nodes = fleetFor(PREFIX, DEPLOYMENTS);
/** For pods that nobody counts. */
const BESIDE = 'dead-beside';

const DAY_MS = 86_400_000;
const TODAY = new Date();
const A_MONTH_AGO = new Date(TODAY.getTime() - 30 * DAY_MS);

suite(`${DEPLOYMENTS} sliced Deployments, with Prometheus dead for thirty days`, () => {
  let cluster: Cluster;
  let api: Api;
  let pods: readonly Standing[] = [];
  let moved = 0;
  /** Once they have been: another time is another revision of the template. */
  let restartedAt: string | undefined;

  beforeAll(
    async () => {
      cluster = await sharedCluster();
      api = await apiOf(cluster);
      await addNodes(cluster, nodes);
      for (const namespace of [...namespaces, BESIDE]) await cluster.namespace(namespace);
      await installTranche(cluster, { enforce: true });
      await cluster.apply(policy(PREFIX));
      await cluster.kubectl(['wait', `gpupolicy/${PREFIX}`, '--for=condition=Ready']);
      await profiled(TODAY);
      pods = await settled(() => deployed(1), 1);
    },
    BOOT_MS + PATIENCE * 1000,
  );

  afterAll(async () => {
    api.close();
    await leave(cluster, [...namespaces, BESIDE], nodes);
  }, BOOT_MS);

  /** By the last one the others are seen, too: a watch tells in the order in which they came. */
  const profiled = async (lastSeen: Date): Promise<void> => {
    await putAll(
      api,
      all.map(({ profileOf }) => profileOf(lastSeen)),
    );
    const [last] = all.slice(-1);
    if (last !== undefined) await changedSoon(cluster, last.deployment);
  };

  const deployed = (replicas: number): Promise<void> =>
    putAll(
      api,
      all.map(({ deploymentOf }) => deploymentOf({ replicas, restartedAt })),
    );

  /** What runs once all is at rest; of those that were to go none does. */
  async function settled(
    work: () => Promise<unknown>,
    replicas: number,
    gone: readonly Standing[] = [],
  ): Promise<readonly Standing[]> {
    const without = new Set(gone.map(({ metadata }) => metadata.uid));
    const before = new Set(pods.map(({ metadata }) => metadata.uid));
    await work();
    const count = replicas * DEPLOYMENTS;
    const now = await allRunning(api, namespaces, { count, without, seconds: PATIENCE });
    moved += now.filter(({ metadata }) => !before.has(metadata.uid)).length;
    return now;
  }

  /** What some of them hold that they should not. */
  const misshapen = (): readonly string[] =>
    all.flatMap(({ namespace, name, resource }) => {
      const own = pods.filter(
        ({ metadata }) => metadata.namespace === namespace && metadata.labels?.['app'] === name,
      );
      const wrong = own.filter((pod) => held(pod) !== `${resource}: 1`);
      if (own.length === 0) return [`${name} has no pod`];
      return wrong.map(
        (pod) => `${name} holds ${held(pod)}: ${pod.metadata.annotations?.[DECISION]}`,
      );
    });

  /** Without anything that it remembers. */
  const serverAnew = async (revision: string): Promise<void> => {
    await installTranche(cluster, { enforce: true, set: [`podAnnotations.revision=${revision}`] });
    const [first] = all;
    if (first !== undefined) await changedSoon(cluster, first.deployment);
  };

  test('were given slices while it lived', () => {
    expect(misshapen()).toEqual([]);
  });

  test('are restarted by a server that has just started, into the shape that they had', async () => {
    await profiled(A_MONTH_AGO);
    await serverAnew('a-month-later');
    restartedAt = new Date().toISOString();
    pods = await settled(() => deployed(1), 1, pods);
    expect(misshapen()).toEqual([]);
  });

  test('lose all their pods at once, and get the like', async () => {
    pods = await settled(() => deletePods(api, namespaces), 1, pods);
    expect(misshapen()).toEqual([]);
  });

  test('are scaled up', async () => {
    const before = pods.map(({ metadata }) => metadata.uid);
    pods = await settled(() => deployed(2), 2);
    expect(pods.map(({ metadata }) => metadata.uid)).toEqual(expect.arrayContaining(before));
    expect(misshapen()).toEqual([]);
  });

  test('are drained from nodes', async () => {
    const drained = oneOfEach(PREFIX);
    const there = pods.filter(({ spec }) => drained.includes(spec.nodeName ?? ''));
    expect(there.length).toBeGreaterThan(0);
    const words = ['--force', '--ignore-daemonsets', '--disable-eviction', '--timeout=300s'];
    pods = await settled(() => cluster.kubectl(['drain', ...drained, ...words]), 2, there);
    expect(misshapen()).toEqual([]);
    await cluster.kubectl(['uncordon', ...drained]);
  });

  test('are scaled to nothing and, after another start of the server, back', async () => {
    pods = await settled(() => deployed(0), 0);
    await serverAnew('with-nobody-left');
    pods = await settled(() => deployed(1), 1);
    expect(misshapen()).toEqual([]);
  });

  test('and in all of that none had to wait for a node', async () => {
    expect(await unplacedIn(api, namespaces)).toEqual([]);
    tell(
      `${DEPLOYMENTS} Deployments, ${moved} pods made anew in the shape that they had, 0 of them unschedulable at any time`,
    );
    await cluster.apply(gpuPod({ namespace: BESIDE, name: 'waits', spec: nowhere }));
    const said = await eventually('a pod that waits to be told of', async () => {
      const unplaced = await unplacedIn(api, [BESIDE]);
      return unplaced.length > 0 && unplaced;
    });
    expect(said[0]).toMatch(/^waits: 0\/\d+ nodes are available/);
  });

  test('unless a policy ends evidence of that age', async () => {
    const [first] = all;
    if (first === undefined) throw new Error('there is one');
    const evidence = { maxAgeHours: 29 * 24 };
    const sharing = { ladder: { default: ['mig'] }, evidence };
    await cluster.apply(policy(PREFIX, { sharing }));
    await leftSoon(cluster, first.deployment);
  });

  test('while one that was never measured stays whole, and is told since when there are no figures', async () => {
    const newcomer = gpuDeployment({ namespace: BESIDE, name: 'newcomer' });
    await cluster.apply(newcomer);
    const [pod] = await runningPods(cluster, newcomer);
    expect(pod === undefined ? 'none' : held(pod)).toBe('nvidia.com/gpu: 1');
    const said = await eventually('its visit in the log', async () => {
      const visits = await visitsOf(cluster, BESIDE);
      return visits.find(({ workload }) => workload.includes('newcomer'));
    });
    expect(said).toMatchObject({ rule: 'evidence/none' });
    expect(said.says).toContain('the newest figures of any workload are 30 days old');
  });
});

const held = (pod: Pod): string => gpusOf(pod)['main'] ?? '';
