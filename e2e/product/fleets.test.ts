/** The same pod on fleets that share their GPUs in other ways than MIG strategy mixed. */
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';

import { type FakeNode, addNodes, removeNodes } from '../fleet.ts';
import { BOOT_MS, type Cluster, canRun, eventually, sharedCluster } from '../shared.ts';
import {
  A100,
  type Measured,
  type Pod,
  type Written,
  changedSoon,
  decisionOf,
  foretold,
  gpuDeployment,
  gpusOf,
  installTranche,
  leave,
  policy,
  profile,
  runningPods,
} from './install.ts';

jest.setTimeout(120_000);
const suite = canRun() ? describe : describe.skip;

const NAMESPACE = 'fleets';
const T4 = { product: 'Tesla-T4', gpuMemoryMiB: 15_360, gpus: 2 };
const GPU = 'nvidia.com/gpu';
const small = { measuredOn: 'T4', vramMaxMiB: 2000 };

suite('an enforced policy on', () => {
  let cluster: Cluster;
  let nodes: readonly string[] = [];

  beforeAll(async () => {
    cluster = await sharedCluster();
    await installTranche(cluster, { enforce: true });
    await cluster.namespace(NAMESPACE);
    await cluster.apply(
      policy('fleets', {
        match: { namespaces: [NAMESPACE] },
        sharing: {
          ladder: { default: ['mig', 'timeSlice'] },
          timeSlice: { trustDomain: 'cluster' },
        },
      }),
    );
  }, BOOT_MS);

  afterAll(() => leave(cluster, [NAMESPACE]));

  /** The fleet is these nodes and no others. */
  const fleet = async (...fakes: FakeNode[]): Promise<void> => {
    nodes = fakes.map(({ name }) => name);
    await addNodes(cluster, fakes);
  };
  const taken = async (): Promise<void> => {
    await cluster.kubectl(['delete', 'deploy', '--all', '-n', NAMESPACE]);
    await removeNodes(cluster, nodes);
  };

  const runs = async (workload: Written): Promise<Pod> => {
    await cluster.apply(workload);
    const [pod] = await runningPods(cluster, workload);
    return pod as Pod;
  };
  const measured = (name: string, figures: Measured): Promise<unknown> =>
    cluster.apply(profile(NAMESPACE, 'Deployment', name, [figures]));

  /** Until the product has seen that some `nvidia.com/gpu` is a slice. */
  const keptOff = (workload: Written): Promise<Pod> =>
    eventually(`${workload.metadata.name} to be kept off slices`, async () => {
      const pod = await changedSoon(cluster, workload);
      return decisionOf(pod).says.includes('keeps a whole') && pod;
    });
  describe('time-sliced cards', () => {
    test('that are renamed: the pod asks for the other name', async () => {
      const shared = 'nvidia.com/gpu.shared';
      await fleet(
        { name: 'fleets-cards', ...T4, allocatable: { [GPU]: 2 } },
        { name: 'fleets-turns', ...T4, replicas: 4, allocatable: { [shared]: 8 } },
      );
      const renamed = deployment('renamed');
      await measured('renamed', small);
      await changedSoon(cluster, renamed);
      const pod = await runs(renamed);
      expect(gpusOf(pod)).toEqual({ main: `${shared}: 1` });
      expect(pod.spec.nodeName).toBe('fleets-turns');
      expect(decisionOf(pod).says).toContain('(fit/time-slice, ');
      await taken();
    });

    test('that keep their name: the pod is led there, and whole ones are kept away', async () => {
      await fleet(
        { name: 'fleets-cards', ...T4, allocatable: { [GPU]: 2 } },
        { name: 'fleets-turns', ...T4, replicas: 4, allocatable: { [GPU]: 8 } },
      );
      const led = deployment('led');
      await measured('led', small);
      await changedSoon(cluster, led);
      const pod = await runs(led);
      expect(gpusOf(pod)).toEqual({ main: `${GPU}: 1` });
      expect(pod.spec.nodeName).toBe('fleets-turns');
      expect(decisionOf(pod).says).toContain('(fit/time-slice, ');

      const whole = deployment('no-evidence');
      await keptOff(whole);
      const card = await runs(whole);
      expect(card.spec.nodeName).toBe('fleets-cards');
      expect(required(card)).toEqual(not('Tesla-T4-SHARED'));
      expect(decisionOf(card).says).toMatch(
        /^main keeps a whole nvidia\.com\/gpu: .*evidence\/none/,
      );
      await taken();
    });

    test('and nothing else: a pod that must be whole stays as it is', async () => {
      await fleet({ name: 'fleets-turns', ...T4, replicas: 4, allocatable: { [GPU]: 8 } });
      // Once the product sees the node, whose turns it gives to those it knows.
      await measured('known', small);
      await changedSoon(cluster, deployment('known'));
      const pod = await runs(deployment('unknown'));
      expect(required(pod)).toBeUndefined();
      expect(pod.spec.nodeName).toBe('fleets-turns');
      await taken();
    });
  });

  test('MIG strategy single: the name stays, the product says which slice', async () => {
    const product = `${A100.product}-MIG-1g.10gb`;
    await fleet(
      { name: 'fleets-cards', ...A100, gpus: 8, allocatable: { [GPU]: 8 } },
      {
        name: 'fleets-single',
        product,
        gpuMemoryMiB: 9728,
        gpus: 14,
        allocatable: { [GPU]: 14 },
        labels: {
          'nvidia.com/mig.strategy': 'single',
          'nvidia.com/mig.config': 'all-1g.10gb',
          'nvidia.com/gpu.slices.gi': '1',
          'nvidia.com/gpu.slices.ci': '1',
        },
      },
    );
    const single = deployment('single');
    await measured('single', {});
    await changedSoon(cluster, single);
    const pod = await runs(single);
    expect(gpusOf(pod)).toEqual({ main: `${GPU}: 1` });
    expect(pod.spec.nodeName).toBe('fleets-single');
    expect(decisionOf(pod).says).toContain('(fit/mig, ');

    const whole = deployment('too-large');
    await measured('too-large', { vramMaxMiB: 30_000 });
    await eventually('the figures of the large one', async () => {
      const { says } = decisionOf(await keptOff(whole));
      return says.includes('fit/none');
    });
    const card = await runs(whole);
    expect(card.spec.nodeName).toBe('fleets-cards');
    expect(required(card)).toEqual(not(product));
    expect(decisionOf(await foretold(cluster, whole)).says).toContain('keeps a whole');
    await taken();
  });
});

const deployment = (name: string): Written => gpuDeployment({ namespace: NAMESPACE, name });

const required = ({ spec }: Pod): unknown =>
  (spec.affinity as { nodeAffinity: Record<string, unknown> } | undefined)?.nodeAffinity[
    'requiredDuringSchedulingIgnoredDuringExecution'
  ];

const not = (product: string): object => ({
  nodeSelectorTerms: [
    {
      matchExpressions: [{ key: 'nvidia.com/gpu.product', operator: 'NotIn', values: [product] }],
    },
  ],
});
