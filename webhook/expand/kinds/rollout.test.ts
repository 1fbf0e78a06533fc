import { describe, expect, test } from '@jest/globals';
import { expand } from '../expand.ts';
import { libraryOf } from '../library.ts';
import { member, type Raw } from '../raw.ts';

const TEMPLATE = { spec: { containers: [{ name: 'a', image: 'x' }] } };
const ref = (kind: string, more: object = {}): Raw => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Rollout',
  metadata: { name: 'asr', namespace: 'speech' },
  spec: { replicas: 8, workloadRef: { apiVersion: 'apps/v1', kind, name: 'asr', ...more } },
});
const lender = (kind: string, spec: object, more: object = {}): Raw => ({
  apiVersion: 'apps/v1',
  kind,
  metadata: { name: 'asr', namespace: 'speech' },
  spec,
  ...more,
});
const deployment = (replicas?: number): Raw =>
  lender('Deployment', { template: TEMPLATE, ...(replicas === undefined ? {} : { replicas }) });

const among = (all: readonly Raw[]) =>
  all.flatMap((one) =>
    expand(one, {
      namespace: 'default',
      minute: 1,
      most: 20,
      library: libraryOf(all, 'default'),
    }).map(({ source, replicas, atOnce, pods, untold, writtenAt, resting }) => ({
      kind: source.kind,
      replicas,
      atOnce,
      pods: pods.length,
      untold,
      resting,
      image: JSON.stringify(member(pods[0], 'spec')['containers'])?.includes('"image":"x"'),
      at: writtenAt('/spec/containers/0/image'),
    })),
  );

describe('a Rollout that names a workload', () => {
  test.each([
    ['Deployment', deployment(0)],
    ['ReplicaSet', lender('ReplicaSet', { replicas: 0, template: TEMPLATE })],
    ['PodTemplate', lender('PodTemplate', {}, { apiVersion: 'v1', template: TEMPLATE })],
  ])('makes as many pods as it says of the template of a %s', (kind, other) => {
    expect(among([ref(kind), other])[0]).toMatchObject({
      kind: 'Rollout',
      replicas: 8,
      pods: 8,
      image: true,
      untold: undefined,
      at: '/spec/workloadRef',
    });
  });

  test('is not expanded where that is not among the manifests, or of another namespace', () => {
    const untold = 'Deployment asr, whose template it takes, is not among the manifests';
    const elsewhere = { ...deployment(0), metadata: { name: 'asr', namespace: 'vision' } };
    expect(among([ref('Deployment')])).toMatchObject([{ replicas: 0, pods: 0, untold }]);
    expect(among([ref('Deployment'), elsewhere])[0]).toMatchObject({ pods: 0, untold });
  });

  test('nor where Argo takes no template of such a kind', () => {
    const set = lender('StatefulSet', { replicas: 0, template: TEMPLATE });
    expect(among([ref('StatefulSet'), set])[0]).toMatchObject({
      pods: 0,
      untold: expect.stringContaining('names a StatefulSet, and Argo takes templates of'),
    });
  });
});

describe('what lends its template', () => {
  const resting = 'Rollout asr makes the pods of its template';

  test('makes none beside, where none is written or Argo scales it down', () => {
    expect(among([ref('Deployment'), deployment(0)])[1]).toMatchObject({ pods: 0, resting });
    for (const scaleDown of ['onsuccess', 'progressively'])
      expect(among([ref('Deployment', { scaleDown }), deployment(3)])[1]).toMatchObject({
        pods: 0,
        atOnce: { least: 0, most: 0 },
        resting,
      });
  });

  test('but its own where nobody scales it down', () => {
    for (const more of [{}, { scaleDown: 'never' }])
      expect(among([ref('Deployment', more), deployment(3)])[1]).toMatchObject({
        pods: 3,
        resting: undefined,
      });
    expect(among([deployment()])[0]).toMatchObject({ pods: 1 });
  });
});
