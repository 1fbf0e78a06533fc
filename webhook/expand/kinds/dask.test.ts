import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { expand } from '../expand.ts';
import { manifestsIn } from '../manifest.ts';
import { member } from '../raw.ts';

const file = new URL('../../golden/deployed/manifests/dask-cluster.yaml', import.meta.url);

test('a DaskCluster is a scheduler and its workers, each found where it was written', () => {
  const { objects } = manifestsIn('m.yaml', readFileSync(file, 'utf8'));
  const made = objects.flatMap((one) => expand(one, { namespace: 'default', minute: 1, most: 9 }));
  expect(made.map(({ group, pods }) => [group, pods.length])).toEqual([
    ['scheduler', 1],
    ['worker', 2],
  ]);
  expect(made.map(({ writtenAt }) => writtenAt('/spec/containers/0/resources/limits'))).toEqual(
    ['scheduler', 'worker'].map((of) => `/spec/${of}/spec/containers/0/resources/limits`),
  );
  expect(member(made[1]?.pods[0], 'metadata', 'labels')).toMatchObject({
    'dask.org/cluster-name': 'rapids',
    'dask.org/component': 'worker',
  });
});
