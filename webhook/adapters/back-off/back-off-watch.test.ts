import { describe, expect, test } from '@jest/globals';
import { propose } from '../../core/propose.ts';
import { readPod } from '../../core/read-pod.ts';
import { readObject } from '../../policy/read.ts';
import type { Document } from '../../policy/documents.ts';
import { ApiFault, type Ask } from '../cluster/api.ts';
import { documentsFor, fleet, MIG, rawPod, replicaSet } from '../missed/cluster.fixture.ts';
import { inForceOf } from '../policy-store.ts';
import { isRecord, textIn, type Raw } from '../raw.ts';
import { trimPod } from '../seen-pod.ts';
import { liveWorld } from '../world.ts';
import { backOffWatch } from './back-off-watch.ts';

const START = Date.UTC(2026, 10, 21, 9);
const MINUTE = 60_000;
const JOB = { apiVersion: 'batch/v1', kind: 'Job', name: 'whisper' };
const ORIGINAL = JSON.stringify({
  v: 1,
  id: 'x',
  containers: { main: { asked: 'nvidia.com/gpu', slice: `A100-80GB ${MIG}`, got: MIG } },
  require: [],
  affinity: false,
  tolerate: [],
});
const annotations = { 'tranche.dev/decision': 'we said', 'tranche.dev/original': ORIGINAL };

const died = (minute: number, ran = 1) => ({
  terminated: {
    exitCode: 1,
    startedAt: new Date(START + (minute - ran) * MINUTE).toISOString(),
    finishedAt: new Date(START + minute * MINUTE).toISOString(),
  },
});

/** The last of so many restarts was for a death so many minutes after nine. */
const restarted = (times: number, minute: number, ran?: number) => ({
  phase: 'Running',
  containerStatuses: [{ name: 'main', restartCount: times, lastState: died(minute, ran) }],
});
const ended = (minute: number) => ({
  phase: 'Failed',
  containerStatuses: [{ name: 'main', restartCount: 0, state: died(minute) }],
});

const replica = (name: string, status: object): Raw => ({
  ...rawPod({ name, ...replicaSet('f'), annotations, resource: MIG }),
  status,
});
const ofJob = (name: string, status: object): Raw => ({
  ...rawPod({ name, controller: JOB, annotations, resource: MIG }),
  status,
});

/** A cluster in which what is written is read back. */
function bench(sharing: object = {}) {
  const stored = new Map<string, Raw>();
  const written = new Map<string, Document>();
  const state = fleet();
  const now = { ms: START + 10 * MINUTE, leads: true, refuses: 0 };
  const events: string[] = [];
  const told: string[] = [];
  let writes = 0;
  const inForce = () => {
    const made = inForceOf([...documentsFor('enforce', sharing), ...written.values()]);
    if (!made.ok) throw new Error(JSON.stringify(made.faults));
    return made.inForce;
  };
  const source = liveWorld({
    policies: { current: inForce, missing: () => [] },
    cluster: state,
    missing: () => [],
    clock: { now: () => now.ms },
    alive: true,
  });
  const ask = async ({ method, path, body }: Ask): Promise<Raw> => {
    if (now.refuses !== 0) throw new ApiFault(now.refuses, 'as planned');
    const value = isRecord(body?.value) ? body.value : {};
    if (method === 'POST') events.push(textIn(value, 'message'));
    else {
      writes++;
      const [document] = readObject('object', value).documents;
      if (document === undefined) throw new ApiFault(422, `not a document: ${path}`);
      written.set(path, document);
    }
    return {};
  };
  const watch = backOffWatch({
    api: { ask },
    pods: () => state.pods(),
    source,
    retreats: () => inForce().set.retreats,
    leads: () => now.leads,
    read: async (namespace, name) => stored.get(`${namespace}/${name}`) ?? 'gone',
    tell: (event, { command, fault }) => told.push([event, command ?? fault].join(': ')),
  });
  return {
    now,
    watch,
    events,
    told,
    writes: () => writes,
    retreats: () => inForce().set.retreats,
    put(...pods: readonly Raw[]): void {
      for (const raw of pods) {
        const pod = trimPod(raw);
        stored.set(`${pod.metadata.namespace}/${pod.metadata.name}`, raw);
        state.applyPod(pod);
        watch.saw(pod);
      }
    },
    /** What the next replica would be given, of this rollout or of another. */
    next(hash = 'g') {
      const namespace = 'speech';
      const read = readPod(rawPod({ name: 'whisper-new', ...replicaSet(hash) }));
      if (!read.ok) throw new Error('it can be read');
      const { pod } = read;
      const review = { uid: '', operation: 'CREATE', subResource: '', dryRun: false } as const;
      const decision = propose({ ...review, namespace, pod, alike: pod }, source.current());
      return `${decision.containers[0]?.chosen}: ${decision.because.rule}`;
    },
  };
}

const SLICE = `A100-80GB ${MIG}: fit/mig`;
const CARD = 'nvidia.com/gpu: 1: evidence/backed-off';

describe('a container that restarts twice within minutes', () => {
  test('puts its workload on the next larger shape, and its owner is told how', async () => {
    const at = bench();
    expect(at.next()).toBe(SLICE);
    at.put(replica('whisper-f-x', restarted(1, 2)));
    await at.watch.look();
    expect(at.retreats()).toEqual([]);
    at.put(replica('whisper-f-x', restarted(2, 6)));
    await at.watch.look();
    expect(at.retreats()).toMatchObject([
      {
        namespace: 'speech',
        kind: 'Deployment',
        name: 'whisper',
        container: 'main',
        revision: 'registry.example.com/whisper',
        slice: { name: `A100-80GB ${MIG}`, sms: 14 },
        since: '2026-11-21T09:06:00Z',
        until: '2026-11-28T09:06:00Z',
        because: 'it restarted 2 times within 4m, the last time with exit code 1',
      },
    ]);
    expect([at.next('f'), at.next()]).toEqual([CARD, CARD]);
    const command = 'kubectl rollout restart deployment/whisper -n speech';
    expect(at.events).toEqual([expect.stringMatching(`To restart it now: ${command}$`)]);
    expect(at.told).toEqual([`workload-backed-off: ${command}`]);
  });

  test('is told of once, however often it dies until it is restarted', async () => {
    const at = bench();
    for (const times of [2, 3, 4, 5]) {
      at.put(replica('whisper-f-x', restarted(times, times)));
      await at.watch.look();
    }
    expect([at.writes(), at.events.length]).toEqual([1, 1]);
  });

  test('is found by whoever becomes leader, from one look at its status', async () => {
    const at = bench();
    at.now.leads = false;
    at.put(replica('whisper-f-x', restarted(2, 6)));
    await at.watch.look();
    expect(at.writes()).toBe(0);
    at.now.leads = true;
    await at.watch.look();
    expect(at.next()).toBe(CARD);
  });

  test('is tried on the slice again once its time is over', async () => {
    const at = bench({ backOff: { for: '1h' } });
    at.put(replica('whisper-f-x', restarted(2, 6)));
    await at.watch.look();
    expect(at.next()).toBe(CARD);
    at.now.ms = START + 66 * MINUTE;
    expect(at.next()).toBe(SLICE);
  });

  test.each<[string, object, Raw]>([
    ['did so a week ago', {}, replica('whisper-f-x', restarted(2, -7 * 24 * 60))],
    ['took an hour for it', {}, replica('whisper-f-x', restarted(2, 6, 60))],
    ['may do so', { backOff: { restarts: 0 } }, replica('whisper-f-x', restarted(2, 6))],
    ['stands on a whole card', {}, { ...rawPod({ name: 'whisper' }), status: restarted(2, 6) }],
  ])('and %s is no sign', async (_, sharing, pod) => {
    const at = bench(sharing);
    at.put(pod);
    await at.watch.look();
    expect([at.writes(), at.next()]).toEqual([0, SLICE]);
  });
});

describe('replicas', () => {
  test('that die one after the other are a sign, too', async () => {
    const at = bench();
    at.put(replica('whisper-f-x', restarted(1, 2)));
    await at.watch.look();
    expect(at.next()).toBe(SLICE);
    at.put(replica('whisper-f-y', restarted(1, 4)));
    await at.watch.look();
    expect(at.next()).toBe(CARD);
  });

  test('of which most live are none', async () => {
    const at = bench();
    for (const i of [1, 2, 3]) at.put(replica(`whisper-f-${i}`, { phase: 'Running' }));
    at.put(replica('whisper-f-x', restarted(1, 2)), replica('whisper-f-y', restarted(1, 4)));
    await at.watch.look();
    expect(at.writes()).toBe(0);
  });

  test('of a Job that end are a sign before its limit is reached', async () => {
    const at = bench();
    at.put(ofJob('whisper-1', ended(2)), ofJob('whisper-2', ended(4)));
    await at.watch.look();
    expect(at.retreats()).toMatchObject([
      { kind: 'Job', name: 'whisper', because: expect.stringMatching(/^2 of 2 replicas died/) },
    ]);
  });
});

test('two restarts between two looks are two, whatever was seen before', async () => {
  const at = bench();
  at.put(replica('whisper-f-x', restarted(1, -300)));
  at.put(replica('whisper-f-x', restarted(3, 6)));
  await at.watch.look();
  expect(at.retreats()[0]?.because).toMatch(/^it restarted 2 times within 60s/);
});

test('what the API server never takes does not stand in the way of the rest', async () => {
  const at = bench();
  at.now.refuses = 422;
  at.put(replica('whisper-f-x', restarted(2, 6)));
  await at.watch.look();
  at.now.refuses = 0;
  await at.watch.look();
  expect([at.writes(), at.told]).toEqual([0, ['back-off-refused: as planned']]);
  expect(at.watch.state()).toBe('on');
});

describe('where it may not be written down', () => {
  test('it says so, and is on again once it can', async () => {
    const at = bench();
    at.now.refuses = 403;
    at.put(replica('whisper-f-x', restarted(2, 6)));
    await at.watch.look();
    expect(at.watch.state()).toEqual({
      off: 'the server may not write GpuProfiles: its ClusterRole is of an older release',
    });
    at.now.refuses = 0;
    await new Promise((soon) => setTimeout(soon, 2_100));
    await at.watch.look();
    expect([at.watch.state(), at.next()]).toEqual(['on', CARD]);
  });
});

test('the object is called by its workload, and by no other', async () => {
  const at = bench();
  at.put(replica('whisper-f-x', restarted(2, 6)), ofJob('j-1', ended(2)), ofJob('j-2', ended(3)));
  await at.watch.look();
  expect(at.retreats().map(({ by }) => by)).toEqual([
    expect.stringMatching(/^deployment-whisper-backed-off-[0-9a-f]{6}$/),
    expect.stringMatching(/^job-whisper-backed-off-[0-9a-f]{6}$/),
  ]);
});
