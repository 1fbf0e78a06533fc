import { describe, expect, test } from '@jest/globals';
import { trimPod } from '../seen-pod.ts';

const ORIGINAL = JSON.stringify({
  v: 1,
  id: 'x',
  containers: { main: { asked: 'nvidia.com/gpu', slice: 'H100-80GB mig', got: 'mig' } },
  require: [],
  affinity: false,
  tolerate: [],
});

const terminated = (parts: object = {}) => ({
  exitCode: 137,
  reason: 'OOMKilled',
  startedAt: '2026-11-22T10:00:00Z',
  finishedAt: '2026-11-22T10:01:00Z',
  ...parts,
});

interface Said {
  readonly metadata?: object;
  readonly status?: object;
  readonly one?: object;
}

const seen = ({ metadata, status, one }: Said = {}) =>
  trimPod({
    metadata: {
      name: 'asr-x',
      namespace: 'speech',
      uid: 'u',
      labels: { 'pod-template-hash': 'f' },
      annotations: { 'tranche.dev/decision': 'we said', 'tranche.dev/original': ORIGINAL },
      ownerReferences: [
        { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'asr', uid: 'rs', controller: true },
      ],
      ...metadata,
    },
    spec: {
      containers: [{ name: 'main', resources: { limits: { 'nvidia.com/mig-1g.10gb': 1 } } }],
    },
    status: {
      phase: 'Running',
      containerStatuses: [
        { name: 'main', restartCount: 1, lastState: { terminated: terminated() }, ...one },
      ],
      ...status,
    },
  });

test('a pod with an annotation longer than any of ours is remembered by no word of it', () => {
  const annotations = {
    'tranche.dev/decision': 'x',
    'tranche.dev/original': '"slice":"a",'.repeat(10_000),
  };
  expect(seen({ metadata: { annotations } }).failing?.group).toBe('rs f ');
});

describe('of a pod that was given a slice', () => {
  test('it is kept what its container died of, and when', () => {
    expect(seen().failing).toEqual({
      group: 'rs f H100-80GB mig',
      deaths: [
        {
          container: 'main',
          restart: 1,
          begun: Date.parse('2026-11-22T10:00:00Z'),
          ended: Date.parse('2026-11-22T10:01:00Z'),
          how: 'OOMKilled, exit code 137',
        },
      ],
    });
  });

  test('one that is not restarted has died with its pod', () => {
    const ended = seen({
      status: { phase: 'Failed' },
      one: { restartCount: 0, lastState: {}, state: { terminated: terminated() } },
    });
    expect(ended.live).toBe(false);
    expect(ended.failing?.deaths).toMatchObject([{ container: 'main', restart: 0 }]);
  });
});

test.each<[string, Said]>([
  ['never restarted', { one: { restartCount: 0, lastState: {} } }],
  ['was done', { one: { lastState: { terminated: terminated({ exitCode: 0 }) } } }],
  [
    'nobody found again',
    { one: { lastState: { terminated: terminated({ reason: 'ContainerStatusUnknown' }) } } },
  ],
  ['cannot pull its image', { one: { restartCount: 0, lastState: {}, state: { waiting: {} } } }],
  [
    'has no time of death',
    { one: { lastState: { terminated: terminated({ finishedAt: null }) } } },
  ],
  ['was evicted', { status: { phase: 'Failed', reason: 'Evicted' } }],
  ['lost its node', { status: { reason: 'NodeLost' } }],
  ['was preempted', { status: { conditions: [{ type: 'DisruptionTarget', status: 'True' }] } }],
  ['is being deleted', { metadata: { deletionTimestamp: '2026-11-22T10:01:00Z' } }],
  ['was there before us', { metadata: { annotations: {} } }],
  [
    'we only decided about',
    { metadata: { annotations: { 'tranche.dev/decision': 'it stays whole' } } },
  ],
])('of one that %s nothing is kept', (_, said) => {
  expect(seen(said)).not.toHaveProperty('failing');
});
