import { describe, expect, test } from '@jest/globals';
import { assert, constantFrom, integer, property, string } from 'fast-check';
import { parseCount, parseQuantity } from './quantity.ts';

describe('a quantity in base units', () => {
  const table: { name: string; text: string | number; want: number | 'invalid' }[] = [
    { name: 'a plain number of devices', text: '2', want: 2 },
    { name: 'a number that YAML did not quote', text: 2, want: 2 },
    { name: 'half a core in milli', text: '500m', want: 0.5 },
    { name: 'half a core as a fraction', text: '.5', want: 0.5 },
    { name: 'a quarter of one', text: '.25', want: 0.25 },
    { name: 'a number that ends in its point', text: '5.', want: 5 },
    { name: 'binary gibibytes', text: '2Gi', want: 2 * 1024 ** 3 },
    { name: 'decimal gigabytes', text: '2G', want: 2e9 },
    { name: 'an exponent, which is not exa', text: '2e3', want: 2000 },
    { name: 'an exponent in capitals', text: '2E3', want: 2000 },
    { name: 'exa, which is not an exponent', text: '2E', want: 2e18 },
    { name: 'nanocores of a metrics server', text: '15000000000n', want: 15 },
    { name: 'less than nothing', text: '-1', want: -1 },
    { name: 'a plus sign', text: '+1', want: 1 },
    { name: 'nothing at all', text: '', want: 'invalid' },
    { name: 'a unit of its own making', text: '2GB', want: 'invalid' },
    { name: 'a kilo in capitals', text: '2K', want: 'invalid' },
    { name: 'a blank in between', text: '2 Gi', want: 'invalid' },
    { name: 'an exponent and a unit', text: '2e3Gi', want: 'invalid' },
    { name: 'hexadecimal', text: '0x10', want: 'invalid' },
    { name: 'a word', text: 'Infinity', want: 'invalid' },
    { name: 'more than a double can hold', text: '1e999', want: 'invalid' },
    { name: 'no number', text: Number.NaN, want: 'invalid' },
  ];
  test.each(table)('$name: $text', ({ text, want }) => {
    expect(parseQuantity(text)).toBe(want);
  });
});

describe('a count of devices', () => {
  const table: { name: string; text: string | number; want: number | 'invalid' }[] = [
    { name: 'one, as most people write it', text: '1', want: 1 },
    { name: 'one in milli is still one', text: '1000m', want: 1 },
    { name: 'one with an exponent', text: '1e0', want: 1 },
    { name: 'a thousand', text: '1k', want: 1000 },
    { name: 'half a device is none that exists', text: '500m', want: 'invalid' },
    { name: 'less than none', text: '-1', want: 'invalid' },
    { name: 'more than can be counted one by one', text: '1E', want: 'invalid' },
    { name: 'a word', text: 'one', want: 'invalid' },
  ];
  test.each(table)('$name: $text', ({ text, want }) => {
    expect(parseCount(text)).toBe(want);
  });

  const spellings = [
    (n: number) => String(n),
    (n: number) => `${n}000m`,
    (n: number) => `${n}000000u`,
    (n: number) => `${n}000000000n`,
    (n: number) => `${n}e0`,
    (n: number) => `${n}.000`,
    (n: number) => `+${n}`,
  ];
  test('is the same however it is spelt', () => {
    assert(
      property(integer({ min: 0, max: 100_000 }), constantFrom(...spellings), (n, spelt) => {
        expect(parseCount(spelt(n))).toBe(n);
      }),
    );
  });

  test('bytes come back from binary units without a rounding', () => {
    const units = ['', 'Ki', 'Mi', 'Gi', 'Ti'];
    assert(
      property(integer({ min: 0, max: 8000 }), integer({ min: 0, max: 4 }), (n, power) => {
        expect(parseQuantity(`${n}${units[power]}`)).toBe(n * 1024 ** power);
      }),
    );
  });

  test('no text makes it throw or count something that is not whole', () => {
    assert(
      property(string(), (text) => {
        const count = parseCount(text);
        expect(count === 'invalid' || (Number.isSafeInteger(count) && count >= 0)).toBe(true);
      }),
    );
  });
});
