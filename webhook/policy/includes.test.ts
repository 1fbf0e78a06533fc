import { describe, expect, test } from '@jest/globals';
import { lineOf } from './example.ts';
import { readSources, type Load } from './includes.ts';

const world = (...include: string[]): string =>
  `apiVersion: tranche.dev/v1alpha1\nkind: World\nspec: {include: [${include.join(', ')}]}\n`;
const quota = (name: string): string =>
  `---\napiVersion: tranche.dev/v1alpha1\nkind: GpuQuota\nmetadata: {name: ${name}}\nspec: {namespaces: [${name}]}\n`;

const folder =
  (files: Record<string, string>): Load =>
  (path) => {
    const text = files[path];
    return text === undefined ? 'there is no such file' : [{ file: path, text }];
  };

const namesIn = (files: Record<string, string>, first = 'a.yaml') => {
  const { documents, faults } = readSources(
    [{ file: first, text: files[first] ?? '' }],
    folder(files),
  );
  return {
    names: documents.filter(({ kind }) => kind !== 'World').map(({ name }) => name),
    faults: faults.map(lineOf),
  };
};

describe('a World includes other files', () => {
  test('and they theirs', () => {
    const files = {
      'a.yaml': world('b.yaml') + quota('a'),
      'b.yaml': world('c.yaml') + quota('b'),
      'c.yaml': quota('c'),
    };
    expect(namesIn(files)).toEqual({ names: ['a', 'b', 'c'], faults: [] });
  });

  test('each once, also where two include the same or one another', () => {
    const files = {
      'a.yaml': world('b.yaml', 'c.yaml'),
      'b.yaml': world('c.yaml', 'a.yaml') + quota('b'),
      'c.yaml': quota('c'),
    };
    expect(namesIn(files)).toEqual({ names: ['b', 'c'], faults: [] });
  });

  test('one that is not there is a fault of whoever asks for it', () => {
    expect(namesIn({ 'a.yaml': world('b.yaml', 'nope.yaml'), 'b.yaml': quota('b') })).toEqual({
      names: ['b'],
      faults: ['a.yaml:3:26: /spec/include/1 there is no such file'],
    });
  });

  test('an absolute path is refused without being asked for', () => {
    expect(namesIn({ 'a.yaml': world('/etc/passwd') }).faults).toEqual([
      'a.yaml:3:18: /spec/include/0 must be relative to this file',
    ]);
  });

  test('the faults of an included file are its own', () => {
    const { faults } = namesIn({ 'a.yaml': world('b.yaml'), 'b.yaml': 'kind: 3\n' });
    expect(faults).toEqual(['b.yaml:1:7: /kind must name the kind, got the number 3']);
  });
});
