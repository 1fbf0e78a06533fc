import { expect, test } from '@jest/globals';
import { asking, container, plain, podOf, served } from '../testing/pods.ts';
import { objection } from '../testing/guarded.ts';
import { maxGpus } from './max-gpus.ts';

const says = (pod = podOf(), perPod = 2) => objection(maxGpus, pod, { parameters: { perPod } });

test('GPUs of all containers count together', () => {
  const other = container('other', asking(1));
  expect(says(served(asking(2)))).toBeUndefined();
  expect(says(podOf({ containers: [container('server', asking(2)), other] }))).toContain(
    'the pod asks for 3 GPUs, and this policy allows 2 a pod',
  );
});

test('a GPU that an init container had before is no further one', () => {
  const initContainers = [container('warm', asking(2))];
  expect(
    says(podOf({ initContainers, containers: [container('server', asking(2))] })),
  ).toBeUndefined();
});

test('MiB of HAMi are no GPUs, and how it spreads them is', () => {
  const limits = { 'nvidia.com/gpu': 2, 'nvidia.com/gpumem': 8000, 'nvidia.com/gpucores': 30 };
  expect(says(served({ resources: { limits } }))).toBeUndefined();
  expect(says(served({ resources: { limits } }), 1)).toContain('asks for 2 GPUs');
});

test('claims for GPUs count, and those for something else do not', () => {
  const resourceClaims = ['cards', 'network'].map((name) => ({
    name,
    resourceClaimTemplateName: name,
  }));
  const pod = podOf({ containers: [plain('a')], resourceClaims });
  const world = {
    claimed: (_namespace: string, claim: { readonly resourceClaimTemplateName?: string }) =>
      claim.resourceClaimTemplateName === 'cards'
        ? ({ resource: 'nvidia.com/gpu', count: 3 } as const)
        : ('nothing' as const),
  };
  expect(objection(maxGpus, pod, { parameters: { perPod: 2 }, world })).toContain(
    'asks for 3 GPUs',
  );
  expect(objection(maxGpus, pod, { parameters: { perPod: 3 }, world })).toBeUndefined();
  expect(objection(maxGpus, pod, { parameters: { perPod: 1 } })).toBeUndefined();
});
