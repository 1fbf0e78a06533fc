import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { stepsOf } from '../../core/edits/pointer.ts';
import { expand, type Expanded } from '../expand.ts';
import { libraryOf } from '../library.ts';
import { manifestsIn } from '../manifest.ts';
import { isRecord, type Raw } from '../raw.ts';
import { POD } from './kinds.fixture.ts';
import { stories } from './stories.fixture.ts';

const MOST = 7;

const madeOf = (objects: readonly Raw[]): Expanded[] => {
  const settings = { namespace: 'default', minute: 29_918_880, most: MOST };
  const library = libraryOf(objects, 'default');
  return objects.flatMap((object) => expand(object, { ...settings, library }));
};

const objectsIn = (manifest: string): Raw[] => [...manifestsIn('m.yaml', manifest).objects];

const everywhere = (value: unknown, above: readonly string[] = []): (readonly string[])[] =>
  isRecord(value) || Array.isArray(value)
    ? Object.entries(value).flatMap(([key, one]) => [
        [...above, key],
        ...everywhere(one, [...above, key]),
      ])
    : [];

function put(object: Raw, path: readonly string[], value: unknown): void {
  let held: unknown = object;
  for (const key of path.slice(0, -1)) held = Reflect.get(Object(held), key);
  if (isRecord(held) || Array.isArray(held)) Reflect.set(held, path.at(-1) ?? '', value);
}

const junk = fc.oneof(
  fc.constantFrom<unknown>(null, undefined, true, '', 'x', -1, 0, 2, 1.5, 1e9, [], {}),
  fc.constantFrom<unknown>([null], [[]], [{}], { name: 1 }, { spec: { containers: 'x' } }),
  fc.jsonValue({ maxDepth: 3 }),
);

const names = (object: Raw, pointer: string): boolean => {
  let held: unknown = object;
  for (const step of stepsOf(pointer)) {
    if (!isRecord(held) && !Array.isArray(held)) return false;
    held = Reflect.get(held, step);
  }
  return held !== undefined;
};

function holds({ object, replicas, pods, atOnce, writtenAt }: Expanded): void {
  expect(Number.isSafeInteger(replicas) && replicas >= 0).toBe(true);
  expect(pods).toHaveLength(Math.min(replicas, MOST));
  const { least, most } = atOnce;
  expect(least >= 0 && (most === 'unknown' || most >= least)).toBe(true);
  for (const pointer of ['', '/metadata/labels', '/spec/containers/0/image', '/spec/a~1b/0'])
    expect(names(object, writtenAt(pointer))).toBe(true);
}

describe('whatever a manifest holds', () => {
  test.each(stories)('it is expanded or left alone: $name', ({ manifest }) => {
    const paths = objectsIn(manifest).flatMap((object, i) =>
      everywhere(object).map((path) => [String(i), ...path]),
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(...paths), junk), { minLength: 1, maxLength: 3 }),
        (changes) => {
          const objects = objectsIn(manifest);
          for (const [[i = '0', ...path], value] of changes)
            put(objects[Number(i)] ?? {}, path, structuredClone(value));
          madeOf(objects.filter(isRecord)).forEach(holds);
        },
      ),
      { numRuns: 25 },
    );
  });

  test('of kinds that nobody has heard of, too', () => {
    const object = fc
      .tuple(fc.constantFrom('a.io/v1', 'apps/v1', 'ray.io/v1', '', 7), fc.string(), fc.object())
      .map(([apiVersion, kind, spec]): Raw => ({ apiVersion, kind, spec }));
    fc.assert(fc.property(object, (one) => madeOf([one]).forEach(holds)));
  });
});

describe('all that a manifest asks for is judged', () => {
  const template = `template: {${POD}}`;
  const counts = fc.record({
    a: fc.integer({ min: 0, max: 40 }),
    b: fc.integer({ min: 1, max: 9 }),
    c: fc.integer({ min: 1, max: 5 }),
  });
  type Counts = { readonly a: number; readonly b: number; readonly c: number };
  const sums: {
    kind: string;
    spec: (n: Counts) => string;
    apiVersion: string;
    want: (n: Counts) => number;
  }[] = [
    {
      kind: 'PyTorchJob',
      apiVersion: 'kubeflow.org/v1',
      spec: ({ a, b }) =>
        `pytorchReplicaSpecs: {Master: {replicas: ${b}, ${template}}, Worker: {replicas: ${a}, ${template}}}`,
      want: ({ a, b }) => a + b,
    },
    {
      kind: 'JobSet',
      apiVersion: 'jobset.x-k8s.io/v1alpha2',
      spec: ({ a, b, c }) =>
        `replicatedJobs: [{name: n, replicas: ${a}, template: {spec: {parallelism: ${b}, completions: ${c}, ${template}}}}]`,
      want: ({ a, b, c }) => a * Math.min(b, c),
    },
    {
      kind: 'LeaderWorkerSet',
      apiVersion: 'leaderworkerset.x-k8s.io/v1',
      spec: ({ a, b }) =>
        `replicas: ${a}, leaderWorkerTemplate: {size: ${b}, workerTemplate: {${POD}}}`,
      want: ({ a, b }) => a * b,
    },
    {
      kind: 'RayCluster',
      apiVersion: 'ray.io/v1',
      spec: ({ a, b, c }) =>
        `headGroupSpec: {${template}}, workerGroupSpecs: [{groupName: g, replicas: ${a}, numOfHosts: ${b}, ${template}}, {groupName: h, replicas: ${c}, ${template}}]`,
      want: ({ a, b, c }) => 1 + a * b + c,
    },
    {
      kind: 'Job',
      apiVersion: 'batch.volcano.sh/v1alpha1',
      spec: ({ a, b }) =>
        `tasks: [{name: p, replicas: ${a}, ${template}}, {name: q, replicas: ${b}, ${template}}]`,
      want: ({ a, b }) => a + b,
    },
  ];

  test.each(sums)('of a $kind of $apiVersion', ({ kind, apiVersion, spec, want }) => {
    fc.assert(
      fc.property(counts, (n) => {
        const text = `{apiVersion: ${apiVersion}, kind: ${kind}, metadata: {name: x}, spec: {${spec(n)}}}`;
        const made = madeOf(objectsIn(text));
        expect(made.reduce((sum, one) => sum + one.replicas, 0)).toBe(want(n));
      }),
    );
  });
});
