import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { anyOf } from './globs.ts';

const table: { name: string; globs: string[]; fits: string[]; not: string[] }[] = [
  { name: 'no globs fit everything', globs: [], fits: ['a', ''], not: [] },
  { name: 'a star alone fits everything', globs: ['x', '*'], fits: ['a', ''], not: [] },
  {
    name: 'an exact name fits itself',
    globs: ['team-a'],
    fits: ['team-a'],
    not: ['team-ab', 'team-'],
  },
  {
    name: 'a star at the end',
    globs: ['team-*'],
    fits: ['team-', 'team-a'],
    not: ['team', 'a-team-b'],
  },
  {
    name: 'a star at the front',
    globs: ['*-dev'],
    fits: ['a-dev', '-dev'],
    not: ['dev', 'a-dev-b'],
  },
  { name: 'stars in between', globs: ['a*b*c'], fits: ['abc', 'axbxbxc'], not: ['acb', 'ab'] },
  { name: 'a dot is a dot', globs: ['a.b*'], fits: ['a.bc'], not: ['axbc'] },
  { name: 'any of several', globs: ['a', 'b-*'], fits: ['a', 'b-1'], not: ['b', 'c'] },
];

describe('globs', () => {
  test.each(table)('$name', ({ globs, fits, not }) => {
    const matches = anyOf(globs);
    for (const name of fits) expect([name, matches(name)]).toEqual([name, true]);
    for (const name of not) expect([name, matches(name)]).toEqual([name, false]);
  });

  test('mean what the regular expression would mean', () => {
    const letters = fc.stringMatching(/^[ab*]{0,8}$/);
    fc.assert(
      fc.property(letters, fc.stringMatching(/^[ab]{0,12}$/), (glob, name) => {
        const expected = new RegExp(`^${glob.replaceAll('*', '.*')}$`).test(name);
        expect(anyOf([glob])(name)).toBe(expected);
      }),
      { numRuns: 2000 },
    );
  });
});
