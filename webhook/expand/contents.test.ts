import { describe, expect, test } from '@jest/globals';
import { manifestsIn } from './manifest.ts';

const read = (text: string) => {
  const { objects, faults } = manifestsIn('m.yaml', text);
  return {
    objects,
    told: faults.map(({ line, column, says }) => `${line}:${column} ${says}`),
  };
};

describe('anchors may be used as often as kubectl allows', () => {
  test('one context for a hundred containers', () => {
    const aliases = Array.from({ length: 100 }, () => '*context');
    const { objects, told } = read(
      `kind: A\na: &context {runAsUser: 1}\nb: [${aliases.join(', ')}]\n`,
    );
    expect(told).toEqual([]);
    expect(objects[0]?.['b']).toEqual(aliases.map(() => ({ runAsUser: 1 })));
  });

  test('but not without end', () => {
    const bomb = ['kind: A', 'a: &a [x, x, x, x, x, x, x, x, x]'];
    for (const [to, from] of ['ba', 'cb', 'dc', 'ed', 'fe', 'gf', 'hg', 'ih'])
      bomb.push(`${to}: &${to} [${Array.from({ length: 9 }, () => `*${from}`).join(', ')}]`);
    expect(read(bomb.join('\n')).told).toEqual([
      '1:1 repeats its anchors so often that kubectl would not read it',
    ]);
  });

  test('nor by merging, which copies what it repeats', () => {
    const keys = Array.from({ length: 1000 }, (_, i) => `k${i}: 1`);
    const text = `kind: A\na: &a {${keys.join(', ')}}\nb:\n${'  - {<<: *a}\n'.repeat(5000)}`;
    expect(read(text).told).toEqual([expect.stringContaining('repeats its anchors')]);
  });

  const broken: { name: string; text: string; want: string }[] = [
    {
      name: 'an anchor within itself',
      text: 'a: &a [*a]',
      want: '*a stands within its own anchor',
    },
    { name: 'an anchor that is nowhere', text: 'a: *b', want: '*b names no anchor above it' },
    {
      name: 'text that is to be merged',
      text: '<<: text',
      want: '<< must be given a map, or an alias of one',
    },
    { name: 'a map for a key', text: '? {a: 1}\n: x', want: 'a key must be text here' },
  ];
  test.each(broken)('$name is told by its own name', ({ text, want }) => {
    expect(read(`kind: A\n${text}\n`).told).toEqual([expect.stringContaining(want)]);
  });
});

describe('maps', () => {
  test('merge as ever: what is written beside counts more, and of several the first', () => {
    const text =
      'kind: A\nx: &x {a: 1, b: 1}\ny: &y {b: 2, c: 2}\nz: {c: 3, <<: [*x, *y]}\nw: {<<: *x, a: 4}\n';
    expect(read(text).objects).toMatchObject([{ z: { a: 1, b: 1, c: 3 }, w: { a: 4, b: 1 } }]);
    expect(read('kind: A\nx: &x {a: 1}\ny: {<<: *x, a: 2, <<: {b: 3}}\n').told).toEqual([]);
  });

  test('have members of any name', () => {
    const [object = {}] = read('kind: A\n__proto__: 1\nconstructor: 2\n1: a\nyes: b\n').objects;
    expect(Object.entries(object)).toEqual([
      ['1', 'a'],
      ['kind', 'A'],
      ['__proto__', 1],
      ['constructor', 2],
      ['true', 'b'],
    ]);
  });

  test('of forty thousand keys are read, and of as many doubles the first are told', () => {
    const keys = Array.from({ length: 40_000 }, (_, i) => `k${i}: 1`).join('\n');
    expect(read(`kind: A\n${keys}\n`).objects).toHaveLength(1);
    const twice = read(`kind: A\n${'k: 1\n'.repeat(40_000)}`).told;
    expect(twice).toHaveLength(20);
    expect(twice[0]).toBe('3:1 k is written twice in one map, first 1 line above');
  });
});
