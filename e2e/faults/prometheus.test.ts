/**
 * A Prometheus that is slow, cut off, endless or lying, with a server that learns from it. No pod waits for
 * what it says: as long as the bad answer is held open, every pod that is asked for is answered as ever. And
 * nothing of it is written down.
 */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';

import { remembering } from '../../webhook/adapters/prometheus/remembering.fixture.ts';
import {
  scriptedServer,
  type Script,
  type ScriptedServer,
} from '../../webhook/adapters/prometheus/scripted-server.fixture.ts';
import { tell } from '../../webhook/suite/figures.ts';
import { addNodes } from '../fleet.ts';
import {
  MIG,
  cardsAndSlices,
  changedSoon,
  gpuDeployment,
  gpuPod,
  gpusOf,
  installTranche,
  leave,
  metric,
  metrics,
  policy,
  profile,
  runningPods,
  type Pod,
} from '../product/install.ts';
import { BOOT_MS, canRun, eventually, onBinaries, sharedCluster, type Cluster } from '../shared.ts';
import { apiOf, type Api } from './api.ts';
import { away, cut, Endless, Held, html, packed, shut, type Drip } from './bad-answers.ts';

jest.setTimeout(300_000);
// The server is to reach what this process serves, and its memory is looked at.
const suite = canRun() && onBinaries() ? describe : describe.skip;

const NAMESPACE = 'liar';
const nodes = cardsAndSlices(NAMESPACE);
const REVIEWS = 25;

const MiB = 1024 ** 2;
/** Of one answer, as the profiler of a server takes it; and what lies in the buffers of two sockets. */
const MOST_TAKEN = 4 * MiB + 32 * MiB;
/** For the profiler's heap, which is bounded, and what both threads hold outside of it. */
const ROOM = 320 * MiB;

suite('a Prometheus that cannot be relied on', () => {
  let cluster: Cluster;
  let api: Api;
  let prometheus: ScriptedServer;
  /** Where somebody else answers, whom the operator has not named. */
  let elsewhere: ScriptedServer;
  let pod: Pod;

  beforeAll(async () => {
    cluster = await sharedCluster();
    api = await apiOf(cluster);
    prometheus = await scriptedServer();
    elsewhere = await scriptedServer();
    prometheus.play(shut);
    await addNodes(cluster, nodes);
    await cluster.namespace(NAMESPACE);
    const profiler = { enabled: true, every: '1s', prometheus: { url: prometheus.url } };
    const resources = { limits: { memory: '1Gi' } };
    await installTranche(cluster, { enforce: true, values: { profiler, resources } });
    const measured = gpuDeployment({ namespace: NAMESPACE, name: 'measured' });
    const asr = gpuDeployment({ namespace: NAMESPACE, name: 'asr' });
    await cluster.apply([
      policy(NAMESPACE),
      profile(NAMESPACE, 'Pod', 'asks'),
      profile(NAMESPACE, 'Deployment', 'measured'),
      asr,
    ]);
    await changedSoon(cluster, measured);
    [pod = pod] = await runningPods(cluster, asr);
  }, BOOT_MS);

  afterAll(async () => {
    api.close();
    await leave(cluster, [NAMESPACE], nodes);
    await Promise.all([prometheus.stop(), elsewhere.stop()]);
  }, BOOT_MS);

  /** As the server's own metrics tell of its runs. */
  const runs = async (): Promise<number> =>
    metric(await metrics(cluster), 'tranche_profiler_runs_total');

  const moreRuns = async (count: number): Promise<void> => {
    const before = await runs();
    await eventually(`${count} more runs`, async () => (await runs()) >= before + count, 120);
  };

  /** Pods asked for one after the other; what each was given, or why not. */
  async function asked(meanwhile: () => boolean = () => true): Promise<readonly string[]> {
    const given: string[] = [];
    for (let nth = 0; nth < REVIEWS; nth++) {
      const asks = gpuPod({ namespace: NAMESPACE, name: 'asks' });
      const held = meanwhile();
      const { status, body } = await api.createPod<Pod & { message?: string }>(asks, {
        dryRun: true,
      });
      const what = status === 201 ? gpusOf(body)['main'] : body.message;
      given.push(held && meanwhile() ? `${what}` : `${what}, but nothing was under way`);
    }
    return given;
  }

  const ALL_SLICED = Array.from({ length: REVIEWS }, () => `${MIG}: 1`);

  /** Figures of all workloads, by name. */
  async function profiles(): Promise<Readonly<Record<string, unknown>>> {
    interface Stored {
      readonly metadata: { readonly name: string };
      readonly spec: { readonly containers: readonly { readonly vramMaxMiB: number }[] };
    }
    const all = await cluster.list<Stored>('gpuprofile', { namespace: NAMESPACE });
    return Object.fromEntries(
      all.map(({ metadata, spec }) => [
        metadata.name,
        spec.containers.map(({ vramMaxMiB }) => vramMaxMiB),
      ]),
    );
  }

  const memory = async (): Promise<number> => {
    const pid = await cluster.kubelet?.pid();
    const [, kB] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kB) * 1024;
  };

  const BY_HAND = { 'pod-asks': [6000], 'deployment-measured': [6000] };

  test.each<[string, Drip]>([
    ['says nothing for as long as it is waited for', () => undefined],
    ['says a little all the time', (response) => response.write(' ')],
  ])('%s, and every pod is answered meanwhile', async (_, drip) => {
    const held = new Held(drip);
    prometheus.play(held.script);
    await eventually('an answer that does not end', () => held.open > 0, 60);
    expect(await asked(() => held.open > 0)).toEqual(ALL_SLICED);
    prometheus.play(shut);
    held.release();
    expect(await profiles()).toEqual(BY_HAND);
  });

  test('sends five gigabytes, of which some megabytes are taken, and every pod is answered', async () => {
    const endless = new Endless();
    prometheus.play(endless.script);
    const before = await memory();
    const given: string[] = [];
    await eventually(
      'a dozen of such answers',
      async () => {
        given.push(...(await asked()));
        return endless.poured.length >= 12;
      },
      120,
    );
    prometheus.play(shut);
    expect(new Set(given)).toEqual(new Set(ALL_SLICED));
    expect(Math.max(...endless.poured)).toBeLessThan(MOST_TAKEN);
    const grown = (await memory()) - before;
    expect(grown).toBeLessThan(ROOM);
    const most = (Math.max(...endless.poured) / MiB).toFixed(1);
    tell(
      `5 GB offered ${endless.poured.length} times: at most ${most} MiB of it taken, ${given.length} pods answered meanwhile, the server's peak grew by ${Math.round(grown / MiB)} MiB`,
    );
    expect(await profiles()).toEqual(BY_HAND);
  });

  /** Of the one pod that nobody has written figures of. */
  const labels = () => ({
    exported_namespace: NAMESPACE,
    exported_pod: pod.metadata.name,
    exported_container: 'main',
    UUID: 'GPU-1',
    modelName: 'NVIDIA A100-SXM4-80GB',
    Hostname: pod.spec.nodeName ?? '',
  });

  const LEARNT = { ...BY_HAND, 'deployment-asr': [6000] };

  test('tells the truth at last, and is believed', async () => {
    prometheus.play(remembering({ labels: labels() }));
    await eventually(
      'a profile of what was told',
      async () => 'deployment-asr' in (await profiles()),
      240,
    );
    expect(await profiles()).toEqual(LEARNT);
  });

  const figures = (vram: number, sm: number) => () =>
    remembering({
      labels: labels(),
      figures: { DCGM_FI_DEV_FB_USED: vram, DCGM_FI_PROF_SM_ACTIVE: sm },
    });

  /** As the card that it is said to have may well be in use. */
  const lies = () => ({
    labels: labels(),
    figures: { DCGM_FI_DEV_FB_USED: 70_000, DCGM_FI_PROF_SM_ACTIVE: 0.9 },
  });

  const liesElsewhere = () => {
    elsewhere.play(remembering(lies()));
    return away(elsewhere.url);
  };

  const LIES: readonly (readonly [string, () => Script])[] = [
    ['is a page to sign in at', () => html],
    ['packs its answers', () => packed(lies())],
    ['points elsewhere', liesElsewhere],
    ['breaks off in the midst', () => cut(lies())],
    ['has no numbers', figures(Number.NaN, Number.NaN)],
    ['has numbers that no card can have', figures(1e12, 70)],
    [
      'tells of pods that nobody has',
      () => remembering({ ...lies(), labels: { ...labels(), exported_pod: 'asr-nobody' } }),
    ],
    [
      'tells of a part of what it has',
      () =>
        remembering({
          ...lies(),
          beside: () => ({ warnings: ['receive series from Addr: 10.0.0.7:10901: it is away'] }),
        }),
    ],
  ];

  test.each(LIES)(
    '%s, and nothing of it is written down, and every pod is answered',
    async (_, script) => {
      prometheus.play(script());
      const [given] = await Promise.all([asked(), moreRuns(2)]);
      expect(given).toEqual(ALL_SLICED);
      expect(await profiles()).toEqual(LEARNT);
    },
  );

  /** What is read counts as read for good, and a further run asks for a minute; of nobody known, for all. */
  test('is forgotten with all that it told', async () => {
    prometheus.play(shut);
    // Whoever had read the profile may write it once more.
    await moreRuns(2);
    await cluster.kubectl(['delete', 'gpuprofile', 'deployment-asr', '-n', NAMESPACE]);
    expect(await profiles()).toEqual(BY_HAND);
  });

  test.each(LIES)('%s from the first minute on, and nobody is known by it', async (_, script) => {
    prometheus.play(script());
    await moreRuns(2);
    expect(await profiles()).toEqual(BY_HAND);
  });

  test('tells the truth from the first minute on, and is believed', async () => {
    prometheus.play(remembering({ labels: labels() }));
    await eventually(
      'a profile of what was told',
      async () => 'deployment-asr' in (await profiles()),
      60,
    );
    expect(await profiles()).toEqual(LEARNT);
  });
});
