import { describe, expect, test } from '@jest/globals';
import { Environment } from '@marcbachmann/cel-js';
import * as fc from 'fast-check';
import { expressionsIn, MOST_STEPS } from './expression.ts';
import { withKubernetes } from './kubernetes.ts';
import { Meter, MOST_COST } from './meter.ts';
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
    { says: 'has(object.containers[0].name) && !has(object.containers[0].x)', want: true },
    { says: 'has(object.containers.filter(c, c.name == "a")[0].env)', want: true },
    { says: 'object.containers.exists(c, c.env.exists(e, has(e.name)))', want: true },
    { says: 'has(object.containers[9].name)', want: { error: 'No such key: 9' } },
    { says: 'has(object.nothing.at)', want: { error: 'No such key: nothing' } },
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
    { says: 'true && h_s(object.a)', at: 8, why: "no matching overload for 'h_s(dyn)'" },
    { says: 'true && has(object["a"])', at: 12, why: 'has() invalid argument' },
    { says: 'has(object.a[0].b) && has(object["a"])', at: 26, why: 'has() invalid argument' },
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

const twice = (says: string) => `object.list.all(a, object.list.all(b, ${says}))`;

describe('what is looked at is paid for by its letters and entries', () => {
  const dear = `it costs more than ${MOST_COST}`;
  const heavy = {
    text: 'a'.repeat(200_000),
    some: 'a'.repeat(2_000),
    list: Array.from({ length: 44 }, (_, i) => ({ name: `x${i}`, value: 'v'.repeat(300) })),
    long: Array.from({ length: 1000 }, (_, i) => `n${i}`),
  };
  const needle = 'a'.repeat(600);
  const bombs: string[] = [
    twice('size(object.text) > 0'),
    twice('object.text.size() > 0'),
    `!object.text.contains("${needle}b")`,
    `object.text.lastIndexOf("b${needle}") < 0`,
    `object.text.indexOf("b${needle}") < 0`,
    twice('object.text == object.text + ""'),
    twice('object.text < object.text + "b"'),
    twice('"a" < object.text'),
    twice('object.text.startsWith(object.text)'),
    twice('object.text.endsWith(object.text)'),
    twice('object.text.split("").size() > 0'),
    twice('object.long.join(",") != ""'),
    twice('object.text + "b" != ""'),
    twice('object.text.lowerAscii() != ""'),
    twice('object.text.trim() != ""'),
    twice('object.text.substring(1) != ""'),
    twice('object.text.charAt(7) == "a"'),
    twice('object.some.replace("a", "bbbbbbbbbb") != ""'),
    twice('object.list == object.list + []'),
    twice('!({"name": "x43", "value": "q"} in object.list)'),
    twice('!("q" in object.long)'),
    twice('!object.long.isSorted()'),
    twice('object.long.indexOf("q") < 0'),
    twice('(object.long + object.long).size() > 0'),
    twice('duration("1h") > duration("1m")'),
    twice('[object.x, object.x, object.x].size() > 0 || object.y || object.y'),
    `cel.bind(a, ${Array(30).fill('object.text').join(' + ')}, cel.bind(b, a + a + a, b.contains("z")))`,
  ];
  test.each(bombs)('%s', (says) => {
    expect(asked(says, heavy)).toEqual({ error: dear });
  });

  test('and what no pod of everyday costs is not refused for it', () => {
    const env = Array.from({ length: 40 }, (_, i) => ({ name: `E${i}`, value: 'x'.repeat(200) }));
    const pod = { containers: Array.from({ length: 10 }, () => ({ image: 'a'.repeat(100), env })) };
    const says =
      '!object.containers.exists(c, c.env.exists(e, e.name.startsWith("HF_") || e.value.contains("token")))';
    expect(asked(says, pod)).toBe(true);
  });

  test('whoever asks says how much', () => {
    const made = ready('size(object.text) > 0');
    if (!made.ok) throw new Error(made.flaw.says);
    const of = { object: celOf({ text: 'a'.repeat(1000) }) };
    const enough = new Meter();
    expect(made.expression.ask(of, enough)).toBe(true);
    expect(enough.spent).toBeGreaterThan(100);
    expect(made.expression.ask(of, new Meter(enough.spent))).toBe(true);
    const little = enough.spent - 1;
    expect(made.expression.ask(of, new Meter(little))).toEqual({
      error: `it costs more than ${little}`,
    });
  });

  test('no || makes anything of it', () => {
    for (const says of [`${bombs[0]} || true`, `[1].exists(x, ${bombs[2]} || true)`])
      expect(asked(says, heavy)).toEqual({ error: dear });
  });

  test('a text that only the library could read is not given to it, unless it is short', () => {
    expect(asked(`duration("${'1'.repeat(500)}") > duration("1h")`)).toEqual({
      error: 'a text of 500 letters is not read as anything else',
    });
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
