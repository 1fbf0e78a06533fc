import { describe, expect, test } from '@jest/globals';
import { Environment } from '@marcbachmann/cel-js';
import * as fc from 'fast-check';
import { expressionsIn, MOST_STEPS } from './expression.ts';
import { withKubernetes } from './kubernetes.ts';
import { celOf, tooLarge } from './values.ts';

const ready = expressionsIn(
  withKubernetes(
    new Environment({ limits: { maxAstNodes: 300, maxDepth: 50 }, enableOptionalTypes: true }),
  ).registerVariable('object', 'dyn'),
);

const asked = (text: string, object: unknown = {}) => {
  const made = ready(text);
  if (!made.ok) throw new Error(made.flaw.says);
  return made.expression.ask({ object: celOf(object) });
};

const flawed = (text: string) => {
  const made = ready(text);
  if (made.ok) throw new Error(`${text} has no flaw`);
  return made.flaw;
};

describe('an expression is asked as Kubernetes asks it', () => {
  const pod = {
    priority: 4,
    share: 0.5,
    limits: { 'nvidia.com/gpu': '1', memory: '16Gi' },
    containers: [
      { name: 'a', env: [{ name: 'X' }, { name: 'Y' }] },
      { name: 'b (c), d', env: [] },
    ],
  };
  const table: { says: string; want: unknown }[] = [
    { says: 'object.priority > 3', want: true },
    { says: 'object.priority + 1 == 5', want: true },
    { says: 'object.priority % 3 == 1', want: true },
    { says: 'object.share < 1.0', want: true },
    { says: 'has(object.nothing) && object.nothing > 3', want: false },
    { says: 'object.?nothing.orValue(7) == 7', want: true },
    { says: 'quantity(object.limits.memory).isGreaterThan(quantity("8Gi"))', want: true },
    { says: 'isQuantity("many")', want: false },
    { says: 'int(object.limits["nvidia.com/gpu"]) == 1', want: true },
    { says: 'object.containers.exists(c, c.env.exists(e, e.name == "Y"))', want: true },
    { says: 'object.containers.all(c, (c.name) == ("a") || c.name.endsWith("d"))', want: true },
    { says: 'object.containers.exists_one(c, c.name == "b (c), d")', want: true },
    { says: 'object.containers.map(c, c.name).size() == 2', want: true },
    { says: '"a" in object.containers.map(c, c.name)', want: true },
    { says: 'object.containers.filter(c, c.env.size() > 0).map(c, c.name) == ["a"]', want: true },
    { says: 'cel.bind(n, object.priority, n > 3 && n < 5)', want: true },
    { says: 'object.nothing', want: { error: 'No such key: nothing' } },
    { says: 'object.limits', want: { error: 'it is neither true nor false' } },
    { says: 'object.limits.memory > 3', want: { error: expect.stringContaining('overload') } },
  ];
  test.each(table)('$says', ({ says, want }) => {
    expect(asked(says, pod)).toEqual(want);
  });

  test('a comment behind it changes nothing', () => {
    expect(asked('object.containers.all(c, c.name != "" // each, of course\n)', pod)).toBe(true);
  });
});

describe('what an expression may not say', () => {
  const table: { says: string; at: number; why: string }[] = [
    { says: 'object.name.matches("(a+)+$")', at: 11, why: 'regular expression' },
    { says: 'object.priority > ', at: 18, why: 'is no CEL: Unexpected token: EOF' },
    { says: 'true && pod.priority > 3', at: 8, why: 'is no CEL: Unknown variable: pod' },
    { says: '1 + 2', at: 0, why: 'must be true or false, and is of type int' },
    { says: '"a" == 1', at: 0, why: 'no such overload' },
    {
      says: 'object.a.all(a, a.b.all(b, b.c.all(c, c)))',
      at: 30,
      why: 'more than 2 loops, one in the other',
    },
    { says: 'object.a.map(a, a > 1, a) == []', at: 8, why: 'maps and filters at once' },
    {
      says: 'cel.bind(a, "x", cel.bind(b, a + a, cel.bind(c, b + b, c != "")))',
      at: 36,
      why: 'binds more than 2 values',
    },
  ];
  test.each(table)('$says', ({ says, at, why }) => {
    const flaw = flawed(says);
    expect(flaw.says).toContain(why);
    expect(flaw.at).toBe(at);
  });

  test('more than the library reads', () => {
    expect(flawed(`[${'1,'.repeat(300)}1].all(a, a > 0)`).says).toContain('is no CEL');
    expect(flawed(`${'('.repeat(60)}true${')'.repeat(60)}`).says).toContain('is no CEL');
  });
});

const long = (entries: number) => ({ a: Array.from({ length: entries }, (_, i) => i) });

describe('a loop', () => {
  const tooMany = `its loops take more than ${MOST_STEPS} steps`;
  const square = 'object.a.all(x, object.a.all(y, x + y >= 0))';

  test('ends, and nobody can tell, when it has taken its steps', () => {
    expect(asked(square, long(44))).toBe(true);
    expect(asked(square, long(1000))).toEqual({ error: tooMany });
  });

  const erring: { loop: string; why: string }[] = [
    { loop: 'exists(x, object.a.exists(y, object.none == y))', why: tooMany },
    { loop: 'all(x, object.a.all(y, object.none == y))', why: tooMany },
    { loop: 'exists_one(x, object.none == x)', why: 'No such key: none' },
    { loop: 'filter(x, object.none == x).size() == 0', why: 'No such key: none' },
    { loop: 'map(x, object.none).size() == 0', why: 'No such key: none' },
  ];
  test.each(erring)('ends where each round is an error: $loop', ({ loop, why }) => {
    expect(asked(`object.a.${loop}`, long(1000))).toEqual({ error: why });
  });

  test('has its steps anew for each pod', () => {
    const made = ready(square);
    if (!made.ok) throw new Error(made.flaw.says);
    for (let i = 0; i < 3; i++) expect(made.expression.ask({ object: celOf(long(44)) })).toBe(true);
  });
});

test('whatever the values, nothing is thrown', () => {
  const texts = [
    'object.spec.priority > 3',
    'object.a.exists(c, c.b.exists(e, e == "X"))',
    'object.a.map(x, x.b)[0] == object["a"]',
    'quantity(object.a).isLessThan(quantity(object.b))',
    'int(object.a) / int(object.b) > 0',
    'object.a.split(object.b).size() < object.b',
    'timestamp(object.a) < timestamp(object.b) || duration(object.a) > duration("1h")',
  ].map((text) => ({ text, made: ready(text) }));
  const kinds = new Set<string>();
  fc.assert(
    fc.property(fc.json({ maxDepth: 4 }), fc.jsonValue(), fc.jsonValue(), (spec, a, b) => {
      for (const { text, made } of texts) {
        if (!made.ok) throw new Error(`${text}: ${made.flaw.says}`);
        const answer = made.expression.ask({ object: celOf({ spec: JSON.parse(spec), a, b }) });
        kinds.add(typeof answer);
        if (typeof answer !== 'boolean') expect(answer.error).not.toBe('');
      }
    }),
    { numRuns: 500 },
  );
  expect([...kinds].toSorted()).toEqual(['boolean', 'object']);
});

describe('what is too large to be asked', () => {
  const table: { name: string; value: unknown; want: string }[] = [
    { name: 'a long list', value: { a: Array(1001).fill(1) }, want: '1001 entries' },
    { name: 'a long text', value: { a: 'x'.repeat(500_001) }, want: '500000 letters' },
    {
      name: 'many values',
      value: Array(100).fill(Array(200).fill(1)),
      want: 'more than 20000 values',
    },
    { name: 'a deep one', value: JSON.parse('['.repeat(70) + ']'.repeat(70)), want: '64 levels' },
  ];
  test.each(table)('$name', ({ value, want }) => {
    expect(tooLarge(value)).toContain(want);
  });

  test('is not a pod of a hundred containers', () => {
    const env = Array.from({ length: 20 }, (_, i) => ({ name: `E${i}`, value: 'x'.repeat(50) }));
    expect(
      tooLarge({ containers: Array.from({ length: 100 }, () => ({ name: 'a', image: 'b', env })) }),
    ).toBe(undefined);
  });
});
