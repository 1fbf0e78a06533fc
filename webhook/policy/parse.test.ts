import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { stringify } from 'yaml';
import { step } from './documents.ts';
import { lineOf } from './example.ts';
import { parse } from './parse.ts';
import { readText } from './read.ts';

const faultsOf = (text: string): string[] => readText('p.yaml', text).faults.map(lineOf);

const hostile: { name: string; text: string; want: RegExp }[] = [
  {
    name: 'a key twice',
    text: 'a: 1\na: 2\n',
    want: /^p.yaml:2:1: is written a second time: a \(p.yaml:1:1\)$/,
  },
  {
    name: 'a key that reaches into objects',
    text: '{a: {__proto__: 1}}',
    want: /^p.yaml:1:6: the key __proto__ is not/,
  },
  {
    name: 'constructor as a key',
    text: 'constructor: {}',
    want: /the key constructor is not allowed/,
  },
  {
    name: 'a merge key',
    text: 'a: &a {b: 1}\nc: {<<: *a}\n',
    want: /^p.yaml:2:5: the key << merges nothing/,
  },
  { name: 'a tag nobody knows', text: 'a: !secret x\n', want: /^p.yaml:1:4: Unresolved tag/ },
  {
    name: 'a key that is a map',
    text: '? {a: 1}\n: b\n',
    want: /^p.yaml:1:3: a field must have a name of text, and this is none$/,
  },
  {
    name: 'nesting without end',
    text: '['.repeat(100_000),
    want: /call stack|Stack overflow|nest/i,
  },
  {
    name: 'aliases that multiply',
    text: `${['a: &a [x, x]', ...'bcdefgh'.split('').map((c, i) => `${c}: &${c} [${`*${'abcdefgh'[i]}, `.repeat(9)}]`)].join('\n')}\n`,
    want: /repeats its anchors more than 20 times/,
  },
  {
    name: 'a file beyond the size',
    text: `a: ${'x'.repeat(1024 * 1024)}`,
    want: /^p.yaml:1:1: has 1048579 bytes/,
  },
];

describe('a hostile file is a fault and no more', () => {
  test.each(hostile)('$name', ({ text, want }) => {
    const [first] = faultsOf(text);
    expect(first).toMatch(want);
  });

  test('whatever the text, reading answers, and points into the text', () => {
    const word = fc.constantFrom(
      'apiVersion: tranche.dev/v1alpha1',
      'kind: GpuPolicy',
      'kind: World',
      'metadata: {name: p}',
      'spec:',
      '  mode: x',
      '---',
      '- a',
      '&a',
      '*a',
      '? ',
      ': ',
      '{',
      ']',
      '"',
      "'",
      '\t',
      '!!int 3',
      '|',
      '# c',
      '%YAML 1.1',
      '\u0000',
      '\r',
    );
    let some = 0;
    fc.assert(
      fc.property(fc.array(fc.oneof(word, fc.string()), { maxLength: 12 }), (parts) => {
        const text = parts.join('\n');
        const lines = text.split('\n').length;
        for (const { line, column } of readText('p.yaml', text).faults) {
          expect(line).toBeGreaterThanOrEqual(1);
          expect(line).toBeLessThanOrEqual(lines + 1);
          expect(column).toBeGreaterThanOrEqual(1);
          some++;
        }
      }),
      { numRuns: 1000 },
    );
    expect(some).toBeGreaterThan(500);
  });

  const deep: [name: string, text: string][] = [
    ['in brackets', `a: ${'['.repeat(3000)}${']'.repeat(3000)}`],
    ['in lines', Array.from({ length: 3000 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')],
  ];
  test.each(deep)('a file that is 3,000 deep %s is told so in our words', (_, text) => {
    const [parsed] = parse('p.yaml', text, 1e7);
    expect(parsed?.faults.map(({ says }) => says)).toContain('is nested too deeply to be read');
    for (const { says } of parsed?.faults ?? []) expect(says).not.toMatch(/stack/);
  });

  test('a scalar stands where its pointer says', () => {
    const key = fc.stringMatching(/^[a-z~/]{1,5}$/);
    const leaf = fc.integer({ min: 100, max: 999 });
    const tree = fc.letrec((tie) => ({
      node: fc.oneof(
        { depthSize: 'small' },
        leaf,
        fc.dictionary(key, tie('node')),
        fc.array(tie('node')),
      ),
    })).node;
    fc.assert(
      fc.property(fc.dictionary(key, tree, { minKeys: 1 }), (value) => {
        const text = stringify(value);
        const lines = text.split('\n');
        const [parsed] = parse('p.yaml', text, 1e6);
        for (const [pointer, written] of leaves(value, '')) {
          const { line = 0, column = 0 } = parsed?.at(pointer) ?? {};
          expect(lines[line - 1]?.slice(column - 1)).toMatch(new RegExp(`^${written}`));
        }
      }),
    );
  });
});

describe('a letter of a text', () => {
  const table: { name: string; text: string; letter: number; want: string }[] = [
    { name: 'plain', text: 'a: one two', letter: 4, want: 'two' },
    { name: 'in double quotes', text: 'a: "one two"', letter: 4, want: 'two"' },
    { name: 'in single quotes', text: "a: 'one two'", letter: 4, want: "two'" },
    { name: 'in a flow', text: '{ b: 1, a: one two }', letter: 4, want: 'two }' },
    { name: 'on the first line of a block', text: 'a: |\n  one\n  two', letter: 1, want: 'ne' },
    { name: 'on a later one', text: 'a: |-\n  one\n    two', letter: 6, want: 'two' },
    { name: 'behind an empty one', text: 'a: | # so\n  one\n\n  two', letter: 5, want: 'two' },
    { name: 'of a list', text: 'a:\n  - one two', letter: 4, want: 'two' },
    { name: 'that is written otherwise', text: 'a: "\\x6fne"', letter: 1, want: '"\\x6fne"' },
    { name: 'that is folded', text: 'a: >-\n  one\n  two', letter: 4, want: '>-' },
    { name: 'of no text', text: 'a: 100', letter: 1, want: '100' },
    { name: 'of nothing', text: 'a:', letter: 1, want: 'a:' },
  ];
  test.each(table)('$name', ({ text, letter, want }) => {
    const [parsed] = parse('p.yaml', text, 1e6);
    const pointer = Array.isArray(Object(parsed?.value).a) ? '/a/0' : '/a';
    const { line = 0, column = 0 } = parsed?.at(pointer, letter) ?? {};
    expect(text.split('\n')[line - 1]?.slice(column - 1)).toBe(want);
  });
});

function* leaves(value: unknown, pointer: string): Generator<[string, number]> {
  if (typeof value === 'number') yield [pointer, value];
  else if (typeof value === 'object' && value !== null)
    for (const [key, part] of Object.entries(value)) yield* leaves(part, pointer + step(key));
}
