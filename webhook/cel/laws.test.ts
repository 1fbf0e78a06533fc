/** What texts and quantities keep to, whatever they are. */
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { asking } from './environment.ts';
import { celOf } from './values.ts';

const ready = asking({ object: 'dyn' });

function holds(says: string): (object: unknown) => boolean | { readonly error: string } {
  const made = ready(says);
  if (!made.ok) throw new Error(made.flaw.says);
  return (object) => made.expression.ask({ object: celOf(object) });
}

const letter = fc.constantFrom('a', 'b', 'é', '😀', '🚀', ',');
const text = fc.array(letter, { maxLength: 8 }).map((letters) => letters.join(''));

describe('texts are made of letters', () => {
  test('which are counted, cut and found as such', () => {
    const parts = holds(
      'size(object.whole) == object.size && object.whole.substring(object.from, object.to) == object.cut',
    );
    const found = holds(
      'object.whole.indexOf(object.part) == object.first && object.whole.lastIndexOf(object.part) == object.last',
    );
    const seen = { found: 0, not: 0 };
    fc.assert(
      fc.property(text, text, fc.nat(8), fc.nat(8), (whole, part, a, b) => {
        const letters = Array.from(whole);
        const [from = 0, to = 0] = [a, b]
          .map((at) => Math.min(at, letters.length))
          .toSorted((x, y) => x - y);
        const cut = letters.slice(from, to).join('');
        expect(parts({ whole, size: letters.length, from, to, cut })).toBe(true);
        const places = letters
          .map((_, at) => at)
          .filter((at) => letters.slice(at).join('').startsWith(part));
        if (part === '') return;
        expect(found({ whole, part, first: places[0] ?? -1, last: places.at(-1) ?? -1 })).toBe(
          true,
        );
        seen[places.length > 0 ? 'found' : 'not']++;
      }),
      { numRuns: 2000 },
    );
    expect(Math.min(seen.found, seen.not)).toBeGreaterThan(50);
  });

  test('and come together again as they were taken apart', () => {
    const again = holds(
      'object.a.split(object.b).join(object.b) == object.a && object.a.replace(object.b, object.c) == object.a.split(object.b).join(object.c)',
    );
    fc.assert(
      fc.property(text, letter, text, (a, b, c) => expect(again({ a, b, c })).toBe(true)),
      { numRuns: 1000 },
    );
  });
});

test('hundreds of thousands of digits with something behind them are found to be no number', () => {
  const digits = `${'1'.repeat(400_000)}x`;
  expect(holds('double(object.digits) > 0.0')({ digits })).toEqual({
    error: 'type conversion error from string to double',
  });
});

describe('quantities', () => {
  const amount = fc
    .tuple(
      fc.integer({ min: -5000, max: 5000 }),
      fc.constantFrom('', 'm', 'u', 'n', 'k', 'Ki', 'Mi'),
    )
    .map(([number, unit]) => `${number}${unit}`);

  test('are what they were once what was added is taken away, in whatever order', () => {
    const law = holds(
      [
        'quantity(object.a).add(quantity(object.b)).sub(quantity(object.b)) == quantity(object.a)',
        'quantity(object.a).add(quantity(object.b)) == quantity(object.b).add(quantity(object.a))',
        'quantity(object.a).compareTo(quantity(object.b)) == sign(quantity(object.a).sub(quantity(object.b)))',
      ].join(' && '),
    );
    fc.assert(
      fc.property(amount, amount, (a, b) => expect(law({ a, b })).toBe(true)),
      { numRuns: 1000 },
    );
  });

  const table: { says: string; want: unknown }[] = [
    { says: 'quantity("100m").add(quantity("200m")) == quantity("300m")', want: true },
    {
      says: 'quantity("1500m").add(quantity("500m")).asInteger() == 2',
      want: { error: 'cannot convert value to integer' },
    },
    { says: 'quantity("2Gi").asInteger() == 2147483648', want: true },
    { says: 'quantity("1.5Gi").isInteger()', want: false },
    { says: 'quantity("1e30").isInteger()', want: false },
    { says: 'sign(quantity("-0.1n")) == -1', want: true },
    { says: 'semver("1.10.0-rc.1").isLessThan(semver("1.10.0"))', want: true },
    { says: 'semver("1.2.3-alpha.9").isLessThan(semver("1.2.3-alpha.10"))', want: true },
    { says: 'semver("1.2.3") == semver("1.2.3+b")', want: true },
    { says: 'isSemver("01.2.3") || isSemver("1.2") || isSemver("v1.2.3")', want: false },
    { says: 'int("")  == 0', want: { error: 'type conversion error from string to int' } },
    { says: '9223372036854775807 + object.one > 0', want: { error: 'integer overflow' } },
    { says: 'has(object.one.x) || has(object.text.x)', want: false },
    { says: 'has(object.list.x)', want: { error: 'no such overload: a list has no x' } },
  ];
  test.each(table)('$says', ({ says, want }) => {
    expect(holds(says)({ one: 1, text: 'a', list: [1] })).toEqual(want);
  });
});
