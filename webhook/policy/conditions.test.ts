import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { askOf } from '../core/answers.ts';
import { readPod } from '../core/read-pod.ts';
import type { Subject } from '../core/terms.ts';
import { compile } from './compile.ts';
import { policy, read, setOf, subject, winner } from './example.ts';
import { renderFaults } from './render.ts';
import type { Json } from './schema/forms.ts';

const CONTAINER = { name: 'server', image: 'registry.example.com/ml/vllm-openai:v0.9' };

/** Whoever a pod of this spec is, with the pod at hand. */
function podded(spec: Json, metadata: Json = {}, differs: Partial<Subject> = {}): Subject {
  const made = readPod({ metadata, spec: { containers: [CONTAINER], ...spec } });
  if (!made.ok) throw new Error(made.faults.map(({ says }) => says).join('; '));
  return subject({ ask: askOf(made.pod), ...differs });
}

const asking = (...conditions: Json[]) =>
  setOf(policy('p', { match: { conditions }, sharing: {} }));
const cel = (text: string) => asking({ name: 'c', cel: text });
const path = (jsonPath: string, ...values: string[]) =>
  asking({ name: 'c', jsonPath, ...(values.length === 0 ? {} : { values }) });

describe('a policy with a condition matches where it holds', () => {
  const high = podded({ priority: 1000, priorityClassName: 'prod' });
  const table: { name: string; set: ReturnType<typeof setOf>; of: Subject; want: 'p' | 'none' }[] =
    [
      { name: 'a number', set: cel('object.spec.priority > 3'), of: high, want: 'p' },
      { name: 'a sum', set: cel('object.spec.priority + 1 == 1001'), of: high, want: 'p' },
      { name: 'a number too low', set: cel('object.spec.priority > 3000'), of: high, want: 'none' },
      { name: 'a field that is not there', set: cel('object.spec.x > 3'), of: high, want: 'none' },
      { name: 'a text', set: cel('object.spec.priorityClassName'), of: high, want: 'none' },
      {
        name: 'a field that need not be there',
        set: cel('object.spec.?x.orValue(7) > 3'),
        of: high,
        want: 'p',
      },
      {
        name: 'its namespace',
        set: cel('object.metadata.namespace == "speech"'),
        of: high,
        want: 'p',
      },
      {
        name: 'labels of its namespace',
        set: cel('"team" in namespaceLabels && namespaceLabels.team == "ml"'),
        of: podded({}, {}, { namespaceLabels: { team: 'ml' } }),
        want: 'p',
      },
      {
        name: 'its owner',
        set: cel('owner.kind == "Deployment" && owner.name.startsWith("whis")'),
        of: high,
        want: 'p',
      },
      { name: 'a path', set: path('$.spec.priorityClassName'), of: high, want: 'p' },
      { name: 'a path to nothing', set: path('$.spec.runtimeClassName'), of: high, want: 'none' },
      { name: 'one of the values', set: path('$.spec.priority', '7', '1000'), of: high, want: 'p' },
      { name: 'a glob', set: path('$..image', 'registry.*/vllm-*'), of: high, want: 'p' },
      { name: 'none of the values', set: path('$..image', 'docker.io/*'), of: high, want: 'none' },
      { name: 'a map, which is no text', set: path('$.spec', '*x*'), of: high, want: 'none' },
      {
        name: 'a quantity, however it was written',
        set: cel('object.spec.containers[0].resources.limits["nvidia.com/gpu"] == "1"'),
        of: podded({
          containers: [{ ...CONTAINER, resources: { limits: { 'nvidia.com/gpu': 1 } } }],
        }),
        want: 'p',
      },
      {
        name: 'a name that the API server made up',
        set: cel('has(object.metadata.name) || has(object.metadata.uid)'),
        of: podded({}, { generateName: 'a-', name: 'a-x7', uid: '1' }),
        want: 'none',
      },
      {
        name: 'all of several',
        set: asking({ name: 'a', jsonPath: '$.spec.priority' }, { name: 'b', cel: 'false' }),
        of: high,
        want: 'none',
      },
    ];
  test.each(table)('$name: $want', ({ set, of, want }) => {
    expect(winner(set, of)).toBe(want);
    expect(winner(set, of)).toBe(want);
  });
});

describe('where nobody can tell whether it holds', () => {
  const guards = [{ rule: 'guard/node-name', severity: 'deny' }];
  const conditions = [{ name: 'prod', cel: 'object.spec.priority > 3' }];
  const set = setOf(
    policy('p', { priority: 9, mode: 'enforce', match: { conditions }, sharing: {}, guards }),
    policy('rest', { sharing: {} }),
  );
  const named = (of: Subject) => [...set.guards(of, 'serving').keys()];

  test('its guardrails hold, and its terms do not', () => {
    const unsure = podded({});
    expect(winner(set, unsure)).toBe('rest');
    expect(named(unsure)).toEqual(['guard/node-name']);
  });

  test('neither does where it fails, and both where it holds', () => {
    expect(winner(set, podded({ priority: 1 }))).toBe('rest');
    expect(named(podded({ priority: 1 }))).toEqual([]);
    expect(winner(set, podded({ priority: 4 }))).toBe('p');
    expect(named(podded({ priority: 4 }))).toEqual(['guard/node-name']);
  });

  test('one that fails settles it, whichever comes first', () => {
    const never = { name: 'never', cel: 'false' };
    for (const two of [
      [...conditions, never],
      [never, ...conditions],
    ]) {
      const both = setOf(policy('p', { match: { conditions: two }, guards }));
      expect([...both.guards(podded({}), 'serving').keys()]).toEqual([]);
    }
  });

  test('the same goes for a class, and for a pod too large to be asked', () => {
    const given = setOf(policy('p', { class: 'batch', match: { conditions } }));
    expect(given.assignedClass(podded({}))).toBe('none');
    expect(given.assignedClass(podded({ priority: 4 }))).toEqual({ class: 'batch', policy: 'p' });
    const env = Array.from({ length: 1001 }, (_, i) => ({ name: `E${i}` }));
    const large = podded({ priority: 4, containers: [{ ...CONTAINER, env }] });
    expect(winner(set, large)).toBe('rest');
    expect(named(large)).toEqual(['guard/node-name']);
  });
});

const running = (...images: string[]) => subject({ images });

test('a policy matches by the image of any container', () => {
  const set = setOf(policy('p', { match: { images: ['*/vllm-openai:*', 'python'] }, sharing: {} }));
  expect(winner(set, running('busybox', 'ghcr.io/vllm/vllm-openai:v1'))).toBe('p');
  expect(winner(set, running('python'))).toBe('p');
  expect(winner(set, running('python:3'))).toBe('none');
  expect(winner(set, running())).toBe('none');
  expect(winner(set, subject())).toBe('none');
});

test('a fault of an expression points into it', () => {
  const text = `apiVersion: tranche.dev/v1alpha1
kind: GpuPolicy
metadata: { name: p }
spec:
  match:
    conditions:
      - name: plain
        cel: object.spec.priority > pod.x
      - name: quoted
        cel: "object.metadata.name.matches('a')"
      - name: block
        cel: |
          has(object.spec.priority) &&
            object.spec.priority + "a" == 3 &&
            1
      - name: path
        jsonPath: $.spec.containers[?(@.name)]
`;
  const compiled = compile(read(text));
  const told = compiled.ok ? [] : renderFaults(compiled.faults, () => text).split('\n');
  expect(told).toEqual([
    'a.yaml:8:37: /spec/match/conditions/0/cel is no CEL: Unknown variable: pod',
    '  8 |         cel: object.spec.priority > pod.x',
    '    |                                     ^^^^^',
    '  help: there are object (the pod), namespaceLabels, owner.kind and owner.name',
    'a.yaml:10:35: /spec/match/conditions/1/cel asks for a regular expression, and they are not asked',
    `  10 |         cel: "object.metadata.name.matches('a')"`,
    '     |                                   ^^^^^^^^^^^^^^',
    '  help: write startsWith, endsWith, contains or ==; match.images and values take globs',
    'a.yaml:14:13: /spec/match/conditions/2/cel is no CEL: no such overload: string == int',
    '  14 |             object.spec.priority + "a" == 3 &&',
    '     |             ^^^^^^^^^^^^^^^^^^^^',
    'a.yaml:17:36: /spec/match/conditions/3/jsonPath holds a filter or a script, and no policy runs code',
    '  17 |         jsonPath: $.spec.containers[?(@.name)]',
    '     |                                    ^^^^^^^^^^',
    '  help: say it in cel instead',
  ]);
});

test('whatever the pod, a condition answers and never throws', () => {
  const set = setOf(
    ...[
      { cel: 'object.spec.priority > 3 && object.spec.containers.all(c, c.image != "")' },
      { cel: 'object.spec.a.exists(x, x.b == object.metadata.labels.a)' },
      { cel: 'object.spec.a.map(x, x + object.spec.a)[1] == [object]' },
      { cel: 'quantity(object.spec.a).compareTo(quantity("1Gi")) > 0' },
      { jsonPath: '$..b' },
      { jsonPath: '$.spec.a[*].b', values: ['1*', '*'] },
    ].map((condition, i) =>
      policy(`p${i}`, { match: { conditions: [{ name: 'c', ...condition }] }, sharing: {} }),
    ),
  );
  const answers = new Set<string>();
  fc.assert(
    fc.property(
      fc.jsonValue({ maxDepth: 5 }),
      fc.record({ priority: fc.anything(), b: fc.jsonValue() }, { requiredKeys: [] }),
      (a, more) => {
        const of = podded({ a, ...more }, { labels: { a: 'x' } });
        answers.add(winner(set, of));
        expect(winner(set, of)).toBe(winner(set, of));
      },
    ),
    { numRuns: 500 },
  );
  expect(answers.size).toBeGreaterThan(2);
});
