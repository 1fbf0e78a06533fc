import { expect, test } from '@jest/globals';
import { expand } from '../expand.ts';
import { libraryOf } from '../library.ts';
import type { Raw } from '../raw.ts';

const deployment = (replicas?: number): Raw => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'llm' },
  spec: { replicas, template: { spec: { containers: [{ name: 'a', image: 'x' }] } } },
});
const hpa = (target: object, more: object = {}): Raw => ({
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata: { name: 'up-and-down' },
  spec: { scaleTargetRef: target, minReplicas: 2, maxReplicas: 6, ...more },
});
const keda = (spec: object): Raw => ({
  apiVersion: 'keda.sh/v1alpha1',
  kind: 'ScaledObject',
  metadata: { name: 'by-queue' },
  spec: { scaleTargetRef: { name: 'llm' }, ...spec },
});

function counted(object: Raw, by: Raw) {
  const library = libraryOf([object, by], 'default');
  const [one] = expand(object, { namespace: 'default', minute: 1, most: 20, library });
  const resting = one?.resting === undefined ? {} : { resting: one.resting };
  return { judged: one?.replicas, atOnce: one?.atOnce, ...resting };
}

test('between as many as a HorizontalPodAutoscaler says, and judged as the manifest does, at least its fewest', () => {
  const by = hpa({ apiVersion: 'apps/v1', kind: 'Deployment', name: 'llm' });
  const atOnce = { least: 2, most: 6, because: 'HorizontalPodAutoscaler up-and-down' };
  expect(counted(deployment(), by)).toEqual({ judged: 2, atOnce });
  expect(counted(deployment(4), by)).toEqual({ judged: 4, atOnce });
});

test('KEDA means a Deployment where it names no kind, and goes down to none', () => {
  expect(counted(deployment(1), keda({ maxReplicaCount: 3 }))).toEqual({
    judged: 1,
    atOnce: { least: 0, most: 3, because: 'ScaledObject by-queue' },
  });
});

test('what it brings back from none is told as where nobody wrote how many', () => {
  const by = keda({ maxReplicaCount: 3 });
  expect(counted(deployment(0), by)).toEqual(counted(deployment(), by));
  expect(counted(deployment(0), keda({ maxReplicaCount: 0 })).judged).toBe(0);
});

test('none of what is at 0 a HorizontalPodAutoscaler brings back, unless it may go there itself', () => {
  const by = hpa({ apiVersion: 'apps/v1', kind: 'Deployment', name: 'llm' });
  expect(counted(deployment(0), by)).toEqual({
    judged: 0,
    atOnce: { least: 0, most: 0 },
    resting: 'HorizontalPodAutoscaler up-and-down scales nothing up from 0',
  });
  const toNone = hpa({ kind: 'Deployment', name: 'llm' }, { minReplicas: 0 });
  expect(counted(deployment(0), toNone)).toMatchObject({
    judged: 1,
    atOnce: { least: 0, most: 6 },
  });
});

test('of more than may be as many are judged as may be', () => {
  const by = hpa({ apiVersion: 'apps/v1', kind: 'Deployment', name: 'llm' });
  expect(counted(deployment(20), by)).toMatchObject({ judged: 6, atOnce: { least: 2, most: 6 } });
  expect(counted(deployment(20), keda({ maxReplicaCount: 3 })).judged).toBe(3);
});

test('a Rollout is scaled as a Deployment is', () => {
  const rollout = { ...deployment(1), apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout' };
  const by = hpa({ apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', name: 'llm' });
  expect(counted(rollout, by)).toMatchObject({ judged: 2, atOnce: { least: 2, most: 6 } });
});

test.each([
  ['of another name', hpa({ kind: 'Deployment', name: 'other' })],
  ['of another kind', hpa({ kind: 'StatefulSet', name: 'llm' })],
])('an autoscaler of what is %s says nothing of it', (_which, by) => {
  expect(counted(deployment(3), by)).toEqual({ judged: 3, atOnce: { least: 3, most: 3 } });
});
