import { describe, expect, test } from '@jest/globals';
import { guards } from './guards/all.ts';
import { neverSlice } from './never-slice/all.ts';

const rules = [...neverSlice, ...guards];

describe('the catalogue of rules', () => {
  test('no two share an id', () => {
    expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
  });

  test.each(rules)('$id is a group and a name', ({ id }) => {
    expect(id).toMatch(/^(?:never|guard)\/[a-z]+(?:-[a-z]+)*$/);
  });

  test.each(rules)('$id is told in sentences', ({ about }) => {
    expect(about).toMatch(/^[A-Z].*[a-z0-9]\.$/);
    expect(about).not.toMatch(/\s{2}|\n/);
  });
});
