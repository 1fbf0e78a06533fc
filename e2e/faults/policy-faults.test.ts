/**
 * Documents that contradict each other, or say what nobody understands: what was in force stays in
 * force, whole, until they are mended; and who looks finds out what is wrong and where.
 */
import { afterAll, expect, test } from '@jest/globals';

import {
  SYSTEM,
  foretold,
  gpuPod,
  metric,
  metrics,
  policy,
  profile,
  quota,
} from '../product/install.ts';
import { installedSuite } from '../product/installed.ts';
import { type Cluster, eventually } from '../shared.ts';
import { type Api, apiOf } from './api.ts';
import { cards } from './pods.ts';

const NAMESPACE = 'policy-faults';
const A100 = { product: 'NVIDIA-A100-SXM4-80GB', gpuMemoryMiB: 81_920 };
const MIG = 'nvidia.com/mig-1g.10gb';

const UPSIDE_DOWN = policy('upside-down', { sharing: { ladder: { default: ['whole', 'mig'] } } });
const only = (product: string) => ({
  guards: [{ rule: 'guard/products', severity: 'audit', parameters: { products: [product] } }],
});
const contradictions = [
  quota('thieves', [NAMESPACE], 64),
  policy('nowhere', { priority: 10, ...only('H100-80BG') }),
  policy('elsewhere', { priority: 10, sharing: { products: ['A100-80BG'] } }),
];
const MISSPELT = `apiVersion: tranche.dev/v1alpha1
kind: GpuPolicy
metadata:
  name: mine
spec:
  priority: 20
  mode: enforce
  sharring: {}
`;

const grounds = {
  enforce: true,
  namespaces: [NAMESPACE],
  nodes: [
    { name: 'faults-cards', ...A100, gpus: 8, allocatable: { 'nvidia.com/gpu': 8 } },
    { name: 'faults-mig', ...A100, gpus: 4, allocatable: { [MIG]: 28 } },
  ],
};

installedSuite('faults in policies', grounds, (onceInstalled) => {
  let cluster: Cluster;
  let api: Api;

  onceInstalled(async (given) => {
    cluster = given;
    api = await apiOf(cluster);
    await cluster.apply([policy('good'), quota('steady', [NAMESPACE], 2)]);
    await cluster.apply(profile(NAMESPACE, 'Pod', 'small'));
    await eventually('the good set', inForce);
  });

  afterAll(() => api.close());

  const faults = async (): Promise<number> =>
    metric(await metrics(cluster), 'tranche_policy_faults');
  const refused = async (count: number): Promise<boolean> => {
    const pod = cards(NAMESPACE, 'large', count);
    const { status, body } = await api.createPod(pod, { dryRun: true });
    return status === 403 && body.message?.includes('team steady') === true;
  };
  const sliced = async (): Promise<boolean> => {
    const pod = await foretold(cluster, gpuPod({ namespace: NAMESPACE, name: 'small' }));
    return pod.spec.containers[0]?.resources.limits?.[MIG] === '1';
  };
  /** The policy's slice and the quota of two, both. */
  const inForce = async (): Promise<boolean> => (await sliced()) && refused(3);

  /** Each fault's words in one line of the log, which is JSON as all of them are. */
  const logged = async (...lines: readonly (readonly string[])[]): Promise<unknown> => {
    if (!cluster.kubelet) return undefined;
    return eventually('the faults in the log', async () => {
      const said = ((await cluster.kubelet?.logs()) ?? '').split('\n');
      return lines.every((words) =>
        said.some((line) => line.startsWith('{') && words.every((word) => line.includes(word))),
      );
    });
  };

  const removed = (documents: readonly { kind: string; metadata: { name: string } }[]) =>
    cluster.kubectl([
      'delete',
      ...documents.map(({ kind, metadata }) => `${kind.toLowerCase()}/${metadata.name}`),
    ]);

  const patched = (text: string | null): Promise<unknown> => {
    const patch = JSON.stringify({ data: { 'mine.yaml': text } });
    const words = ['patch', 'configmap', 'tranche-documents', '-n', SYSTEM, '--type=merge'];
    return cluster.kubectl([...words, '-p', patch]);
  };

  test('the set that was good before has none', async () => {
    expect(await faults()).toBe(0);
  });

  test('an object that contradicts itself is refused, and is no fault of the set', async () => {
    const { code, stderr } = await cluster.apply(UPSIDE_DOWN, { ok: false });
    expect([code, stderr]).toEqual([1, expect.stringContaining('whole comes last by itself')]);
    expect(await faults()).toBe(0);
  });

  test('three objects that contradict: each is told of, and none takes anything down', async () => {
    await cluster.apply(contradictions);
    await eventually('three faults', async () => (await faults()) === 3);
    expect(await inForce()).toBe(true);
    await logged(
      [
        `/spec/namespaces/0 names ${NAMESPACE}, which GpuQuota steady names already`,
        '"file":"cluster GpuQuota thieves"',
      ],
      ['/spec/guards/0/parameters/products/0', '"file":"cluster GpuPolicy nowhere"'],
      [
        '/spec/sharing/products/0',
        '"file":"cluster GpuPolicy elsewhere"',
        '"help":"did you mean A100-80GB?"',
      ],
    );
  });

  test('what is right among them waits until all is right', async () => {
    await cluster.apply(quota('steady', [NAMESPACE], 4));
    // Seen by the time a later fault is.
    await cluster.apply(policy('nowhere-else', only('A30-24BG')));
    await eventually('four faults', async () => (await faults()) === 4);
    expect(await inForce()).toBe(true);
    await removed([...contradictions, policy('nowhere-else')]);
    await eventually('no faults', async () => (await faults()) === 0);
    await eventually('the quota of four', async () => !(await refused(4)));
    expect(await refused(5)).toBe(true);
  });

  test('a second row of a container, which its own namespace may write: it alone is whole, and policies go on', async () => {
    const apart = async (): Promise<number> =>
      metric(await metrics(cluster), 'tranche_profile_faults');
    const second = profile(NAMESPACE, 'Pod', 'small');
    const twin = { ...second, metadata: { ...second.metadata, name: 'twin' } };
    const { stderr } = await cluster.apply(twin);
    expect(stderr).toMatch(/^Warning: tranche: GpuProfile policy-faults\/twin is not believed: /);
    await eventually('a fault of profiles', async () => (await apart()) === 1);
    expect([await faults(), await sliced()]).toEqual([0, false]);
    await cluster.apply(quota('steady', [NAMESPACE], 2));
    await eventually('the quota of two', () => refused(3));
    await logged(['not believed: ', `container main of ${NAMESPACE}/Pod/small`]);
    await cluster.kubectl(['delete', 'gpuprofile', 'twin', '-n', NAMESPACE]);
    await eventually('the slice again', inForce);
    expect(await apart()).toBe(0);
    await cluster.apply(quota('steady', [NAMESPACE], 4));
    await eventually('the quota of four', async () => !(await refused(4)));
  });

  test('a misspelt field in a document of the ConfigMap: file, line, column and a guess', async () => {
    await patched(MISSPELT);
    await eventually('one fault', async () => (await faults()) === 1);
    expect(await sliced()).toBe(true);
    expect(await refused(5)).toBe(true);
    await logged([
      '/spec/sharring is no field here',
      '"file":"/etc/tranche/documents/mine.yaml","line":8,"column":3',
      '"help":"did you mean sharing?"',
    ]);
    await patched(null);
    await eventually('no faults', async () => (await faults()) === 0);
  });
});
