import { describe, expect, test } from '@jest/globals';
import { ClusterState } from './cluster-state.ts';
import { expectAdmitted } from './expectations.ts';
import { node, pod, slice, SLICE } from './objects.fixture.ts';
import { trimNamespace, trimQuota } from './seen.ts';

const quota = (hard: object) =>
  trimQuota({ metadata: { name: 'gpus', namespace: 'speech', uid: 'q' }, spec: { hard } });

const admitted = (spec: object = {}) => ({
  metadata: { name: 'a', uid: 'uid-a' },
  spec: { containers: [{ name: 'main', resources: slice }], ...spec },
});

const usedOn = (state: ClusterState, name: string, now = 0) =>
  state.current(now).nodes.find((facts) => facts.name === name)?.used;

describe('what pods take', () => {
  test('a bound pod takes what it requests from its node, whichever of them came first', () => {
    const taken = { [SLICE]: 1, cpu: 500, memory: 1024 ** 3, pods: 1 };
    const nodeFirst = new ClusterState();
    nodeFirst.applyNode(node('n1'));
    nodeFirst.applyPod(pod({ name: 'a', on: 'n1' }));
    expect(usedOn(nodeFirst, 'n1')).toEqual(taken);
    const podFirst = new ClusterState();
    podFirst.applyPod(pod({ name: 'a', on: 'n1' }));
    podFirst.applyNode(node('n1'));
    expect(usedOn(podFirst, 'n1')).toEqual(taken);
  });

  test('a pod without a GPU counts for cpu and memory, and has no siblings', () => {
    const state = new ClusterState();
    state.applyNode(node('n1'));
    state.applyPod(pod({ name: 'a', on: 'n1', resources: { requests: { cpu: '2' } } }));
    expect(usedOn(state, 'n1')).toEqual({ cpu: 2000, pods: 1 });
    expect(state.current(0).groups.size).toBe(0);
  });

  for (const phase of ['Succeeded', 'Failed'])
    test(`a pod that has ${phase} takes nothing any more`, () => {
      const gone: string[] = [];
      const state = new ClusterState((uid) => gone.push(uid));
      state.applyNode(node('n1'));
      state.applyPod(pod({ name: 'a', on: 'n1' }));
      state.applyPod(pod({ name: 'a', on: 'n1', phase }));
      expect(usedOn(state, 'n1')).toEqual({});
      expect(gone).toEqual(['uid-a']);
    });

  test('a name that is another pod by now: the first goes, the second comes', () => {
    const gone: string[] = [];
    const state = new ClusterState((uid) => gone.push(uid));
    state.applyNode(node('n1'));
    state.applyNode(node('n2'));
    state.applyPod(pod({ name: 'a', uid: 'u1', on: 'n1' }));
    state.applyPod(pod({ name: 'a', uid: 'u2', on: 'n2' }));
    expect(gone).toEqual(['u1']);
    expect(usedOn(state, 'n1')).toEqual({});
    expect(usedOn(state, 'n2')?.[SLICE]).toBe(1);
    // The end of the first one, told late.
    state.deletePod(pod({ name: 'a', uid: 'u1' }));
    expect(usedOn(state, 'n2')?.[SLICE]).toBe(1);
  });

  test('a node that is made anew keeps the pods that name it', () => {
    const state = new ClusterState();
    state.applyNode(node('n1', 7, { uid: 'first' }));
    state.applyPod(pod({ name: 'a', on: 'n1' }));
    state.applyNode(node('n1', 2, { uid: 'second' }));
    state.deleteNode(node('n1', 7, { uid: 'first' }));
    expect(state.current(0).nodes[0]).toMatchObject({
      allocatable: { [SLICE]: 2 },
      used: { [SLICE]: 1 },
    });
  });
});

describe('room for pods without a node', () => {
  test('a pod that waits takes the first node that could hold it', () => {
    const state = new ClusterState();
    state.applyNode(node('n1', 1));
    state.applyNode(node('n2', 1));
    state.applyPod(pod({ name: 'bound', on: 'n1' }));
    state.applyPod(pod({ name: 'waits', phase: 'Pending' }));
    expect(usedOn(state, 'n2')?.[SLICE]).toBe(1);
  });

  test('one that says where it must go takes nothing elsewhere', () => {
    const state = new ClusterState();
    state.applyNode(node('n1'));
    state.applyNode(node('n2', 7, { labels: { zone: 'b' } }));
    state.applyPod(pod({ name: 'a', phase: 'Pending', spec: { nodeSelector: { zone: 'b' } } }));
    expect(usedOn(state, 'n1')).toEqual({});
    expect(usedOn(state, 'n2')?.[SLICE]).toBe(1);
  });

  test('one that is gated, or fits nowhere, takes nothing', () => {
    const state = new ClusterState();
    state.applyNode(node('n1', 1));
    state.applyPod(pod({ name: 'bound', on: 'n1' }));
    state.applyPod(pod({ name: 'late', phase: 'Pending' }));
    expect(usedOn(state, 'n1')?.[SLICE]).toBe(1);
    state.deletePod(pod({ name: 'bound' }));
    state.deletePod(pod({ name: 'late' }));
    state.applyPod(pod({ name: 'g', spec: { schedulingGates: [{ name: 'kueue' }] } }));
    expect(usedOn(state, 'n1')).toEqual({});
  });

  test('a pod that was admitted counts until the view shows it', () => {
    const state = new ClusterState();
    state.applyNode(node('n1'));
    expectAdmitted(state, { namespace: 'speech', pod: admitted() }, 1_000);
    expect(usedOn(state, 'n1', 1_000)?.[SLICE]).toBe(1);
    state.applyPod(pod({ name: 'a', phase: 'Pending' }));
    expect(usedOn(state, 'n1', 2_000)?.[SLICE]).toBe(1);
    state.applyPod(pod({ name: 'a', on: 'n1' }));
    expect(usedOn(state, 'n1', 3_000)?.[SLICE]).toBe(1);
  });

  test('unless it is bound already, or asks for no device', () => {
    const state = new ClusterState();
    state.applyNode(node('n1'));
    const plain = { containers: [{ name: 'main' }] };
    for (const spec of [{ nodeName: 'n1' }, plain])
      expectAdmitted(state, { namespace: 'speech', pod: admitted(spec) }, 1_000);
    expect(usedOn(state, 'n1', 1_000)).toEqual({});
  });

  test('or until a minute has passed without it', () => {
    const state = new ClusterState();
    state.applyNode(node('n1'));
    expectAdmitted(state, { namespace: 'speech', pod: admitted() }, 1_000);
    expect(usedOn(state, 'n1', 60_999)?.[SLICE]).toBe(1);
    expect(usedOn(state, 'n1', 61_000)).toEqual({});
  });
});

describe('namespaces', () => {
  test('a native quota that names GPUs shows on its namespace until it goes', () => {
    const state = new ClusterState();
    state.applyNamespace(
      trimNamespace({ metadata: { name: 'speech', uid: 'n', labels: { team: 'a' } } }),
    );
    state.applyResourceQuota(quota({ 'requests.nvidia.com/gpu': '4' }));
    expect(state.current(0).namespaces.get('speech')).toEqual({
      labels: { team: 'a' },
      nativeGpuQuota: true,
    });
    state.applyResourceQuota(quota({ 'requests.cpu': '4' }));
    expect(state.current(0).namespaces.get('speech')?.nativeGpuQuota).toBe(false);
    state.applyResourceQuota(quota({ 'requests.nvidia.com/mig-1g.10gb': '0' }));
    expect(state.current(0).namespaces.get('speech')?.nativeGpuQuota).toBe(true);
    state.deleteResourceQuota(quota({}));
    expect(state.current(0).namespaces.get('speech')?.nativeGpuQuota).toBe(false);
  });
});

describe('a snapshot', () => {
  test('is the same until something changes, and never changes itself', () => {
    const state = new ClusterState();
    state.applyNode(node('n1'));
    state.applyNode(node('n2'));
    state.applyPod(pod({ name: 'a', on: 'n1' }));
    const before = state.current(0);
    expect(state.current(5)).toBe(before);
    state.applyPod(pod({ name: 'a', on: 'n1', metadata: { resourceVersion: '2' } }));
    state.applyNode(node('n1'));
    expect(state.current(5)).toBe(before);
    state.applyPod(pod({ name: 'b', on: 'n1' }));
    const after = state.current(5);
    expect(after).not.toBe(before);
    expect(before.nodes[0]?.used[SLICE]).toBe(1);
    expect(after.nodes[0]?.used[SLICE]).toBe(2);
    expect(after.nodes[1]).toBe(before.nodes[1]);
    expect(after.namespaces).toBe(before.namespaces);
  });
});

const first = () => pod({ name: 'a', on: 'n1', metadata: { resourceVersion: '1' } });
const again = (more: object = {}) =>
  pod({ name: 'a', on: 'n1', metadata: { resourceVersion: '2' }, ...more });

describe('a pod that is written once more', () => {
  test('is the one that is kept, at its newer version, where nothing else is new', () => {
    const state = new ClusterState();
    const kept = first();
    state.applyPod(kept);
    expect(state.asKept(again())).toBe(kept);
    expect(kept.metadata.resourceVersion).toBe(2);
  });

  test.each([
    ['it stands on another node', { on: 'n2' }],
    ['it has ended', { phase: 'Succeeded' }],
    ['it is another of that name', { uid: 'another' }],
  ])('is another where %s', (_, more) => {
    const state = new ClusterState();
    const kept = first();
    state.applyPod(kept);
    const news = again(more);
    expect(state.asKept(news)).toBe(news);
    expect(kept.metadata.resourceVersion).toBe(1);
  });
});
