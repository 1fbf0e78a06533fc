/** A Helm value that nobody gave leaves an empty name, and the API server puts such an object where all others go. */
import { expect, test } from '@jest/globals';
import { expand } from './expand.ts';
import { libraryOf } from './library.ts';
import { placedIn } from './namespace.ts';
import type { Raw } from './raw.ts';

const deployment = (namespace: unknown): Raw => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'x', namespace },
  spec: { template: { spec: { containers: [{ name: 'main', image: 'x:1' }] } } },
});

test.each([
  ['', 'team'],
  [undefined, 'team'],
  [null, 'team'],
  ['own', 'own'],
])('of %j the pods are made in %s', (namespace, want) => {
  const [made] = expand(deployment(namespace), { namespace: 'team', minute: 0, most: 1 });
  expect(made?.source.namespace).toBe(want);
  expect(made?.pods[0]?.['metadata']).toMatchObject({ namespace: want });
});

test('what others name is found there too', () => {
  const runtime = { kind: 'ServingRuntime', metadata: { name: 'triton', namespace: '' } };
  expect(libraryOf([runtime], 'team')('ServingRuntime', 'team', 'triton')).toBe(runtime);
});

test('all else of the object stays', () => {
  expect(placedIn({ kind: 'A', metadata: { name: 'x', namespace: '' } }, 'team')).toEqual({
    kind: 'A',
    metadata: { name: 'x', namespace: 'team' },
  });
});
