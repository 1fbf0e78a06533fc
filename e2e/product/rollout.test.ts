/** A policy that is rolled out: over workloads by their names, over replicas by their ordinals. */
import { afterAll, beforeAll, expect, describe, jest, test } from '@jest/globals';

import { addNodes } from '../fleet.ts';
import { BOOT_MS, type Cluster, canRun, eventually, sharedCluster } from '../shared.ts';
import {
  MIG,
  type Pod,
  type Written,
  cardsAndSlices,
  changedSoon,
  gpuDeployment,
  gpuJob,
  gpuPod,
  gpuStatefulSet,
  gpusOf,
  installTranche,
  leave,
  podsOf,
  policy,
  profile,
  runningPods,
} from './install.ts';

jest.setTimeout(240_000);
const suite = canRun() ? describe : describe.skip;

const nodes = cardsAndSlices('rollout');
const NAMESPACE = 'rollout';
const SLICE = `${MIG}: 1`;
const CARD = 'nvidia.com/gpu: 1';

suite('a policy that is rolled out', () => {
  let cluster: Cluster;

  beforeAll(async () => {
    cluster = await sharedCluster();
    await addNodes(cluster, nodes);
    await installTranche(cluster, { enforce: true });
    await cluster.namespace(NAMESPACE);
  }, BOOT_MS);

  afterAll(() => leave(cluster, [NAMESPACE], nodes));

  /** In force, and not only applied. */
  const share = async (rolloutShare: number): Promise<void> => {
    const sharing = { ladder: { default: ['mig'] }, rolloutShare };
    await cluster.apply(policy('rollout', { match: { namespaces: [NAMESPACE] }, sharing }));
    const ready = ['--for=condition=Ready', '--timeout=60s'];
    await cluster.kubectl(['wait', 'gpupolicy/rollout', ...ready]);
  };

  const restart = async (kind: string, ...names: readonly string[]): Promise<void> => {
    const all = names.map((name) => `${kind}/${name}`);
    await cluster.kubectl(['rollout', 'restart', ...all, '-n', NAMESPACE]);
    for (const one of all)
      await cluster.kubectl(['rollout', 'status', one, '-n', NAMESPACE, '--timeout=90s']);
  };

  describe('over Deployments', () => {
    const names = ['ocr', 'tts', 'llama', 'embed', 'rerank', 'whisper'];
    const deployments = names.map((name) => gpuDeployment({ namespace: NAMESPACE, name }));
    const sliced = async (): Promise<readonly string[]> => {
      const found: string[] = [];
      for (const one of deployments) {
        const [pod] = await runningPods(cluster, one);
        expect([SLICE, CARD]).toContain(taken(pod));
        if (taken(pod) === SLICE) found.push(one.metadata.name);
      }
      return found;
    };

    test('takes in some of them and more, and lets go of none', async () => {
      await share(0);
      await cluster.apply([
        ...names.map((name) => profile(NAMESPACE, 'Deployment', name)),
        ...deployments,
      ]);
      expect(await sliced()).toEqual([]);

      const before = new Set<string>();
      for (const part of [0.3, 0.6, 1]) {
        await share(part);
        await restart('deployment', ...names);
        const now = await sliced();
        expect(now).toEqual(expect.arrayContaining([...before]));
        expect(now.length).toBeGreaterThan(before.size);
        if (part < 1) expect(now.length).toBeLessThan(names.length);
        for (const name of now) before.add(name);
      }
      expect([...before].toSorted()).toEqual(names.toSorted());
      await cluster.kubectl(['delete', 'deployment', '--all', '-n', NAMESPACE]);
    });
  });

  describe('over a StatefulSet of four', () => {
    const set = gpuStatefulSet({ namespace: NAMESPACE, name: 'asr', replicas: 4 });
    const byOrdinal = async (): Promise<readonly string[]> => {
      const pods = await runningPods(cluster, set, 4);
      const named = new Map(pods.map((pod) => [pod.metadata.name, pod]));
      return [0, 1, 2, 3].map((ordinal) => taken(named.get(`asr-${ordinal}`)));
    };

    test('acts on the first two at a half, however often they start, and then on all', async () => {
      await share(0.5);
      await cluster.apply(profile(NAMESPACE, 'StatefulSet', 'asr'));
      await changedSoon(cluster, replicaOf(set, 'apps.kubernetes.io/pod-index', 0));
      await cluster.apply(set);
      expect(await byOrdinal()).toEqual([SLICE, SLICE, CARD, CARD]);

      // Each looks to the other one of its side, though as many stand on the other.
      for (const name of ['asr-1', 'asr-3']) await madeAnew(name);
      expect(await byOrdinal()).toEqual([SLICE, SLICE, CARD, CARD]);

      await share(1);
      expect(await byOrdinal()).toEqual([SLICE, SLICE, CARD, CARD]);
      await restart('statefulset', 'asr');
      expect(await byOrdinal()).toEqual([SLICE, SLICE, SLICE, SLICE]);
      await cluster.kubectl(['delete', 'statefulset', 'asr', '-n', NAMESPACE]);
    });

    const madeAnew = async (name: string): Promise<void> => {
      const uidOf = async () =>
        (await podsOf(cluster, set)).find(({ metadata }) => metadata.name === name)?.metadata.uid;
      const before = await uidOf();
      await cluster.kubectl(['delete', 'pod', name, '-n', NAMESPACE]);
      await eventually(`another ${name}`, async () => {
        const now = await uidOf();
        return now !== undefined && now !== before;
      });
    };
  });

  describe('over an Indexed Job', () => {
    const INDEX = 'batch.kubernetes.io/job-completion-index';
    const plain = gpuJob({ namespace: NAMESPACE, name: 'corpus' });
    const counts = { completionMode: 'Indexed', completions: 4, parallelism: 4, suspend: true };
    const job: Written = { ...plain, spec: { ...(plain.spec as object), ...counts } };

    test('acts on the first of its indexes', async () => {
      await share(0.5);
      await cluster.apply([profile(NAMESPACE, 'Job', 'corpus'), job]);
      // Its pods come all at once, and the second is known for one of the first by their number alone.
      await changedSoon(cluster, replicaOf(job, INDEX, 1));
      const go = JSON.stringify({ spec: { suspend: false } });
      await cluster.kubectl(['patch', 'job/corpus', '-n', NAMESPACE, '--type=merge', '-p', go]);
      const pods = await runningPods(cluster, job, 4);
      const byIndex = pods
        .map((pod) => `${pod.metadata.labels?.[INDEX]} takes ${taken(pod)}`)
        .toSorted();
      expect(byIndex).toEqual([
        `0 takes ${SLICE}`,
        `1 takes ${SLICE}`,
        `2 takes ${CARD}`,
        `3 takes ${CARD}`,
      ]);
    });
  });
});

const taken = (pod: Pod | undefined): string => (pod && gpusOf(pod)['main']) ?? '';

/** As its controller would make it, for a dry run. */
function replicaOf({ apiVersion, kind, metadata }: Written, label: string, at: number): Written {
  const { name, namespace = '' } = metadata;
  const pod = gpuPod({ namespace, name, labels: { [label]: String(at) } });
  const owner = { apiVersion, kind, name, uid: '0', controller: true };
  const own = { ...pod.metadata, name: `${name}-foretold`, ownerReferences: [owner] };
  return { ...pod, metadata: own };
}
