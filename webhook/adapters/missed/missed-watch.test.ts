import { describe, expect, test } from '@jest/globals';
import { DECISION, FORGED, MIG, missing, rawPod, replicaSet } from './cluster.fixture.ts';

const SET = { apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'whisper' };
const JOB = { apiVersion: 'batch/v1', kind: 'Job', name: 'whisper' };

const one = async (bench: ReturnType<typeof missing>) => {
  const { found } = await bench.look();
  expect(found).toHaveLength(1);
  return found[0];
};

describe('a pod that missed us', () => {
  test('is listed with what it would be given and how it comes anew', async () => {
    const bench = missing();
    bench.put(rawPod({ name: 'whisper-f-x', ...replicaSet('f') }));
    expect(await one(bench)).toMatchObject({
      namespace: 'speech',
      names: ['whisper-f-x'],
      since: '2026-11-21T09:00:00Z',
      decision: {
        policy: 'slices',
        workload: { kind: 'Deployment', name: 'whisper' },
        containers: [{ asked: 'nvidia.com/gpu: 1', chosen: `A100-80GB ${MIG}` }],
      },
      recreation: { command: 'kubectl delete pod -n speech whisper-f-x' },
    });
  });

  test('is told of once, however long it waits, and again when another has its name', async () => {
    const bench = missing();
    const pod = rawPod({ name: 'whisper' });
    bench.put(pod);
    await bench.look();
    await bench.look();
    expect(bench.told).toHaveLength(1);
    bench.drop(pod);
    bench.put(rawPod({ name: 'whisper', uid: 'another' }));
    await bench.look();
    expect(bench.told).toEqual(
      Array(2).fill(
        'whisper: kubectl get pod whisper -n speech -o yaml | kubectl replace -n speech --force -f -',
      ),
    );
  });

  test.each<[string, Parameters<typeof rawPod>[0]]>([
    ['has a node by now', { name: 'whisper', spec: { nodeName: 'cards' } }],
    ['carries our decision', { name: 'whisper', annotations: { [DECISION]: 'as we said' } }],
    ['has no profile', { name: 'unheard-of' }],
    ['wants to stay whole', { name: 'whisper', annotations: { 'tranche.dev/keep': 'original' } }],
    [
      'is held by us',
      { name: 'whisper', spec: { schedulingGates: [{ name: 'tranche.dev/hold' }] } },
    ],
    ['would never be sent to us', { name: 'whisper', namespace: 'kube-system' }],
    ['asks for a slice', { name: 'whisper', resource: MIG }],
    ['asks for no GPU', { name: 'whisper', resource: 'example.com/fpga' }],
  ])('is not one that %s', async (_, written) => {
    const bench = missing();
    bench.put(rawPod(written));
    expect(await bench.look()).toEqual({ found: [], unread: 0 });
  });

  test.each(['observe', 'warn'] as const)('is not one of a policy in %s', async (mode) => {
    const bench = missing({ mode });
    bench.put(rawPod({ name: 'whisper' }));
    expect((await bench.look()).found).toEqual([]);
    bench.now.mode = 'enforce';
    expect((await bench.look()).found).toHaveLength(1);
  });

  test('is listed no more once it is bound, or gone', async () => {
    const bench = missing();
    const [bound, gone] = [rawPod({ name: 'whisper' }), rawPod({ name: 'x', ...replicaSet('f') })];
    bench.put(bound);
    bench.put(gone);
    expect((await bench.look()).found).toHaveLength(2);
    bench.put(rawPod({ name: 'whisper', spec: { nodeName: 'cards' } }));
    bench.drop(gone);
    expect((await bench.look()).found).toEqual([]);
  });

  test('nobody is called missed before all views are read', async () => {
    const bench = missing();
    bench.now.waits = ["the cluster's nodes"];
    bench.put(rawPod({ name: 'whisper' }));
    expect((await bench.look()).found).toEqual([]);
  });
});

describe('what a look costs', () => {
  test('of replicas one is read, and once', async () => {
    const bench = missing();
    for (let i = 0; i < 100; i++) bench.put(rawPod({ name: `w-${i}`, ...replicaSet('f') }));
    const found = await one(bench);
    await bench.look();
    expect(bench.reads()).toBe(1);
    expect(found?.names).toHaveLength(100);
    expect(found?.recreation.command).toBe(
      'kubectl delete pod -n speech -l pod-template-hash=f --field-selector=spec.nodeName=',
    );
  });

  test('what has not been read yet is said', async () => {
    const bench = missing({ readsAtOnce: 2 });
    for (const namespace of ['a', 'b', 'speech'])
      bench.put(rawPod({ name: 'whisper', uid: namespace, namespace }));
    expect((await bench.look()).unread).toBe(1);
    expect(await bench.look()).toMatchObject({ found: [{ names: ['whisper'] }], unread: 0 });
  });

  test('an API server that is away is said, and asked again', async () => {
    const bench = missing();
    bench.now.deaf = true;
    bench.put(rawPod({ name: 'whisper' }));
    expect((await bench.look()).unread).toBe(1);
    expect(bench.told).toEqual(['missed-pods-unread: the API server is away']);
    bench.now.deaf = false;
    expect((await bench.look()).found).toHaveLength(1);
  });
});

describe('how it comes anew', () => {
  test('a StatefulSet makes its pods again, one by one', async () => {
    const bench = missing();
    for (const i of [0, 1])
      bench.put(
        rawPod({
          name: `whisper-${i}`,
          controller: SET,
          labels: { 'apps.kubernetes.io/pod-index': String(i), 'controller-revision-hash': 'r' },
        }),
      );
    const found = await one(bench);
    expect(found?.recreation).toEqual({
      command: 'kubectl delete pod -n speech whisper-0 whisper-1',
    });
  });

  test('a Job of which nothing runs is suspended, for that is no failure', async () => {
    const bench = missing();
    bench.put(rawPod({ name: 'whisper-a', controller: JOB }));
    expect((await one(bench))?.recreation).toEqual({
      command:
        `kubectl patch job whisper -n speech -p '{"spec":{"suspend":true}}'` +
        ' && kubectl wait job whisper -n speech --for=condition=Suspended' +
        ` && kubectl patch job whisper -n speech -p '{"spec":{"suspend":false}}'`,
      note: 'suspended pods do not count towards the backoffLimit',
    });
  });
});

const beside = (kin: Parameters<typeof rawPod>[0]) => {
  const bench = missing();
  bench.put(rawPod({ ...kin, name: 'runs', spec: { nodeName: 'cards' } }));
  bench.put(rawPod({ ...kin, name: 'waits' }));
  return bench;
};

describe('beside siblings that were given whole cards meanwhile', () => {
  test('nobody is told to delete a pod that would come whole again', async () => {
    const bench = beside({ name: '', ...replicaSet('f') });
    expect((await bench.look()).found).toEqual([]);
  });

  test.each([
    ['a Deployment', replicaSet('f'), 'kubectl rollout restart deployment/whisper -n speech'],
    [
      'a StatefulSet',
      { controller: SET, labels: { 'controller-revision-hash': 'r' } },
      'kubectl rollout restart statefulset/whisper -n speech && kubectl delete pod -n speech waits',
    ],
  ])('%s is rolled out where /validate saw the pod come past', async (_, kin, command) => {
    const bench = beside({ name: '', ...kin });
    bench.sawPass('uid-waits');
    expect(await one(bench)).toMatchObject({ names: ['waits'], recreation: { command } });
  });

  test('of a Job no command makes another revision', async () => {
    const bench = beside({ name: '', controller: JOB });
    bench.sawPass('uid-waits');
    expect((await bench.look()).found).toEqual([]);
  });
});

test('pods of a Job that others of it run beside are deleted, and that is said to count', async () => {
  const bench = missing();
  bench.put(
    rawPod({ name: 'sliced', controller: JOB, resource: MIG, spec: { nodeName: 'slices' } }),
  );
  bench.put(rawPod({ name: 'waits', controller: JOB }));
  expect((await one(bench))?.recreation).toEqual({
    command: 'kubectl delete pod -n speech waits',
    note: expect.stringContaining('backoffLimit'),
  });
});

describe('an owner that cannot be', () => {
  test.each([
    ['a Job by a name that a shell would run', { ...JOB, name: FORGED }],
    ['a Job of a version that is none', { ...JOB, apiVersion: 'batch/v9' }],
  ])('%s: the pod is listed, and nobody is given a command', async (_, controller) => {
    const bench = missing();
    bench.put(rawPod({ name: 'waits', controller }));
    expect(await one(bench)).toMatchObject({
      names: ['waits'],
      recreation: { command: 'none', note: expect.stringContaining('look at the pod') },
    });
    expect(bench.told).toEqual(['waits: none']);
  });

  test('nothing is rolled out by such a name', async () => {
    const bench = beside({
      name: '',
      controller: { apiVersion: 'apps/v1', kind: 'DaemonSet', name: FORGED },
      labels: { 'controller-revision-hash': 'r' },
    });
    bench.sawPass('uid-waits');
    expect(await one(bench)).toMatchObject({ names: ['waits'], recreation: { command: 'none' } });
  });
});
