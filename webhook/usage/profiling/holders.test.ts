import { expect, test } from '@jest/globals';
import { asking, container, plain, podOf } from '../../core/testing/pods.ts';
import { holdersAt } from './holders.ts';

test('a container is told with how many devices it asks for; sizes beside a card are none', () => {
  const beside = { limits: { 'nvidia.com/gpu': '1', 'nvidia.com/gpumem': '4000' } };
  const pod = podOf({
    nodeName: 'gpu-1',
    containers: [
      container('server', asking(2)),
      container('slice', asking(1, 'nvidia.com/mig-1g.10gb')),
      container('part', { resources: beside }),
      plain('log'),
    ],
  });
  const held = holdersAt([{ pod, created: 60, runningSince: 60 }], 86_400);
  expect(held.map(({ container: name, devices, since }) => [name, devices, since])).toEqual([
    ['server', 2, 60],
    ['slice', 1, 60],
    ['part', 1, 60],
  ]);
});
