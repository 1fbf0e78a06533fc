/** A team that is new brings its Namespace with its first service, and often its quota: the one is seen, and of the other that it is not. */
import { describe, expect, test } from '@jest/globals';
import type { Report } from '../review/report.ts';
import { reviewed, written, WORLD } from './review-world.fixture.ts';

const NAMESPACE = (labels: string): string => `
apiVersion: v1
kind: Namespace
metadata: { name: brand-new, labels: { ${labels} } }
`;

const SERVICE = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: asr, namespace: brand-new }
spec:
  template:
    spec: { containers: [{ name: main, image: x, resources: { limits: { nvidia.com/gpu: 1 } } }] }
`;

const GOLD = `
apiVersion: tranche.dev/v1alpha1
kind: GpuPolicy
metadata: { name: gold }
spec: { mode: enforce, priority: 1, match: { namespaceLabels: { tier: gold, kubernetes.io/metadata.name: brand-new } }, sharing: {} }
`;

const UNSEEN = 'identity/namespace-unseen';

function of(manifests: readonly string[], standing = GOLD): Promise<Report> {
  const world = WORLD('nvidia.com/gpu.product: NVIDIA-L4', "nvidia.com/gpu: '8'");
  return reviewed(written('new.yaml', manifests.join('---')), `${world}\n---${standing}`);
}

const firstOf = ({ reviewed: [one] }: Report) => one?.outcomes[0];

describe('a Namespace of the manifests', () => {
  test('is as good as one of the snapshot, wherever it is written', async () => {
    expect(firstOf(await of([SERVICE]))?.because.rule).toBe(UNSEEN);
    for (const all of [
      [NAMESPACE('a: b'), SERVICE],
      [SERVICE, NAMESPACE('a: b')],
    ]) {
      const report = await of(all);
      expect(firstOf(report)).toMatchObject({ policy: 'all' });
      expect(firstOf(report)?.because.rule).not.toBe(UNSEEN);
      expect(report.reviewed[0]?.notes).toEqual([]);
    }
  });

  test('brings its labels, also the one that the API server writes, and of two the last', async () => {
    const gold = await of([NAMESPACE('tier: iron'), NAMESPACE('tier: gold'), SERVICE]);
    expect(firstOf(gold)?.policy).toBe('gold');
  });

  test('changes none that the snapshot has', async () => {
    const report = await of([NAMESPACE('tier: gold'), SERVICE], `${GOLD}---${NAMESPACE('')}`);
    expect(firstOf(report)?.policy).toBe('all');
  });

  test('that no API server takes is none', async () => {
    const broken = NAMESPACE('').replace('brand-new', 'Brand_New');
    expect(firstOf(await of([broken, SERVICE]))?.because.rule).toBe(UNSEEN);
    const nameless = NAMESPACE('').replace('name: brand-new', 'generateName: brand-');
    expect(firstOf(await of([nameless, SERVICE]))?.because.rule).toBe(UNSEEN);
  });
});

const QUOTA = `
apiVersion: tranche.dev/v1alpha1
kind: GpuQuota
metadata: { name: brand-new }
spec: { namespaces: [brand-new], mode: enforce, limits: { gpus: 0 } }
`;

test('a quota among the manifests is none of the cluster yet, which is said', async () => {
  const { limits } = await of([QUOTA, SERVICE]);
  expect(limits).toContain(
    'Of GpuQuota among the manifests nothing counts here: pods are judged by what the cluster has, or by files that --policies names.',
  );
  const silent = await of([SERVICE]);
  expect(silent.limits).toEqual(limits.filter((line) => !line.startsWith('Of GpuQuota')));
});
