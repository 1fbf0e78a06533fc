import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { canonical, shortHash } from './canonical.ts';

function shuffled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shuffled);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, part]) => [key, shuffled(part)]),
  );
}

describe('one text for one value', () => {
  test('whatever order the keys were written in', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(shortHash(shuffled(value))).toBe(shortHash(value));
      }),
    );
  });

  test('and it reads back as that value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonical(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test('the order of a list is part of its value', () => {
    expect(shortHash(['mig', 'timeSlice'])).not.toBe(shortHash(['timeSlice', 'mig']));
  });

  test('twelve hex digits', () => {
    expect(shortHash({ a: 1 })).toMatch(/^[0-9a-f]{12}$/);
  });
});
