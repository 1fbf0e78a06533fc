/** What whoever wrote a file reads of it when it is no YAML: the slip, and not what followed from it. */
import { describe, expect, test } from '@jest/globals';
import { lineOf } from './example.ts';
import { readText } from './read.ts';

const slips: { name: string; text: string; says: string; help?: RegExp }[] = [
  {
    name: 'a conflict of a merge',
    text: 'a: 1\n<<<<<<< HEAD\nb: 1\n=======\nb: 2\n>>>>>>> theirs\n',
    says: 'p.yaml:2:1: is a conflict of a merge that nobody resolved',
    help: /keep one side/,
  },
  {
    name: 'a template',
    text: 'a: {{ .Values.mode }}\nb: 1\n',
    says: 'p.yaml:1:5: holds braces of a template',
    help: /helm template/,
  },
  {
    name: 'a tab',
    text: 'spec:\n\tmode: warn\n',
    says: 'p.yaml:2:1: is indented by a tab',
    help: /by spaces/,
  },
  {
    name: 'a field in a text',
    text: 'a:\n  reason: until: Friday\n',
    says: 'p.yaml:2:11: is the value of a field, and reads as a field itself',
    help: /in quotes/,
  },
  {
    name: 'a field that is not one',
    text: 'spec:\n  mode warn\n  priority: 1\n',
    says: 'p.yaml:2:3: is no field: it has no name and colon on its line',
  },
  {
    name: 'a field too far to the right',
    text: 'a: 1\n  b: 2\n',
    says: 'p.yaml:1:4: is the value of a field, and reads as a field itself',
  },
  {
    name: 'an item too far to the left',
    text: 'spec:\n    a: 1\n  b: 2\n',
    says: 'p.yaml:3:1: begins at another column than the fields before it',
  },
  {
    name: 'a sign that begins no text',
    text: 'owner: @speech\n',
    says: 'p.yaml:1:8: text cannot begin with @',
    help: /in quotes/,
  },
  {
    name: 'a field twice',
    text: 'a: 1\nb: 2\na: 3\n',
    says: 'p.yaml:3:1: is written a second time: a (p.yaml:1:1)',
    help: /keep one/,
  },
];

test.each(slips)('$name is one fault', ({ text, says, help }) => {
  const { faults } = readText('p.yaml', text);
  expect(faults.map(lineOf)).toEqual([says]);
  if (help !== undefined) expect(faults[0]?.help).toMatch(help);
});

test('two slips that have nothing to do with each other are two', () => {
  const { faults } = readText('p.yaml', 'a: 1\na: 2\nspec:\n\tb: 1\n');
  expect(faults.map(lineOf)).toEqual([
    'p.yaml:2:1: is written a second time: a (p.yaml:1:1)',
    'p.yaml:4:1: is indented by a tab',
  ]);
});

test('what the parser loses sight of keeps its line', () => {
  const { faults } = readText('p.yaml', 'a:\n  mode: warn\n    gpus: 2\nb: 1\nb: 2\n');
  expect(faults.map(lineOf)).toContain('p.yaml:5:1: is written a second time: b (p.yaml:4:1)');
});

describe('letters that nobody sees', () => {
  const field = 'mode: enforce';
  const breaks = ['\r', '\u0085', '\u2028', '\u2029'].map((letter) => ({
    letter,
    what: /a line break to some programs and none to others/,
  }));
  const controls = ['\u0000', '\u0007', '\u007f', '\u009b'].map((letter) => ({
    letter,
    what: /a control character, which YAML does not allow/,
  }));
  test.each([...breaks, ...controls])('$letter in a comment hides no field', ({ letter, what }) => {
    const { faults } = readText('p.yaml', `a: 1\n# so${letter}${field}\n`);
    expect(faults.map(({ line, column, says }) => [line, column, says])).toEqual([
      [2, 5, expect.stringMatching(what)],
    ]);
  });

  test('are told once, with how many there are', () => {
    const [fault, ...more] = readText('p.yaml', 'a: \u0000\u0000\n').faults;
    expect(fault?.says).toContain('U+0000');
    expect(fault?.says).toContain('the first of 2');
    expect(more).toEqual([]);
  });

  test('line ends of Windows are none of them', () => {
    expect(readText('p.yaml', '# a\r\n---\r\n').faults).toEqual([]);
  });
});

describe('a file in which all is wrong', () => {
  const QUOTA = 'apiVersion: tranche.dev/v1alpha1\nkind: GpuQuota\nmetadata: {name: q}\nspec:\n';
  const all: { name: string; text: string }[] = [
    { name: 'entries', text: `${QUOTA}  namespaces: [${'X, '.repeat(150_000)}]\n` },
    { name: 'fields twice', text: 'a: 1\n'.repeat(150_000) },
    { name: 'documents', text: 'a: 1\n---\n'.repeat(10_000) },
    { name: 'lines', text: '\ta: 1\n'.repeat(20_000) },
  ];
  test.each(all)(
    'is told of its first 200 $name, and that there are more',
    ({ text }) => {
      const { faults } = readText('p.yaml', text);
      expect(faults).toHaveLength(201);
      expect(faults.at(-1)?.says).toBe('has more faults from here on, which are not shown');
    },
    120_000,
  );
});
