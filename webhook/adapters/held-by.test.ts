import { describe, expect, test } from '@jest/globals';
import { ClusterState } from './cluster-state.ts';
import { heldBy } from './held-by.ts';
import { inForceOf } from './policy-store.ts';
import { worldOf } from './world.ts';

const now = Date.parse('2026-11-21T12:00:00Z');

function hold(pod: unknown) {
  const made = inForceOf([]);
  if (!made.ok) throw new Error('no documents, no faults');
  return heldBy(worldOf(made.inForce, new ClusterState().current(0), 0), { now: () => now })(pod);
}

const pod = (more: { metadata?: object; status?: object; resources?: object } = {}) => ({
  metadata: { name: 'a', namespace: 'speech', uid: 'u1', ...more.metadata },
  spec: {
    containers: [
      { name: 'main', resources: more.resources ?? { limits: { 'nvidia.com/gpu': '1' } } },
    ],
  },
  status: { phase: 'Running', ...more.status },
});

const dying = (deletionTimestamp: string) =>
  pod({ metadata: { deletionTimestamp, deletionGracePeriodSeconds: 30 } });

describe('what a stored pod holds', () => {
  test('is its claim, on the account of nobody where no quota names its namespace', () => {
    expect(hold(pod())).toEqual({
      uid: 'u1',
      account: 'unassigned',
      claim: { milliGPU: 1000, MiB: 0 },
    });
  });

  const nothing: { name: string; pod: unknown }[] = [
    { name: 'a pod that asks for no GPU', pod: pod({ resources: { limits: { cpu: '1' } } }) },
    { name: 'a pod that has succeeded', pod: pod({ status: { phase: 'Succeeded' } }) },
    { name: 'a pod that has failed', pod: pod({ status: { phase: 'Failed' } }) },
    {
      name: 'a pod whose grace has passed, on a node that is lost',
      pod: dying('2026-11-21T11:59:29Z'),
    },
    { name: 'something that is no pod', pod: 'what' },
  ];
  for (const { name, pod: object } of nothing)
    test(`is nothing for ${name}`, () => expect(hold(object)).toBe('nothing'));

  test('is held by a pod that is being deleted, as long as its grace lasts', () => {
    expect(hold(dying('2026-11-21T11:59:30Z'))).toMatchObject({ claim: { milliGPU: 1000 } });
  });
});
