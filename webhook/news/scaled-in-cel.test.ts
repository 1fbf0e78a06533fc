/** What the API server sends of custom kinds: whatever the program would tell of, and of some kinds nothing that was but scaled. */
import { describe, expect, test } from '@jest/globals';
import { Environment } from '@marcbachmann/cel-js';
import { expressionsIn } from '../cel/expression.ts';
import { withKubernetes } from '../cel/kubernetes.ts';
import { celOf } from '../cel/values.ts';
import { customWorkloadConditions, customWorkloads } from '../core/matching/workloads.ts';
import type { Raw } from '../expand/raw.ts';
import { kinds, type Kind } from './kinds.fixture.ts';

const environment = withKubernetes(
  new Environment({ limits: { maxAstNodes: 1000, maxDepth: 100 } }),
);
for (const name of ['request', 'object', 'oldObject']) environment.registerVariable(name, 'dyn');
const ready = expressionsIn(environment);
const conditions = customWorkloadConditions().map(({ expression }) => {
  const made = ready(expression);
  if (!made.ok) throw new Error(made.flaw.says);
  return made.expression;
});

const sent = ({ kind }: Kind, object: Raw, oldObject: Raw | null): unknown => {
  const operation = oldObject === null ? 'CREATE' : 'UPDATE';
  const request = { operation, resource: { resource: `${kind.toLowerCase()}s` } };
  const given = { request: celOf(request), object: celOf(object), oldObject: celOf(oldObject) };
  const answers = conditions.map((condition) => condition.ask(given));
  return answers.find((answer) => answer !== true) ?? true;
};

const main = { name: 'main', image: 'x:1', resources: { limits: { 'nvidia.com/gpu': 1 } } };
const objectOf = ({ spec }: Kind, scale: number, container: Raw = main): Raw => ({
  metadata: { name: 'x' },
  spec: spec(container, scale),
});

const groups = new Set(customWorkloads.map(({ group }) => group));
const custom = kinds
  .filter(({ apiVersion }) => groups.has(apiVersion.replace(/\/.*/, '')))
  .map((kind) => [`${kind.kind} of ${kind.apiVersion}`, kind] as const);

describe.each(custom)('a %s', (_, kind) => {
  test('is sent when it is created, and when an image or resources are others', () => {
    expect(sent(kind, objectOf(kind, 1), null)).toBe(true);
    const resources = { limits: { 'nvidia.com/gpu': 2 } };
    for (const other of [
      { ...main, image: 'x:2' },
      { ...main, resources },
    ])
      for (const scale of [0, 1, 2])
        expect(sent(kind, objectOf(kind, scale, other), objectOf(kind, 1))).toBe(true);
    expect(sent(kind, objectOf(kind, 1), { metadata: { name: 'x' } })).toBe(true);
  });

  test('is not sent when its spec is as it was', () => {
    const next = { ...objectOf(kind, 1), metadata: { name: 'x', labels: { a: 'b' } }, status: {} };
    expect(sent(kind, next, objectOf(kind, 1))).toBe(false);
  });
});

const IN_SPEC = /^(Job of batch[.]volcano[.]sh|RayCluster|Rollout)\b/;

test.each(custom.filter(([name]) => IN_SPEC.test(name)))(
  'a %s is not sent when it is scaled in its spec',
  (_, kind) => {
    for (const [from, to] of [
      [0, 2],
      [1, 2],
      [2, 0],
    ] as const)
      expect(sent(kind, objectOf(kind, to), objectOf(kind, from))).toBe(false);
  },
);

const of = (...workerGroupSpecs: Raw[]): Raw => ({ metadata: {}, spec: { workerGroupSpecs } });

test('a group that comes or goes is sent', () => {
  const ray = kinds.find(({ kind }) => kind === 'RayCluster');
  if (ray === undefined) throw new Error('no RayCluster among the kinds');
  const template = { spec: { containers: [main] } };
  expect(sent(ray, of({ template }, { template }), of({ template }))).toBe(true);
  expect(sent(ray, of({ template }), { metadata: {}, spec: {} })).toBe(true);
  expect(sent(ray, { metadata: {}, spec: { headGroupSpec: { template } } }, of())).toBe(true);
});
