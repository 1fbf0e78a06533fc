import { describe, expect, test } from '@jest/globals';
import { ClusterState } from './cluster-state.ts';
import { pod } from './objects.fixture.ts';
import { scaleIn, trimScale } from './scales.ts';

const asr = (replicas: number, uid = 'first') =>
  trimScale(
    { metadata: { name: 'asr', namespace: 'speech', uid }, spec: { replicas } },
    'StatefulSet',
  );

const seen = (state: ClusterState) =>
  scaleIn(state.current(0).scales, 'speech', { kind: 'StatefulSet', name: 'asr' });

describe('how many replicas there are to be', () => {
  test('is nobody’s to know until it is seen, nor after its end', () => {
    const state = new ClusterState();
    expect(seen(state)).toBe('unknown');
    state.applyScale(asr(4));
    expect(seen(state)).toMatchObject({ replicas: 4, start: 0 });
    state.deleteScale(asr(4));
    expect(seen(state)).toBe('unknown');
  });

  test('of a set that was made anew does not end with the one before', () => {
    const state = new ClusterState();
    state.applyScale(asr(4));
    state.applyScale(asr(2, 'second'));
    state.deleteScale(asr(4));
    expect(seen(state)).toMatchObject({ replicas: 2 });
  });

  test('is no news where its status moves, and stays in a snapshot as it was', () => {
    const state = new ClusterState();
    state.applyScale(asr(4));
    const before = state.current(0);
    state.applyScale(asr(4));
    expect(state.current(0)).toBe(before);
    state.applyScale(asr(8));
    expect(state.current(0)).not.toBe(before);
    expect(scaleIn(before.scales, 'speech', { kind: 'StatefulSet', name: 'asr' })).toMatchObject({
      replicas: 4,
    });
  });
});

const embed = (spec: object, uid = 'first') =>
  trimScale({ metadata: { name: 'embed', namespace: 'speech', uid }, spec }, 'Job');
const indexed = { completionMode: 'Indexed', completions: 8 };
const toldOf = (state: ClusterState) =>
  scaleIn(state.current(0).scales, 'speech', { kind: 'Job', name: 'embed' });

describe('of a Job that does not number its pods', () => {
  test('that is known as long as it stands', () => {
    const state = new ClusterState();
    state.applyScale(embed({}));
    expect(toldOf(state)).toBe('none');
    const before = state.current(0);
    state.applyScale(embed({ completions: 8 }));
    expect(state.current(0)).toBe(before);
    state.deleteScale(embed({}));
    expect(toldOf(state)).toBe('unknown');
  });

  test('it is another matter once one is made anew that does', () => {
    const state = new ClusterState();
    state.applyScale(embed({}));
    state.applyScale(embed(indexed, 'second'));
    state.deleteScale(embed({}));
    expect(toldOf(state)).toEqual({ replicas: 8, start: 0 });
    state.applyScale(embed({}, 'third'));
    expect(toldOf(state)).toBe('none');
  });
});

const controller = (kind: string, name: string) => [
  { apiVersion: 'apps/v1', kind, name, uid: name, controller: true },
];

test('replicas that are numbered have a row each, and those of a Deployment one together', () => {
  const state = new ClusterState();
  for (let i = 0; i < 3; i++) {
    const labels = { 'apps.kubernetes.io/pod-index': String(i) };
    const set = { labels, ownerReferences: controller('StatefulSet', 'asr') };
    const deployed = { labels, ownerReferences: controller('ReplicaSet', 'tts-5d8c') };
    state.applyPod(pod({ name: `asr-${i}`, on: 'n', metadata: set }));
    state.applyPod(pod({ name: `tts-${i}`, on: 'n', metadata: deployed }));
  }
  const rows = [...(state.current(0).groups.get('speech')?.values() ?? [])].flat();
  const told = rows.map(({ numbered, count }) => [
    numbered === 'none' ? numbered : numbered.ordinal,
    count,
  ]);
  expect(told).toEqual([
    [0, 1],
    [1, 1],
    [2, 1],
    ['none', 3],
  ]);
  for (let i = 0; i < 3; i++) state.deletePod(pod({ name: `asr-${i}` }));
  expect([...(state.current(0).groups.get('speech')?.values() ?? [])].flat()).toHaveLength(1);
});
