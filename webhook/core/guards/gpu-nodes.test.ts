import { describe, expect, test } from '@jest/globals';
import type { ObjectMeta, OwnerReference, PodSpec } from '../pod.ts';
import { objection } from '../testing/guarded.ts';
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
