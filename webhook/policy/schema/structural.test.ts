import { describe, expect, test } from '@jest/globals';
import { isRecord } from '../../core/record.ts';
import { structural, type Json } from './forms.ts';
import { ours, served } from './kinds.ts';
import { profileStatus } from './profile-status.ts';
import { status } from './status.ts';

function* nodesOf(schema: Json, path = ''): Generator<[path: string, node: Json]> {
  yield [path, schema];
  const { properties, items, additionalProperties } = schema;
  if (isRecord(properties))
    for (const [name, part] of Object.entries(properties))
      if (isRecord(part)) yield* nodesOf(part, `${path}/${name}`);
  if (isRecord(items)) yield* nodesOf(items, `${path}/*`);
  if (isRecord(additionalProperties)) yield* nodesOf(additionalProperties, `${path}/*`);
}

const FORBIDDEN = [
  '$ref',
  'const',
  'oneOf',
  'not',
  'patternProperties',
  'uniqueItems',
  'definitions',
  'dependencies',
  'form',
  'hint',
];

const crds = [
  ['GpuPolicy', structural(ours.GpuPolicy)],
  ['GpuQuota', structural(ours.GpuQuota)],
  ['GpuProfile', structural(ours.GpuProfile)],
  ['GpuExemption', structural(ours.GpuExemption)],
] as const;

test('each kind the cluster serves is looked at', () => {
  expect(crds.map(([kind]) => kind)).toEqual(Object.keys(served));
});

const stored = [
  ...crds,
  ['A status', structural(status)],
  ['That of a GpuProfile', structural(profileStatus)],
] as const;

describe.each(stored)('%s is structural, as the API server wants it', (_, schema) => {
  const nodes = [...nodesOf(schema)];

  test('each node has a type, or is a number or text', () => {
    for (const [path, node] of nodes) {
      const typed = typeof node['type'] === 'string' || node['x-kubernetes-int-or-string'] === true;
      expect([path, typed]).toEqual([path, true]);
    }
  });

  test('no node says what structural schemas may not', () => {
    for (const [path, node] of nodes) {
      expect([path, FORBIDDEN.filter((word) => word in node)]).toEqual([path, []]);
      expect([path, 'properties' in node && 'additionalProperties' in node]).toEqual([path, false]);
    }
  });

  test('no field is called what YAML 1.1 reads as true or false, as Kubernetes does', () => {
    const truths = nodes.filter(([path]) => /\/(y|n|yes|no|on|off|true|false)$/i.test(path));
    expect(truths.map(([path]) => path)).toEqual([]);
  });

  test('a field with a default is not required', () => {
    for (const [path, node] of nodes) {
      const properties = isRecord(node['properties']) ? node['properties'] : {};
      const required = Array.isArray(node['required']) ? node['required'] : [];
      const both = required.filter(
        (name) => isRecord(properties[name]) && 'default' in properties[name],
      );
      expect([path, both]).toEqual([path, []]);
    }
  });
});

test('every field of ours says what it is', () => {
  for (const [kind, schema] of Object.entries(ours))
    for (const [path, node] of nodesOf(schema)) {
      const parent = path.endsWith('/*') && !isRecord(node['properties']);
      if (!parent)
        expect([kind + path, typeof node['description']]).toEqual([kind + path, 'string']);
    }
});

/** What `kubectl explain` and editors show, to someone who has not read our pages. */
test.each(Object.keys(served) as (keyof typeof served)[])(
  'every field of %s is told in a sentence',
  (kind) => {
    const own = 'status' in served[kind] ? [profileStatus] : [];
    const schemas = [ours[kind].properties.spec, status, ...own];
    const nodes = schemas.flatMap((schema) => [...nodesOf(schema)]);
    // Of values by name it is the map that is told of.
    const told = nodes.filter(([path, node]) => 'description' in node || !path.endsWith('/*'));
    expect(told.length).toBeGreaterThan(10);
    for (const [path, { description }] of told)
      expect([path, description]).toEqual([path, expect.stringMatching(SENTENCE)]);
  },
);

const SENTENCE = /^[A-Za-z0-9](\S* ){4,}\S*[.)]$/;
