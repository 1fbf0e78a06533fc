/** Of each kind: told when it is created and when its template changes, and of nothing else. */
import { describe, expect, test } from '@jest/globals';
import { readFiles, SNAPSHOT_BYTES } from '../adapters/read-files.ts';
import { sample, shipped } from '../commands/paths.ts';
import { standingOn } from '../commands/standing.ts';
import { customWorkloads, workloads } from '../core/matching/workloads.ts';
import type { Raw } from '../expand/raw.ts';
import { kinds, type Kind } from './kinds.fixture.ts';
import { newsOf } from './news.ts';

const clock = { now: () => Date.parse('2026-11-22T00:00:00Z') };
const stage = standingOn(readFiles([...shipped, sample], SNAPSHOT_BYTES).documents, clock);

async function outcome(object: Raw, old: Raw | 'none' = 'none'): Promise<string> {
  if (!('ok' in stage)) throw new Error(JSON.stringify(stage.faults));
  const { admit } = stage;
  return (await newsOf({ object, old, namespace: 'lab' }, { admit, dra: false })).outcome;
}

/** Two turns on one card, which a guardrail of the sample refuses. */
const main = { name: 'main', image: 'x:1', resources: { limits: { 'nvidia.com/gpu.shared': 2 } } };

const objectOf = ({ apiVersion, kind, spec }: Kind, scale: number, container: Raw = main): Raw => ({
  apiVersion,
  kind,
  metadata: { name: 'x', namespace: 'lab', labels: { 'helm.sh/chart': 'x-1.0.0' } },
  spec: spec(container, scale),
});

const metadata = {
  name: 'x',
  namespace: 'lab',
  labels: { 'helm.sh/chart': 'x-1.0.1', team: 'lab' },
  annotations: { 'meta.helm.sh/release-name': 'x' },
};
const status = { replicas: 1, conditions: [{ type: 'Ready', status: 'True' }] };

const named = kinds.map((kind) => [`${kind.kind} of ${kind.apiVersion}`, kind] as const);

describe.each(named)('a %s', (_, kind) => {
  test.each([0, 1, 2])('is told of when it is created, scaled to %d', async (scale) => {
    expect(await outcome(objectOf(kind, scale))).toBe('told');
  });

  test.each([
    [0, 2],
    [1, 2],
    [2, 0],
  ])('is not told of when it is scaled from %d to %d', async (from, to) => {
    expect(await outcome(objectOf(kind, to), objectOf(kind, from))).toBe('unchanged');
  });

  test('nor of labels and annotations of its own, its status, a repeat, or all of these at once', async () => {
    const old = objectOf(kind, 1);
    for (const next of [
      old,
      { ...old, metadata },
      { ...old, status },
      { ...objectOf(kind, 2), metadata, status },
    ])
      expect(await outcome(next, old)).toBe('unchanged');
  });

  test('is told of when its image or its resources are others, whatever its scale', async () => {
    const resources = { limits: { 'nvidia.com/gpu.shared': 3 } };
    for (const other of [
      { ...main, image: 'x:2' },
      { ...main, resources },
    ])
      for (const [from, to] of [
        [1, 1],
        [0, 2],
        [2, 0],
      ] as const)
        expect(await outcome(objectOf(kind, to, other), objectOf(kind, from))).toBe('told');
  });
});

const plural = ({ apiVersion, kind }: Kind): string => {
  const group = apiVersion.includes('/') ? apiVersion.replace(/\/.*/, '') : '';
  return `${group}/${kind.toLowerCase()}s`;
};

test('every kind that is sent is here, but the one whose pods lie in no object of its own', () => {
  const sent = [...workloads, ...customWorkloads].flatMap(({ group, resources }) =>
    resources.map((resource) => `${group}/${resource}`),
  );
  expect([...new Set(kinds.map(plural)), 'kubeflow.org/workspaces'].toSorted()).toEqual(
    sent.toSorted(),
  );
});

const ray = (...groups: Raw[]): Raw => ({
  apiVersion: 'ray.io/v1',
  kind: 'RayCluster',
  metadata: { name: 'x', namespace: 'lab' },
  spec: { workerGroupSpecs: groups },
});
const group = (groupName: string, container: Raw = main): Raw => ({
  groupName,
  replicas: 1,
  template: { spec: { containers: [container] } },
});

describe('of several groups', () => {
  const other = { ...main, image: 'x:2' };
  const before = ray(group('a'), group('b', other));

  test('it is no news that they stand in another order, or that one has another name', async () => {
    expect(await outcome(ray(group('b', other), group('a')), before)).toBe('unchanged');
    expect(await outcome(ray(group('c'), group('b', other)), before)).toBe('unchanged');
  });

  test('one that comes to the others is', async () => {
    expect(await outcome(ray(group('a'), group('b', other), group('c')), before)).toBe('told');
  });
});
