import { describe, expect, test } from '@jest/globals';
import { amountOf, asksByName, gpuAsks } from './asks.ts';
import type { Container } from './pod.ts';
import { asking, container, plain, podOf } from './testing/pods.ts';

const GPU = 'nvidia.com/gpu';

describe('a container asks for', () => {
  const table: { name: string; resources: Container['resources']; want: string[] }[] = [
    { name: 'its limit, not copied yet', resources: { limits: { [GPU]: 1 } }, want: [`${GPU} 1`] },
    { name: 'a request without one', resources: { requests: { [GPU]: 1 } }, want: [`${GPU} 1`] },
    {
      name: 'the larger of the two, once',
      resources: { limits: { [GPU]: '1' }, requests: { [GPU]: '2' } },
      want: [`${GPU} 2`],
    },
    {
      name: 'nobody knows how many, where its limit is no number',
      resources: { limits: { [GPU]: 'one' }, requests: { [GPU]: 1 } },
      want: [`${GPU} invalid`],
    },
    {
      name: 'nobody knows how many, where its request is no number',
      resources: { limits: { [GPU]: 1 }, requests: { [GPU]: 'one' } },
      want: [`${GPU} invalid`],
    },
    {
      name: 'one in its limits and another in its requests',
      resources: { limits: { [GPU]: 1, cpu: 2 }, requests: { 'amd.com/gpu': 1, cpu: 1 } },
      want: [`${GPU} 1`, 'amd.com/gpu 1'],
    },
    { name: 'nothing, where it asks for none of it', ...asking(0), want: [] },
    { name: 'nothing, where it says nothing', resources: undefined, want: [] },
  ];
  test.each(table)('$name', ({ resources, want }) => {
    const pod = podOf({ containers: [plain('server', resources && { resources })] });
    expect(gpuAsks(pod).map(({ resource, count }) => `${resource} ${count}`)).toEqual(want);
  });

  test.each([
    ['a half', { limits: { [GPU]: '0.5' } }, '0.5'],
    ['a half of two', { limits: { [GPU]: 1 }, requests: { [GPU]: 'one' } }, 'one'],
    ['what has no end', { limits: { [GPU]: 'x'.repeat(99) } }, `${'x'.repeat(31)}…`],
    ['a count', { limits: { [GPU]: '2' } }, '2'],
    ['what was rounded', { limits: { [GPU]: 2 ** 53 } }, 'more than 9007199254740991'],
  ])('an amount that is said as it was written: %s', (_, resources, said) => {
    const pod = podOf({ containers: [plain('server', { resources })] });
    expect(gpuAsks(pod).map(amountOf)).toEqual([said]);
  });

  test('what it names, not what its neighbour does', () => {
    const shared = asking(1, 'nvidia.com/gpu.shared');
    const pod = podOf({ containers: [container('a', shared), container('b')] });
    const asks = (name: string) =>
      [GPU, 'nvidia.com/gpu.shared'].map((of) => asksByName(pod, name, of));
    expect([asks('a'), asks('b')]).toEqual([
      [false, true],
      [true, false],
    ]);
  });
});
