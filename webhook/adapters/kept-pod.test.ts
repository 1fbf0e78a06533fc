import { describe, expect, test } from '@jest/globals';
import { ClusterState } from './cluster-state.ts';
import { toKeep } from './kept-pod.ts';
import { pod } from './objects.fixture.ts';
import { sameEffect } from './same-pod.ts';
import type { SeenPod } from './seen-pod.ts';

/** Every field that somebody may read. */
const read = ({
  metadata,
  node,
  live,
  requests,
  gpu,
  judged,
  labels,
  avoids,
  failing,
}: SeenPod) => {
  const { name, namespace, uid, resourceVersion } = metadata;
  const meta = { name, namespace, uid, resourceVersion };
  return { meta, node, live, requests, gpu, judged, labels, avoids, failing };
};

const labels = { app: 'asr', 'statefulset.kubernetes.io/pod-name': 'a' };
const metadata = { labels, resourceVersion: '7' };
const tolerations = [{ key: 'nvidia.com/gpu', operator: 'Exists' }];

describe('a pod that is kept', () => {
  test.each<[string, SeenPod]>([
    ['a slice', pod({ name: 'a', on: 'n1', metadata })],
    ['no node yet', pod({ name: 'a', metadata })],
    ['cores alone', pod({ name: 'a', on: 'n1', resources: { requests: { cpu: '1' } } })],
    ['a door to GPUs', pod({ name: 'a', on: 'n1', resources: {}, spec: { tolerations } })],
  ])('with %s is read as the trimmed one', (_, trimmed) => {
    const kept = toKeep(trimmed);
    expect(kept).not.toBe(trimmed);
    expect(read(kept)).toEqual(read(trimmed));
    expect(sameEffect(kept, trimmed)).toBe(true);
  });

  test('and has ended is as it was', () => {
    const ended = pod({ name: 'a', on: 'n1', phase: 'Failed' });
    expect(toKeep(ended)).toBe(ended);
  });

  test('may come to fail and recover, and is the same pod in the same place', () => {
    const state = new ClusterState();
    const well = state.asKept(toKeep(pod({ name: 'a', on: 'n1' })));
    state.applyPod(well);
    const before = state.current(0);
    const death = { container: 'main', restart: 1, begun: 1, ended: 2, how: 'exit code 1' };
    const failing = { group: 'rs', deaths: [death] };
    const failed = toKeep({ ...pod({ name: 'a', on: 'n1' }), failing });
    expect(state.asKept(failed)).toBe(failed);
    state.applyPod(failed);
    expect([...state.pods()].map((one) => one.failing)).toEqual([failing]);
    state.applyPod(toKeep(pod({ name: 'a', on: 'n1', metadata: { resourceVersion: '9' } })));
    expect([...state.pods()]).toEqual([well]);
    expect([...state.pods()].map(read)).toEqual([{ ...read(well), failing: undefined }]);
    expect(well.metadata.resourceVersion).toBe(9);
    expect(state.current(0)).toBe(before);
  });
});
