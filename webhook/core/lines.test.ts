import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { linesOf } from './lines.ts';

test('each offset is a place, and each place is that of its letter', () => {
  const text = fc.array(fc.constantFrom('a', '\n', '\r\n', ' '), { maxLength: 40 });
  fc.assert(
    fc.property(text, (parts) => {
      const whole = parts.join('');
      const at = linesOf(whole);
      for (let offset = 0; offset <= whole.length; offset++) {
        const before = whole.slice(0, offset).split('\n');
        expect(at(offset)).toEqual({
          line: before.length,
          column: (before.at(-1) ?? '').length + 1,
        });
      }
    }),
  );
});
