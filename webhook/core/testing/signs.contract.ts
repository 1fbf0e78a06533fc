/** What every table of signs is held to: each is seen, what only looks like it is not, and no rule goes unshown. */
import { describe, expect, test } from '@jest/globals';
import { podOf } from './pods.ts';
import { lookalikes, seenBy, type Sign } from './signs.ts';

export const showsSigns = (
  about: string,
  table: readonly Sign[],
  rules: readonly { readonly id: string }[],
): void =>
  describe(about, () => {
    test.each(table)('$rule sees $name', ({ rule, pod, kind, want }) => {
      expect(seenBy(rule, pod, kind)).toBe(want);
    });

    test.each(lookalikes(table))('$rule passes over $name', ({ rule, pod }) => {
      expect(seenBy(rule, pod)).toBeUndefined();
    });

    test.each(rules)('$id is shown above, and passes over a plain pod', ({ id }) => {
      expect(table.map(({ rule }) => rule)).toContain(id);
      expect(seenBy(id, podOf())).toBeUndefined();
    });
  });
