import { describe, expect, test } from '@jest/globals';
import type { PodSpec, Taint, Toleration } from '../pod.ts';
import { propose } from '../propose.ts';
import { cards, gpuTaint, mixed } from '../testing/nodes.ts';
import { container, podOf, reviewOf } from '../testing/pods.ts';
import { termsOf, worldOf } from '../testing/world.ts';

const RULE = 'placement/gpu-taint';
const tolerated: Toleration = { key: 'nvidia.com/gpu', operator: 'Exists' };
const tainted = (...taints: Taint[]) => [cards('gpu-0', 'h100', 8, { taints })];
const sku: Taint = { key: 'sku', value: 'gpu', effect: 'NoSchedule' };

interface Case {
  readonly name: string;
  readonly spec?: Partial<PodSpec>;
  readonly kind?: string;
  readonly namespace?: string;
  readonly annotations?: Record<string, string>;
  readonly nodes?: ReturnType<typeof tainted>;
  readonly tolerate?: readonly string[];
}

function noted({ spec, kind, namespace, annotations, nodes, tolerate }: Case): string[] {
  const owner = { apiVersion: 'apps/v1', kind: kind ?? 'StatefulSet', name: 'web', uid: 'u' };
  const pod = podOf(
    { containers: [container('web', { resources: {} })], tolerations: [tolerated], ...spec },
    { ownerReferences: [{ ...owner, controller: true }], annotations: annotations ?? {} },
  );
  const world = worldOf({
    nodes: nodes ?? tainted(gpuTaint),
    terms: tolerate === undefined ? 'none' : termsOf({ tolerate }),
  });
  const review = reviewOf(pod, namespace === undefined ? {} : { namespace });
  return propose(review, world).rules.flatMap(({ id, outcome, reason }) =>
    id === RULE && outcome === 'warn' ? [reason] : [],
  );
}

describe('a pod without GPUs is told that it may fill GPU nodes where', () => {
  const table: (Case & { says: string })[] = [
    { name: 'it tolerates their taint by key', says: 'nvidia.com/gpu=present' },
    {
      name: 'it tolerates their taint by value',
      spec: { tolerations: [{ key: 'nvidia.com/gpu', operator: 'Equal', value: 'present' }] },
      says: 'nvidia.com/gpu=present',
    },
    {
      name: 'it tolerates everything',
      spec: { tolerations: [{ operator: 'Exists' }] },
      says: 'nvidia.com/gpu=present',
    },
    {
      name: 'the taint is that of AKS',
      spec: { tolerations: [{ key: 'sku', operator: 'Equal', value: 'gpu' }] },
      nodes: tainted(sku),
      says: 'sku=gpu',
    },
    {
      name: 'the taint is one that the policy lists',
      spec: { tolerations: [{ key: 'pool', operator: 'Exists' }] },
      nodes: tainted({ key: 'pool', effect: 'NoExecute' }),
      tolerate: ['pool'],
      says: 'pool',
    },
    {
      name: 'the nodes are cut',
      nodes: [mixed('mig-0', 'h100', { '1g.10gb': 7 }, { taints: [gpuTaint] })],
      says: 'nvidia.com/gpu=present',
    },
  ];
  test.each(table)('$name', ({ says, ...of }) => {
    expect(noted(of)).toEqual([
      `it asks for no GPU and tolerates ${says}, the taint of nodes with H100-80GB: there it takes CPU and memory from pods that use the cards`,
    ]);
  });
});

describe('a pod without GPUs is not told so where', () => {
  const table: Case[] = [
    { name: 'it tolerates nothing', spec: { tolerations: [] } },
    {
      name: 'it tolerates another value',
      spec: { tolerations: [{ key: 'nvidia.com/gpu', operator: 'Equal', value: 'mig' }] },
    },
    { name: 'the nodes have another taint as well', nodes: tainted(gpuTaint, sku) },
    { name: 'it selects other nodes', spec: { nodeSelector: { pool: 'cpu' } } },
    { name: 'the nodes keep nobody off', nodes: tainted() },
    {
      name: 'the taint only advises',
      nodes: tainted({ ...gpuTaint, effect: 'PreferNoSchedule' }),
    },
    {
      name: 'the taint is a team’s, and not of GPUs',
      spec: { tolerations: [{ key: 'team', operator: 'Exists' }] },
      nodes: tainted({ key: 'team', value: 'speech', effect: 'NoSchedule' }),
    },
    { name: 'it belongs on every node', kind: 'DaemonSet' },
    { name: 'it is the cluster’s', namespace: 'kube-system' },
    { name: 'it is the GPU operator’s', namespace: 'gpu-operator' },
    { name: 'it is NVIDIA’s', namespace: 'nvidia-dra-driver-gpu' },
    {
      name: 'a claim gives it its GPU',
      spec: { tolerations: [tolerated], resourceClaims: [{ name: 'gpu' }] },
    },
    { name: 'KAI gives it its GPU', annotations: { 'gpu-fraction': '0.5' } },
  ];
  test.each(table)('$name', (of) => {
    expect(noted(of)).toEqual([]);
  });

  test('it asks for a GPU', () => {
    const world = worldOf({ nodes: tainted(gpuTaint), terms: 'none' });
    const { rules } = propose(reviewOf(podOf({ tolerations: [tolerated] })), world);
    expect(rules.map(({ id }) => id)).not.toContain(RULE);
  });
});
