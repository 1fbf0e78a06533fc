import { describe, expect, test } from '@jest/globals';
import { catalogue, object, policy } from '../policy/example.ts';
import { ClusterState } from './cluster-state.ts';
import { liveUse } from './live-use.ts';
import { pod, SLICE, type PodText } from './objects.fixture.ts';
import { inForceOf } from './policy-store.ts';
import { liveWorld } from './world.ts';

const profile = object(
  'GpuProfile',
  'asr',
  {
    workload: { kind: 'Deployment', name: 'asr' },
    containers: [
      {
        name: 'main',
        revision: 'x',
        measuredOn: 'H100-80GB',
        sharing: 'whole',
        attribution: 'exact',
        vramMaxMiB: 6000,
        hours: 48,
        samples: 5000,
      },
    ],
  },
  'speech',
);

async function used(...pods: readonly PodText[]) {
  const made = inForceOf([
    catalogue(),
    profile,
    policy('batch', { priority: 5, match: { ownerKinds: ['Job'] }, sharing: {} }),
    policy('asr', { match: { podLabels: { app: 'asr' } }, sharing: {} }),
  ]);
  if (!made.ok) throw new Error(JSON.stringify(made.faults));
  const state = new ClusterState();
  for (const one of pods) state.applyPod(pod(one));
  const source = liveWorld({
    policies: { current: () => made.inForce, missing: () => [] },
    cluster: state,
    missing: () => [],
    clock: { now: () => 0 },
  });
  return liveUse(state.pods(), source.current());
}

const owned = (kind: string, name: string, uid: string, labels: object = { app: 'asr' }) => ({
  labels,
  ownerReferences: [{ apiVersion: 'x/v1', kind, name, uid, controller: true }],
});

describe('who uses GPUs', () => {
  test('is counted by the policy that wins, workloads and pods', async () => {
    const { byPolicy } = await used(
      { name: 'a', metadata: owned('Deployment', 'asr', '1') },
      { name: 'b', metadata: owned('Deployment', 'asr', '1') },
      { name: 'c', metadata: owned('Deployment', 'tts', '2') },
      { name: 'd', metadata: owned('Job', 'embed', '3') },
      { name: 'e', metadata: owned('Deployment', 'other', '4', {}) },
      { name: 'bare', metadata: { labels: { app: 'asr' } } },
      { name: 'twin', metadata: { labels: { app: 'asr' } } },
    );
    expect(Object.fromEntries(byPolicy)).toEqual({
      asr: { workloads: 4, pods: 5 },
      batch: { workloads: 1, pods: 1 },
      none: { workloads: 1, pods: 1 },
    });
  });

  test('who has no profile is counted by container, once for all replicas', async () => {
    const { withoutProfile } = await used(
      { name: 'a', metadata: owned('Deployment', 'asr', '1') },
      { name: 'b', metadata: owned('Deployment', 'new', '2') },
      { name: 'c', metadata: owned('Deployment', 'new', '2') },
    );
    expect(withoutProfile).toBe(1);
  });

  test('pods that ask for no GPU are nobody', async () => {
    const resources = { limits: { 'example.com/fpga': '1' } };
    const { byPolicy, withoutProfile } = await used({ name: 'a', resources });
    expect([byPolicy.size, withoutProfile]).toEqual([0, 0]);
    expect((await used({ name: 'b', resources: { limits: { [SLICE]: '1' } } })).byPolicy.size).toBe(
      1,
    );
  });
});
