/** What Kueue queues is Kueue's to count, until a policy says that it may be sized first. */
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';

import { addNodes } from '../fleet.ts';
import {
  BOOT_MS,
  type Cluster,
  canRunBesideNeighbours,
  eventually,
  sharedCluster,
} from '../shared.ts';
import {
  MIG,
  type Pod,
  type Written,
  cardsAndSlices,
  changedSoon,
  gpuPod,
  gpusOf,
  installTranche,
  leave,
  masked,
  policy,
  profile,
  runningPods,
  visitsOf,
} from './install.ts';
import {
  ADMISSION,
  MANAGED,
  type Queued,
  TOPOLOGY,
  grouped,
  placedByKueue,
  queued,
  queuedJob,
} from './kueue-pods.ts';
import {
  type At,
  admit,
  installKueueCrds,
  place,
  queues,
  release,
  removeKueue,
  start,
} from './kueue.ts';

jest.setTimeout(120_000);
const suite = (await canRunBesideNeighbours()) ? describe : describe.skip;

const LEFT = 'kueue-left';
const SIZED = 'kueue-sized';
/** Of no policy: what is stored here is what would be stored without us. */
const TWINS = 'kueue-twins';
const namespaces = [LEFT, SIZED, TWINS];
const nodes = cardsAndSlices('kueue');

suite('beside Kueue', () => {
  let cluster: Cluster;

  beforeAll(async () => {
    cluster = await sharedCluster();
    await addNodes(cluster, nodes);
    await installTranche(cluster, { enforce: true });
    await installKueueCrds(cluster);
    for (const name of namespaces) await cluster.namespace(name);
    const ladder = { default: ['mig'], unknown: ['mig'] };
    const names = ['lone', 'pair', 'placed'];
    await cluster.apply([
      ...queues(namespaces),
      policy(LEFT, { match: { namespaces: [LEFT] } }),
      policy(SIZED, { match: { namespaces: [SIZED] }, sharing: { ladder, kueue: 'size' } }),
      ...[LEFT, SIZED].flatMap((namespace) => [
        ...[...names, 'unqueued'].map((name) => profile(namespace, 'Pod', name)),
        profile(namespace, 'Job', 'nightly'),
      ]),
    ]);
    for (const namespace of [LEFT, SIZED])
      await changedSoon(cluster, gpuPod({ namespace, name: 'unqueued' }));
  }, BOOT_MS);

  afterAll(async () => {
    await removeKueue(cluster, namespaces);
    await leave(cluster, namespaces, nodes);
  });

  const stored = async (pod: Written): Promise<Queued> => {
    await cluster.kubectl(['create', '-f', '-'], { stdin: JSON.stringify(pod) });
    const { name, namespace } = pod.metadata;
    return (await cluster.get<Queued>('pod', name, namespace)) as Queued;
  };

  /** As it waits. */
  const sized = async (pod: Written, gates: readonly string[]): Promise<Queued> => {
    const made = await stored(pod);
    expect(gpusOf(made)).toEqual({ main: `${MIG}: 1` });
    expect(made.spec.schedulingGates?.map(({ name }) => name)).toEqual(gates);
    expect(made.metadata.finalizers).toEqual([MANAGED]);
    expect(made.spec.nodeName).toBeUndefined();
    return made;
  };

  const proposal = (namespace: string, name: string) =>
    eventually(`the log of the visit of ${name}`, async () => {
      const visits = await visitsOf(cluster, namespace);
      return visits.find(({ visit, pod, dryRun }) => visit === 'mutate' && pod === name && !dryRun);
    });

  describe('where no policy says otherwise', () => {
    test.each([
      ['a pod that it queues', 'lone', queued],
      ['a pod of a group', 'pair', grouped],
      ['a pod that it also places', 'placed', placedByKueue],
    ])('%s is stored as without us', async (_, name, make) => {
      const pod = await stored(make({ namespace: LEFT, name }));
      const twin = await stored(make({ namespace: TWINS, name }));
      expect(masked(pod)).toEqual(masked(twin));
      expect(await proposal(LEFT, name)).toMatchObject({
        rule: 'neighbour/kueue',
        verdict: 'leave',
      });
    });

    test('so is the pod of a Job that it has started', async () => {
      const [pod, twin] = await Promise.all(
        [LEFT, TWINS].map(async (namespace) => {
          const job = queuedJob({ namespace, name: 'nightly' });
          await cluster.apply(job);
          await admit(cluster, { kind: 'Job', namespace, name: 'nightly' }, templateOf(job));
          await start(cluster, namespace, 'nightly');
          const [made] = await runningPods(cluster, job);
          return made as Pod;
        }),
      );
      expect(masked(pod as Pod)).toEqual(masked(twin as Pod));
      expect(gpusOf(pod as Pod)).toEqual({ main: 'nvidia.com/gpu: 1' });
      expect(pod?.spec.nodeName).toBe('kueue-whole');
    });
  });

  describe('where a policy hands its pods over', () => {
    test('a pod is sized, waits at its gate, and runs on its slice once it is admitted', async () => {
      const pod = queued({ namespace: SIZED, name: 'lone' });
      const { spec } = await sized(pod, [ADMISSION]);
      await admit(cluster, at('Pod', 'lone'), { template: { spec } });
      await release(cluster, SIZED, 'lone');
      const [run] = await runningPods(cluster, pod);
      expect(run?.spec.nodeName).toBe('kueue-mig');
      expect(gpusOf(run as Pod)).toEqual({ main: `${MIG}: 1` });
    });

    test('one that it also places keeps both gates, and runs where it is placed', async () => {
      const pod = placedByKueue({ namespace: SIZED, name: 'placed' });
      const { spec } = await sized(pod, [ADMISSION, TOPOLOGY]);
      const topologyRequest = { required: 'kubernetes.io/hostname' };
      await admit(cluster, at('Pod', 'placed'), { template: { spec }, topologyRequest });
      await release(cluster, SIZED, 'placed');
      await place(cluster, SIZED, 'placed', 'kueue-mig');
      const [run] = await runningPods(cluster, pod);
      expect(run?.spec.nodeName).toBe('kueue-mig');
    });

    test('the pod of a Job that it has started is sized', async () => {
      const job = queuedJob({ namespace: SIZED, name: 'nightly' });
      await cluster.apply(job);
      await admit(cluster, at('Job', 'nightly'), templateOf(job));
      await start(cluster, SIZED, 'nightly');
      const [run] = await runningPods(cluster, job);
      expect(gpusOf(run as Pod)).toEqual({ main: `${MIG}: 1` });
      expect(run?.spec.nodeName).toBe('kueue-mig');
    });

    test('a pod of a group is left as it is: they start together', async () => {
      const pod = await stored(grouped({ namespace: SIZED, name: 'pair' }));
      const twin = await cluster.get<Pod>('pod', 'pair', TWINS);
      expect(masked(pod)).toEqual(masked(twin as Pod));
      expect(await proposal(SIZED, 'pair')).toMatchObject({ rule: 'never/gang', verdict: 'leave' });
    });
  });
});

const templateOf = ({ spec }: Written): { template: object } => {
  const { template } = spec as { template: object };
  return { template };
};

const at = (kind: At['kind'], name: string): At => ({ kind, namespace: SIZED, name });
