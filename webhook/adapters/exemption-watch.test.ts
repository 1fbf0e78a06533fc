import { afterEach, describe, expect, test } from '@jest/globals';
import { object } from '../policy/example.ts';
import type { Json } from '../policy/schema/forms.ts';
import { ClusterState } from './cluster-state.ts';
import { watchExemptions, type ExemptionWatch } from './exemption-watch.ts';
import { livingIn } from './living.ts';
import { pod } from './objects.fixture.ts';
import { inForceOf, type InForce } from './policy-store.ts';
import { trimOwner } from './seen.ts';
import { liveWorld } from './world.ts';

const START = Date.UTC(2026, 10, 21);
const DAY = 86_400_000;

const exemption = (name: string, days: number, match: Json = {}) =>
  object('GpuExemption', name, {
    owner: `owner of ${name}`,
    reason: 'its driver',
    expires: new Date(START + days * DAY).toISOString(),
    rules: ['guard/*'],
    match: { namespaces: ['speech'], ...match },
  });

function inForce(...documents: ReturnType<typeof exemption>[]): InForce {
  const made = inForceOf(documents);
  if (!made.ok) throw new Error('no faults here');
  return made.inForce;
}

let running: ExemptionWatch | undefined;
afterEach(() => running?.stop());

function bench(...documents: ReturnType<typeof exemption>[]) {
  const state = new ClusterState();
  const clock = { ms: START };
  const waits: string[] = [];
  const policies = { current: () => inForceNow, missing: () => [] };
  const inForceNow = inForce(...documents);
  const source = liveWorld({
    policies,
    cluster: state,
    missing: () => waits,
    clock: { now: () => clock.ms },
  });
  const told: string[] = [];
  const announced: string[] = [];
  const watch = watchExemptions({
    policies,
    source,
    living: (concerns) => livingIn(state.pods(), source.current(), concerns),
    tell: (event, { exemption: name, owner }) => told.push([event, name, owner].join(' ')),
    announce: (news, { name }) => announced.push(`${news} ${name}`),
    everyMs: 5,
  });
  running = watch;
  const counts = () => {
    clock.ms += 1000;
    watch.look();
    const { inForce: force, expiring, ended, unmatched } = watch.counts();
    return { force, expiring, ended, unmatched };
  };
  return { state, clock, waits, told, announced, watch, counts };
}

const owned = (kind: string, name: string) => ({
  ownerReferences: [{ apiVersion: 'apps/v1', kind, name, uid: 'u', controller: true }],
});

describe('exemptions are looked after', () => {
  test('each is told of once, when it is about to end and when it has', () => {
    const { state, clock, told, announced, counts } = bench(
      exemption('old', 15),
      exemption('young', 90),
    );
    state.applyPod(pod({ name: 'a' }));
    expect(counts()).toEqual({ force: 2, expiring: 0, ended: 0, unmatched: 0 });
    clock.ms += DAY;
    expect(counts()).toEqual({ force: 2, expiring: 1, ended: 0, unmatched: 0 });
    counts();
    expect(told).toEqual(['exemption-expiring old owner of old']);
    clock.ms += 14 * DAY;
    expect(counts()).toEqual({ force: 1, expiring: 0, ended: 1, unmatched: 0 });
    expect(told.slice(1)).toEqual(['exemption-ended old owner of old']);
    expect(announced).toEqual(['expiring old', 'ended old']);
  });

  test('one that lets nobody past is told of, until somebody comes whom it is for', () => {
    const { state, told, counts } = bench(
      exemption('tuner', 90, { ownerKinds: ['Deployment'], ownerNames: ['tuner'] }),
      exemption('labelled', 90, { podLabels: { app: 'x' } }),
      exemption('elsewhere', 90, { namespaces: ['vision'] }),
    );
    state.applyPod(pod({ name: 'b', metadata: { ...owned('ReplicaSet', 'b-5f6d9c') } }));
    expect(counts().unmatched).toBe(3);
    state.applyPod(pod({ name: 'c', metadata: { labels: { app: 'x' } } }));
    expect(counts().unmatched).toBe(2);
    state.applyPod(pod({ name: 'd', metadata: owned('ReplicaSet', 'tuner-5f6d9c') }));
    state.applyOwner(
      trimOwner(
        {
          metadata: {
            name: 'tuner-5f6d9c',
            namespace: 'speech',
            uid: 'u',
            ...owned('Deployment', 'tuner'),
          },
        },
        'ReplicaSet',
      ),
    );
    expect(counts().unmatched).toBe(1);
    expect(told).toHaveLength(3);
    state.deletePod(pod({ name: 'd' }));
    expect(counts().unmatched).toBe(2);
  });

  test('a pod without a device counts where guardrails look at it, and no other', () => {
    const { state, counts } = bench(exemption('exporter', 90, { podLabels: { app: 'exporter' } }));
    const labelled = { metadata: { labels: { app: 'exporter' } }, resources: {} };
    state.applyPod(pod({ name: 'a', ...labelled }));
    expect(counts().unmatched).toBe(1);
    state.applyPod(pod({ name: 'b', ...labelled, spec: { runtimeClassName: 'nvidia' } }));
    expect(counts().unmatched).toBe(0);
  });

  test('nobody is missed before everybody could have been seen', () => {
    const { waits, told, counts } = bench(exemption('tuner', 90));
    waits.push("the cluster's pods");
    expect(counts()).toEqual({ force: 0, expiring: 0, ended: 0, unmatched: 0 });
    waits.pop();
    expect(counts()).toMatchObject({ force: 1, unmatched: 1 });
    expect(told).toHaveLength(1);
  });

  test('it looks by itself from start to stop', async () => {
    const { watch } = bench(exemption('tuner', 90));
    watch.start();
    for (let i = 0; i < 400 && watch.counts().inForce === 0; i++)
      await new Promise((next) => setTimeout(next, 5));
    expect(watch.counts().inForce).toBe(1);
  });
});
