import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Reading } from '../../policy/read.ts';
import { ClusterState } from '../cluster-state.ts';
import { apiOf } from './api.ts';
import { ListWatchServer } from './list-watch-server.fixture.ts';
import { scaleIn } from '../scales.ts';
import { livePods } from './pages.ts';
import { watchCluster, type WatchedCluster } from './watch-cluster.ts';

let server: ListWatchServer;
let cluster: WatchedCluster | undefined;
let state: ClusterState;
let gone: string[];
let puts: Reading[];
let told: string[];
let now: number;

beforeEach(async () => {
  server = await ListWatchServer.start();
  gone = [];
  puts = [];
  told = [];
  now = 1_000;
  state = new ClusterState((uid) => gone.push(uid));
});

afterEach(async () => {
  cluster?.stop();
  cluster = undefined;
  await server.stop();
});

/** A busy machine may take seconds over an answer. */
const PATIENCE_MS = 30_000;

function start(dra = false): WatchedCluster {
  const { config } = server;
  cluster = watchCluster({
    config,
    api: apiOf(config, PATIENCE_MS),
    state,
    dra,
    put: (reading) => puts.push(reading),
    clock: { now: () => now },
    tell: (event, { view, fault }) => told.push(`${event} ${String(view)} ${String(fault)}`),
    timing: { backoffMs: 20, mostBackoffMs: 100, absentMs: 50 },
  });
  cluster.start();
  return cluster;
}

async function until(what: string, holds: () => boolean): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (!holds()) {
    if (performance.now() > deadline)
      throw new Error(`never came: ${what}; told ${told.join(' | ')}`);
    await new Promise((next) => setTimeout(next, 5));
  }
}

const SLICE = 'nvidia.com/mig-1g.10gb';
const GPU = { requests: { [SLICE]: '1' }, limits: { [SLICE]: '1' } };
const podSpec = (resources: object = GPU) => ({
  spec: { nodeName: 'n1', containers: [{ name: 'main', image: 'x', resources }] },
  status: { phase: 'Running' },
});
const QUOTAS = '/apis/tranche.dev/v1alpha1/gpuquotas';

function furnish(): void {
  server.put(
    { name: 'n1', uid: 'n1' },
    {
      status: {
        allocatable: { cpu: '8', memory: '64Gi', pods: '110', [SLICE]: '7' },
        conditions: [{ type: 'Ready', status: 'True' }],
      },
    },
    '/api/v1/nodes',
  );
  server.put({ name: 'speech', uid: 'ns' }, {}, '/api/v1/namespaces');
  server.put({ name: 'a', namespace: 'speech', uid: 'u1' }, podSpec());
  server.put({ name: 'b', namespace: 'speech', uid: 'u2' }, podSpec({ requests: { cpu: '1' } }));
}

const used = () => state.current(0).nodes[0]?.used[SLICE];

const valuesOf = (reading: Reading | undefined): string =>
  JSON.stringify(reading?.documents.map(({ value }) => value) ?? []);

describe('the cluster', () => {
  test('is in the state when nothing is missing, without kinds that it does not serve', async () => {
    furnish();
    server.absent = '/apis/tranche.dev/';
    const watched = start();
    expect(watched.missing()).toContain("the cluster's pods");
    await until('all views', () => watched.missing().length === 0);
    expect(used()).toBe(1);
    expect(state.current(0).namespaces.has('speech')).toBe(true);
    await until('the empty reading', () => puts.length > 0);
    expect(puts[0]).toEqual({ documents: [], faults: [] });
    now += 700;
    expect(new Set(watched.ages().values())).toEqual(new Set([700]));
    expect(told).toEqual([]);
  });

  test('how many replicas there are to be is known of those that number them, and of them alone', async () => {
    const sets = '/apis/apps/v1/statefulsets';
    const groups = '/apis/leaderworkerset.x-k8s.io/v1/leaderworkersets';
    const jobs = '/apis/batch/v1/jobs';
    const asr = { name: 'asr', namespace: 'speech', uid: 's1' };
    server.put(asr, { spec: { replicas: 4, ordinals: { start: 2 } } }, sets);
    const indexed = { completionMode: 'Indexed', completions: 8 };
    server.put({ name: 'embed', namespace: 'speech', uid: 'j1' }, { spec: indexed }, jobs);
    server.put({ name: 'sweep', namespace: 'speech', uid: 'j2' }, { spec: {} }, jobs);
    server.put(
      { name: 'llama', namespace: 'speech', uid: 'l1' },
      { spec: { replicas: 3 } },
      groups,
    );
    const watched = start();
    await until('all views', () => watched.missing().length === 0);
    const scale = (kind: 'StatefulSet' | 'Job' | 'LeaderWorkerSet', name: string) =>
      scaleIn(state.current(0).scales, 'speech', { kind, name });
    await until('the set', () => scale('StatefulSet', 'asr') !== 'unknown');
    await until('the groups', () => scale('LeaderWorkerSet', 'llama') !== 'unknown');
    await until('the job', () => scale('Job', 'embed') !== 'unknown');
    expect(scale('StatefulSet', 'asr')).toMatchObject({ replicas: 4, start: 2 });
    expect(scale('Job', 'embed')).toMatchObject({ replicas: 8, start: 0 });
    expect(scale('LeaderWorkerSet', 'llama')).toMatchObject({ replicas: 3 });
    expect(scale('Job', 'sweep')).toBe('none');
    const before = state.current(0);
    server.put(asr, { spec: { replicas: 6, ordinals: { start: 2 } } }, sets);
    await until('its growth', () => state.current(0) !== before);
    expect(scale('StatefulSet', 'asr')).toMatchObject({ replicas: 6 });
    server.delete(asr, sets);
    await until('its end', () => scale('StatefulSet', 'asr') === 'unknown');
    expect(told).toEqual([]);
  });

  test('without LeaderWorkerSets nothing is missing', async () => {
    server.absent = '/apis/leaderworkerset.x-k8s.io/';
    const watched = start();
    await until('all views', () => watched.missing().length === 0);
    expect(told).toEqual([]);
  });

  test('a pod that ends is told to the ledger by uid, one that is made anew too', async () => {
    furnish();
    const watched = start();
    await until('all views', () => watched.missing().length === 0);
    server.put(
      { name: 'a', namespace: 'speech', uid: 'u1' },
      { ...podSpec(), status: { phase: 'Succeeded' } },
    );
    await until('its end', () => gone.includes('u1'));
    server.put({ name: 'c', namespace: 'speech', uid: 'u3' }, podSpec());
    await until('another', () => used() === 1);
    server.cut();
    server.delete({ name: 'c', namespace: 'speech', uid: 'u3' });
    server.put({ name: 'c', namespace: 'speech', uid: 'u4' }, podSpec());
    await until('the first one’s end', () => gone.includes('u3'));
    expect(gone).not.toContain('u4');
    expect(used()).toBe(1);
  });

  test('policies of the cluster are read when they come, change and go', async () => {
    const watched = start();
    const quota = { name: 'voices', uid: 'q1' };
    await until('all views', () => watched.missing().length === 0);
    server.put(quota, { spec: { namespaces: ['speech'] } }, QUOTAS);
    await until('the quota', () => valuesOf(puts.at(-1)).includes('speech'));
    const before = puts.length;
    server.put(quota, { spec: { namespaces: ['speech'] }, status: { used: 1 } }, QUOTAS);
    await new Promise((next) => setTimeout(next, 300));
    expect(puts.length).toBe(before);
    server.put(quota, { spec: { namespaces: 'all' } }, QUOTAS);
    await until('its fault', () => (puts.at(-1)?.faults.length ?? 0) > 0);
    expect(puts.at(-1)?.faults[0]).toMatchObject({ file: 'cluster GpuQuota voices', line: 0 });
    server.delete(quota, QUOTAS);
    await until(
      'its end',
      () => puts.at(-1)?.faults.length === 0 && puts.at(-1)?.documents.length === 0,
    );
  });
});

const DEVICES = '/apis/resource.k8s.io/v1';

const device = (name: string) => ({ name, attributes: { type: { string: 'mig' } } });

function devices(): void {
  const spec = { extendedResourceName: SLICE, selectors: [] };
  server.put({ name: 'small', uid: 'c1' }, { spec }, `${DEVICES}/deviceclasses`);
  const pool = { name: 'n1', generation: 1, resourceSliceCount: 1 };
  const slice = {
    driver: 'gpu.nvidia.com',
    nodeName: 'n1',
    pool,
    devices: [device('a'), device('b')],
  };
  server.put({ name: 'n1-gpu', uid: 's1' }, { spec: slice }, `${DEVICES}/resourceslices`);
}

function bare(): void {
  server.put({ name: 'n1', uid: 'n1' }, { status: { allocatable: { cpu: '8' } } }, '/api/v1/nodes');
}

const offered = () => state.current(0).nodes[0]?.allocatable[SLICE];

describe('what claims hand out', () => {
  test('is not so much as asked for without the switch', async () => {
    bare();
    devices();
    const watched = start();
    await until('all views', () => watched.missing().length === 0);
    expect(offered()).toBeUndefined();
    expect([...watched.ages().keys()].filter((name) => /device|claim|slices/.test(name))).toEqual(
      [],
    );
  });

  test('is on the node with it, and taken while a claim holds it', async () => {
    bare();
    devices();
    const watched = start(true);
    await until('all views', () => watched.missing().length === 0);
    await until('the devices', () => offered() === 2);
    const result = { request: 'r', driver: 'gpu.nvidia.com', pool: 'n1', device: 'a' };
    const claim = { name: 'x', namespace: 'speech', uid: 'x' };
    server.put(
      claim,
      { spec: {}, status: { allocation: { devices: { results: [result] } } } },
      `${DEVICES}/resourceclaims`,
    );
    await until('the claim', () => used() === 1);
    server.delete(claim, `${DEVICES}/resourceclaims`);
    await until('its end', () => used() === 0);
  });

  test('is nothing where the server does not know the kinds', async () => {
    furnish();
    server.absent = DEVICES;
    const watched = start(true);
    await until('all views', () => watched.missing().length === 0);
    expect(told).toEqual([]);
  });
});

test('the ledger reads all live pods in pages', async () => {
  for (const n of [1, 2, 3])
    server.put({ name: `p${n}`, namespace: 'speech', uid: `u${n}` }, podSpec());
  const sizes: number[] = [];
  for await (const page of livePods(apiOf(server.config))) sizes.push(page.length);
  expect(sizes).toEqual([2, 1]);
});
