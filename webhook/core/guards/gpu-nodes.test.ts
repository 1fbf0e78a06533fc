import { describe, expect, test } from '@jest/globals';
import { judgeConditions, judged } from '../governed.ts';
import type { ObjectMeta, OwnerReference, PodSpec } from '../pod.ts';
import { evaluate } from '../testing/cel.ts';
import { objection } from '../testing/guarded.ts';
import { claims } from '../testing/nodes.ts';
import { container, plain, podOf } from '../testing/pods.ts';
import { gpuNodesOnly } from './gpu-nodes.ts';

const tolerations = [{ key: 'nvidia.com/gpu', operator: 'Equal', value: 'present' }];
const nodeSelector = { 'nvidia.com/gpu.product': 'NVIDIA-L4' };

const says = (spec: Partial<PodSpec>, meta: Partial<ObjectMeta> = {}, namespace = 'speech') =>
  objection(gpuNodesOnly, podOf({ containers: [plain('web')], ...spec }, meta), { namespace });

describe('a pod without a GPU', () => {
  test('is told the taint it tolerates, first of all', () => {
    expect(says({ tolerations, nodeSelector })).toBe(
      'it asks for no GPU and tolerates nvidia.com/gpu=present, the taint of nodes with GPUs; remove the toleration, or ask for a GPU under resources.limits',
    );
    expect(says({ tolerations: [{ value: 'gpu' }] })).toContain('tolerates any key=gpu,');
  });

  test('is told the label it selects nodes by', () => {
    expect(says({ nodeSelector })).toContain('selects nodes with GPUs by nvidia.com/gpu.product;');
  });

  test('is let in where it names other nodes', () => {
    expect(says({ nodeSelector: { pool: 'cpu' }, tolerations: [{ key: 'spot' }] })).toBeUndefined();
  });
});

const owned = (kind: string): { ownerReferences: OwnerReference[] } => ({
  ownerReferences: [{ apiVersion: 'apps/v1', kind, name: 'agent', uid: 'u', controller: true }],
});

describe('whoever belongs there is let in', () => {
  test.each([
    ['a pod with a GPU', says({ containers: [container('server')], tolerations })],
    ['a claim, which may be for one', says({ tolerations, resourceClaims: [{ name: 'x' }] })],
    ['a fraction', says({ tolerations }, { annotations: { 'gpu-fraction': '0.5' } })],
    ['an agent of every node', says({ tolerations }, owned('DaemonSet'))],
    ['the GPU operator', says({ tolerations }, {}, 'gpu-operator')],
    ['a part of the system', says({ nodeSelector }, {}, 'kube-system')],
  ])('%s', (_who, objected) => {
    expect(objected).toBeUndefined();
  });
});

/** Sent to `/validate`, as the program and as the API server believe it. */
const sent = (spec: Partial<PodSpec>, meta: Partial<ObjectMeta> = {}): boolean[] => {
  const pod = podOf({ containers: [plain('web')], ...spec }, meta);
  return [
    judged(pod),
    judgeConditions().every(({ expression }) => evaluate(expression, { object: pod })),
  ];
};

describe('a node with GPUs by its label', () => {
  test.each([
    'nvidia.com/gpu.present',
    'nvidia.com/mig.strategy',
    'nvidia.com/cuda.driver.major',
    'nvidia.com/mps.capable',
    'amd.com/gpu.vram',
    'gpu.intel.com/product',
    'cloud.google.com/gke-accelerator',
    'k8s.amazonaws.com/accelerator',
    'karpenter.k8s.aws/instance-gpu-name',
    'kubernetes.azure.com/accelerator',
  ])('%s', (label) => {
    expect(says({ nodeSelector: { [label]: 'x' } })).toContain(
      `selects nodes with GPUs by ${label};`,
    );
    expect(sent({ nodeSelector: { [label]: 'x' } })).toEqual([true, true]);
    expect(sent({ nodeSelector: { [label]: 'false' } })).toEqual([false, false]);
  });

  test.each(['karpenter.k8s.aws/instance-cpu', 'nvidia.com.example/gpu', 'x.nvidia.com/gpu'])(
    'and not by %s',
    (label) => {
      expect(says({ nodeSelector: { [label]: 'x' } })).toBeUndefined();
      expect(sent({ nodeSelector: { [label]: 'x' } })).toEqual([false, false]);
    },
  );
});

describe('an owner that is written and does not control', () => {
  const daemon = { apiVersion: 'apps/v1', kind: 'DaemonSet', name: 'agent', uid: 'u' };
  test.each([
    ['one that controls nothing', [daemon]],
    ['one that says it does not', [{ ...daemon, controller: false }]],
    ['one beside the owner that controls', [daemon, ...owned('ReplicaSet').ownerReferences]],
  ])('%s lets nobody in, and keeps nobody from being asked about', (_what, ownerReferences) => {
    expect(says({ tolerations }, { ownerReferences })).toContain(
      'tolerates nvidia.com/gpu=present',
    );
    expect(sent({ tolerations }, { ownerReferences })).toEqual([true, true]);
  });

  test('a DaemonSet that does control is not asked about', () => {
    expect(sent({ tolerations }, owned('DaemonSet'))).toEqual([false, false]);
    const kruise = [{ ...daemon, apiVersion: 'apps.kruise.io/v1alpha1', controller: true }];
    expect(sent({ tolerations }, { ownerReferences: kruise })).toEqual([false, false]);
  });
});

describe('a claim, where GPUs are handed out by claims', () => {
  const nodes = [claims('dra', 'h100', [{ name: 'card', count: 8 }])];
  const claiming = (...resourceClaims: NonNullable<PodSpec['resourceClaims']>) =>
    objection(gpuNodesOnly, podOf({ containers: [plain('web')], tolerations, resourceClaims }), {
      world: { nodes },
    });

  test('lets in where it is for one', () => {
    expect(claiming({ name: 'nic', resourceClaimName: 'nic' }, card)).toBeUndefined();
  });

  test('does not where it is for something else, or made up', () => {
    expect(claiming({ name: 'nic', resourceClaimTemplateName: 'nic' })).toContain(
      'tolerates nvidia.com/gpu=present',
    );
    expect(claiming({ name: 'card' })).toContain('tolerates nvidia.com/gpu=present');
  });
});

const card = { name: 'gpu', resourceClaimTemplateName: 'card' };
