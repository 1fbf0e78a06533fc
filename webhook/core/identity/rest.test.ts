import { describe, expect, test } from '@jest/globals';
import { partsOf, restFits, widthOf } from './rest.ts';

const labels = { hash: '7d9c', empty: '' };

describe('what follows the name of a top in its child’s', () => {
  const table: { name: string; rest: string; text: string; want: boolean }[] = [
    { name: 'a text', rest: '-launcher', text: '-launcher', want: true },
    { name: 'not the beginning of one', rest: '-launcher', text: '-launch', want: false },
    { name: 'not more than one', rest: '-launcher', text: '-launcher-x', want: false },
    { name: 'what a label says', rest: '-{hash}', text: '-7d9c', want: true },
    { name: 'not what another says', rest: '-{hash}', text: '-8e0d', want: false },
    { name: 'not what a label does not say', rest: '-{empty}', text: '-', want: false },
    { name: 'not what no label says', rest: '-{other}', text: '-', want: false },
    { name: 'five of chance', rest: '-<random>', text: '-x7k2q', want: true },
    { name: 'not four', rest: '-<random>', text: '-x7k2', want: false },
    { name: 'not six', rest: '-<random>', text: '-x7k2qq', want: false },
    { name: 'not a word with a dash in it', rest: '-<random>', text: '-x7-2q', want: false },
    { name: 'not one that only begins so', rest: '-<random>', text: '-x7k2.', want: false },
    { name: 'a second of our days', rest: '-<second>', text: '-1790000000', want: true },
    { name: 'not one of last century', rest: '-<second>', text: '-0890000000', want: false },
    { name: 'anything', rest: '-{hash}-*', text: '-7d9c-3', want: true },
    { name: 'but not nothing', rest: '-{hash}-*', text: '-7d9c-', want: false },
    { name: 'two of them in turn', rest: '-{hash}-<random>', text: '-7d9c-x7k2q', want: true },
  ];
  test.each(table)('$name', ({ rest, text, want }) => {
    expect(restFits(text, partsOf(rest), labels)).toBe(want);
  });

  test('is as wide as its parts', () => {
    const widths = ['-launcher', '-{hash}', '-<random>', '-<minute>', '-{other}', ''];
    expect(widths.map((rest) => widthOf(partsOf(rest), labels))).toEqual([9, 5, 6, 9, 1, 0]);
  });

  test('is of no other parts', () => {
    expect(() => partsOf('-<hour>')).toThrow('<hour> is no part of a name');
  });
});
