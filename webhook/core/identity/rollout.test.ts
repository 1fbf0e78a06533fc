import { describe, expect, test } from '@jest/globals';
import type { Labels } from '../pod.ts';
import { asking, container, podOf } from '../testing/pods.ts';
import { controllerHash } from './rollout.ts';

const hashOf = (labels: Labels, resource = 'nvidia.com/gpu', revision = 'asr'): string =>
  controllerHash(
    podOf({ containers: [container('server', asking(1, resource))] }, { labels }),
    revision,
  );

describe('replicas of one rollout', () => {
  const table: { name: string; labels: Labels; want: string }[] = [
    { name: 'of a Deployment', labels: { 'pod-template-hash': '7d' }, want: '7d' },
    { name: 'of a Rollout', labels: { 'rollouts-pod-template-hash': '7d' }, want: '7d' },
    { name: 'of a StatefulSet', labels: { 'controller-revision-hash': 'a-5f' }, want: 'a-5f' },
    {
      name: 'of the whole LeaderWorkerSet, apart for leader and worker',
      labels: {
        'leaderworkerset.sigs.k8s.io/template-revision-hash': '5f',
        'controller-revision-hash': 'vllm-3-99',
      },
      want: '5f asr',
    },
  ];
  test.each(table)('have the hash $name, whatever else they carry', ({ labels, want }) => {
    const carried = { ...labels, 'ray.io/group': 'big' };
    expect(hashOf(carried, 'nvidia.com/mig-1g.10gb')).toBe(want);
  });

  const group = { 'ray.io/cluster': 'c', 'ray.io/group': 'small' };
  test('without one they are of one revision, one part of their workload, and ask alike', () => {
    expect(hashOf({ ...group, pod: '1' })).toBe(hashOf({ ...group, pod: '2' }));
  });

  const others: { name: string; hash: string }[] = [
    { name: 'of another group of workers', hash: hashOf({ ...group, 'ray.io/group': 'big' }) },
    {
      name: 'whose template asks for a slice itself',
      hash: hashOf(group, 'nvidia.com/mig-1g.10gb'),
    },
    { name: 'of another revision', hash: hashOf(group, 'nvidia.com/gpu', 'asr model=x') },
  ];
  test.each(others)('and a pod $name is none of them', ({ hash }) => {
    expect(hash).not.toBe(hashOf(group));
  });
});
