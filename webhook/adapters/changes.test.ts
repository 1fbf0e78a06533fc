import { describe, expect, test } from '@jest/globals';
import { titleOf } from '../policy/documents.ts';
import { readText } from '../policy/read.ts';
import { changesBetween, listed, some, type ByTitle } from './changes.ts';

const quota = (team: string, namespace: string): string =>
  `apiVersion: tranche.dev/v1alpha1\nkind: GpuQuota\nmetadata: { name: ${team} }\nspec: { namespaces: [${namespace}] }\n`;
const namespace = (name: string): string =>
  `apiVersion: v1\nkind: Namespace\nmetadata: { name: ${name} }\n`;

const set = (...texts: readonly string[]): ByTitle =>
  new Map(
    readText('a.yaml', texts.join('---\n')).documents.map((document) => [
      titleOf(document),
      document,
    ]),
  );

describe('what one set has that another had not', () => {
  test('is told by name: what came, what went, what says something else', () => {
    const before = set(quota('a', 'x'), quota('b', 'y'), quota('d', 'w'));
    const after = set(quota('c', 'z'), quota('b', 'other'), quota('d', 'w'));
    expect(changesBetween(before, after)).toEqual({
      added: ['GpuQuota c'],
      changed: ['GpuQuota b'],
      removed: ['GpuQuota a'],
    });
  });

  test('is nothing where the same was read again, in whatever order it was written', () => {
    const again = `kind: GpuQuota\nspec: { namespaces: [x] }\nmetadata: { name: a }\napiVersion: tranche.dev/v1alpha1\n`;
    expect(some(changesBetween(set(quota('a', 'x')), set(again)))).toBe(false);
  });

  test('is told without what the cluster holds, which comes and goes', () => {
    expect(some(changesBetween(set(namespace('a')), set(namespace('b'))))).toBe(false);
  });

  test('fits a line, however much it is', () => {
    expect(listed(['a', 'b'])).toBe('a, b');
    expect(listed('abcdefghijk'.split(''))).toBe('a, b, c, d, e, f, g, h and 3 more');
  });
});
