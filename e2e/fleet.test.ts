import { describe, expect, test } from '@jest/globals';

import { node } from './fleet.ts';

describe('a node in a few words', () => {
  test('is fake, has room for pods, and no GPU unless it says so', () => {
    const { metadata, status } = node({ name: 'plain' });
    expect(metadata.annotations).toEqual({ 'kwok.x-k8s.io/node': 'fake' });
    expect(status.allocatable).toMatchObject({ cpu: '64', memory: '512Gi', pods: '110' });
    expect(Object.keys(metadata.labels).filter((key) => key.startsWith('nvidia.com/'))).toEqual([]);
  });

  test('a partitioned A100 has one set of labels a profile, and no whole GPU to share', () => {
    const { metadata, status } = node({
      name: 'mig',
      product: 'NVIDIA-A100-SXM4-80GB',
      gpuMemoryMiB: 81_920,
      allocatable: { 'nvidia.com/mig-1g.10gb': 7 },
    });
    expect(status.capacity['nvidia.com/mig-1g.10gb']).toBe('7');
    expect(metadata.labels).toMatchObject({
      'nvidia.com/gpu.product': 'NVIDIA-A100-SXM4-80GB',
      'nvidia.com/gpu.family': 'ampere',
      'nvidia.com/gpu.replicas': '0',
      'nvidia.com/mig.strategy': 'mixed',
      'nvidia.com/mig.config.state': 'success',
      'nvidia.com/mig-1g.10gb.count': '7',
      'nvidia.com/mig-1g.10gb.memory': '9984',
      'nvidia.com/mig-1g.10gb.product': 'NVIDIA-A100-SXM4-80GB-MIG-1g.10gb',
    });
  });

  test('a time-sliced T4 says so in its product, its replicas and its strategy', () => {
    const { metadata } = node({
      name: 't4',
      product: 'Tesla-T4',
      gpuMemoryMiB: 15_360,
      replicas: 4,
      allocatable: { 'nvidia.com/gpu': 4 },
    });
    expect(metadata.labels).toMatchObject({
      'nvidia.com/gpu.product': 'Tesla-T4-SHARED',
      'nvidia.com/gpu.replicas': '4',
      'nvidia.com/gpu.sharing-strategy': 'time-slicing',
      'nvidia.com/mig.capable': 'false',
    });
    expect(metadata.labels).not.toHaveProperty(['nvidia.com/mig.strategy']);
  });

  test('renamed shares leave the product as it is', () => {
    const { metadata } = node({
      name: 't4',
      product: 'Tesla-T4',
      replicas: 4,
      allocatable: { 'nvidia.com/gpu.shared': 4 },
    });
    expect(metadata.labels['nvidia.com/gpu.product']).toBe('Tesla-T4');
  });

  test('what a test writes itself wins', () => {
    const { metadata } = node({
      name: 'pending',
      product: 'NVIDIA-H100-80GB-HBM3',
      labels: { 'nvidia.com/mig.config.state': 'pending' },
    });
    expect(metadata.labels['nvidia.com/mig.config.state']).toBe('pending');
  });
});
