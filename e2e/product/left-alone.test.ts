/** Pods that an enforcing installation leaves as they were submitted, and pods it never even sees. */
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';

import { addNodes } from '../fleet.ts';
import { BOOT_MS, type Cluster, canRun, eventually, sharedCluster } from '../shared.ts';
import {
  type Pod,
  type Written,
  cardsAndSlices,
  changedSoon,
  eventsIn,
  gpuPod,
  installTranche,
  leave,
  leftSoon,
  masked,
  policy,
  profile,
  reviewed,
  visitsOf,
} from './install.ts';

jest.setTimeout(120_000);
const suite = canRun() ? describe : describe.skip;

const nodes = cardsAndSlices('left-alone');
/** Of no policy: what is stored here is what would be stored without us. */
const TWINS = 'left-alone-twins';
const OURS = 'left-alone';
const OFF = 'left-alone-off';
const NATIVE = 'left-alone-native';

suite('an installation that enforces leaves alone', () => {
  let cluster: Cluster;

  beforeAll(async () => {
    cluster = await sharedCluster();
    await addNodes(cluster, nodes);
    await installTranche(cluster, { enforce: true });
    for (const name of [TWINS, OURS, OFF, NATIVE]) await cluster.namespace(name);
    await cluster.apply(policy('left-alone', { match: { namespaces: [OURS, OFF, NATIVE] } }));
  }, BOOT_MS);

  afterAll(() => leave(cluster, [TWINS, OURS, OFF, NATIVE], nodes));

  const create = async (pod: Written): Promise<object> => {
    const stdin = JSON.stringify(pod);
    const { stderr } = await cluster.kubectl(['create', '-f', '-'], { stdin });
    expect(stderr).toBe('');
    const { name, namespace } = pod.metadata;
    return masked((await cluster.get<Pod>('pod', name, namespace)) as Pod);
  };

  const isLeft = async (pod: Written, rule: string): Promise<void> => {
    const { name, namespace = '' } = pod.metadata;
    const twin = { ...pod, metadata: { ...pod.metadata, namespace: TWINS } };
    expect(await create(pod)).toEqual(await create(twin));
    const visit = await eventually('the log of the visit', async () => {
      const visits = await visitsOf(cluster, namespace);
      return visits.find((line) => line.pod === name && line.visit === 'mutate' && !line.dryRun);
    });
    expect(visit).toMatchObject({ rule, verdict: 'leave', inForce: false });
  };

  test('a pod that says tranche.dev/keep: original', async () => {
    const words = { namespace: OURS, name: 'kept' };
    await cluster.apply(profile(OURS, 'Pod', 'kept'));
    await changedSoon(cluster, gpuPod(words));
    const annotations = { 'tranche.dev/keep': 'original' };
    await isLeft(gpuPod({ ...words, annotations }), 'asked/keep');
  });

  test('the pods of a namespace labelled tranche.dev/rewrite: "off"', async () => {
    const pod = gpuPod({ namespace: OFF, name: 'off' });
    await cluster.apply(profile(OFF, 'Pod', 'off'));
    await changedSoon(cluster, pod);
    await cluster.kubectl(['label', 'namespace', OFF, 'tranche.dev/rewrite=off']);
    await leftSoon(cluster, pod);
    await isLeft(pod, 'asked/namespace');
  });

  test('the pods of a namespace whose ResourceQuota counts GPUs itself', async () => {
    const pod = gpuPod({ namespace: NATIVE, name: 'counted' });
    await cluster.apply(profile(NATIVE, 'Pod', 'counted'));
    await changedSoon(cluster, pod);
    await cluster.apply({
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name: 'cards', namespace: NATIVE },
      spec: { hard: { 'requests.nvidia.com/gpu': '2' } },
    });
    await leftSoon(cluster, pod);
    await isLeft(pod, 'neighbour/native-quota');
  });

  test('pods without a GPU, which are never sent to it', async () => {
    const before = await reviewed(cluster);
    const plain = Array.from({ length: 20 }, (_, n) => plainPod(OURS, `plain-${n}`));
    const { stderr } = await cluster.apply(plain);
    expect(stderr).toBe('');
    expect(await cluster.list('pod', { namespace: OURS, labels: 'plain=yes' })).toHaveLength(20);
    expect(await reviewed(cluster)).toEqual(before);

    // That it counts at all:
    await cluster.apply(gpuPod({ namespace: OURS, name: 'not-plain' }));
    const { mutate, validate } = before;
    expect(await reviewed(cluster)).toEqual({ mutate: mutate + 1, validate: validate + 1 });
  });

  test('pods of kube-system, GPU or not, which are never sent to it either', async () => {
    await eventually('the ServiceAccount of kube-system', () =>
      cluster.get('serviceaccount', 'default', 'kube-system'),
    );
    const before = await reviewed(cluster);
    const pods = ['driver-check', 'dcgm-check'].map((name) =>
      gpuPod({ namespace: 'kube-system', name, labels: { from: 'left-alone' } }),
    );
    await cluster.apply(pods);
    expect(await reviewed(cluster)).toEqual(before);
    expect(await eventsIn(cluster, 'kube-system')).toEqual([]);
    const grace = ['--grace-period=0', '--force', '--wait=false'];
    await cluster.kubectl([
      'delete',
      'pod',
      '-n',
      'kube-system',
      '-l',
      'from=left-alone',
      ...grace,
    ]);
  });
});

const plainPod = (namespace: string, name: string): object => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { namespace, name, labels: { plain: 'yes' } },
  spec: {
    containers: [
      {
        name: 'main',
        image: 'registry.example.com/plain:1.0',
        resources: { limits: { cpu: '100m', memory: '64Mi' } },
      },
    ],
  },
});
