import { describe, expect, test } from '@jest/globals';
import {
  among,
  fitCards,
  holds,
  layouts,
  maximal,
  mostOf,
  type Geometry,
  type Layout,
} from './geometry.ts';
import { fourSlices, sevenSlices } from '../testing/catalogue.ts';

/** `3g + 2 x 2g`, the largest first, as NVIDIA's guide writes a layout. */
const shown = (layout: Layout, { partitions }: Geometry): string =>
  layout
    .map((count, i) => ({ count, kind: partitions[i]?.kind ?? '' }))
    .filter(({ count }) => count > 0)
    .toReversed()
    .map(({ count, kind }) => (count > 1 ? `${count} x ${kind}` : kind))
    .join(' + ');

const all = (geometry: Geometry): string[] =>
  maximal(geometry)
    .map((layout) => shown(layout, geometry))
    .toSorted();

/** As the guide lists them, D for the 1g of double memory. */
const listed = (text: string): string[] =>
  text
    .trim()
    .split(/,\s*|\n\s*/)
    .map((layout) => layout.replace('D', '1g.double'))
    .toSorted();

describe('what fits one card follows from the placements', () => {
  test('the twelve of NVIDIA’s guide on a board of seven slices', () => {
    const plain = among(sevenSlices, ['1g', '2g', '3g', '4g', '7g']);
    expect(all(plain)).toEqual(
      listed(`
        7 x 1g, 2g + 5 x 1g, 2 x 2g + 3 x 1g, 3 x 2g + 1g, 3g + 4 x 1g
        3g + 2g + 2 x 1g, 3g + 2 x 2g, 2 x 3g, 4g + 3 x 1g, 4g + 2g + 1g
        4g + 3g, 7g
      `),
    );
  });

  test('and sixteen more with the 1g of double memory', () => {
    const plain = among(sevenSlices, ['1g', '1g.double', '2g', '3g', '4g', '7g']);
    const doubled = all(plain).filter((layout) => layout.includes('double'));
    expect(doubled).toEqual(
      listed(`
        4 x D, 3 x D + 2 x 1g, 2 x D + 4 x 1g, D + 6 x 1g, 2g + 3 x D
        2g + 2 x D + 2 x 1g, 2g + D + 4 x 1g, 2 x 2g + 2 x D, 2 x 2g + D + 2 x 1g
        3 x 2g + D, 3g + 2 x D, 3g + D + 2 x 1g, 3g + 2g + D, 4g + 2 x D
        4g + D + 2 x 1g, 4g + 2g + D
      `),
    );
    expect(all(plain)).toHaveLength(28);
  });

  test('four on a board of four slices', () => {
    expect(all(among(fourSlices, ['1g', '2g', '4g']))).toEqual([
      '2 x 2g',
      '2g + 2 x 1g',
      '4 x 1g',
      '4g',
    ]);
  });

  test('one partition with media engines may stand in the place of a plain one', () => {
    const media = among(sevenSlices, ['1g', '1g.me']);
    expect(all(media)).toEqual(['1g.me + 6 x 1g', '7 x 1g']);
    expect(mostOf(media, '1g.me')).toBe(1);
  });

  test('no layout takes more slices than the card has', () => {
    for (const geometry of [sevenSlices, fourSlices])
      for (const layout of layouts(geometry))
        for (const slices of ['computeSlices', 'memorySlices'] as const) {
          const taken = layout.map((count, i) => count * (geometry.partitions[i]?.[slices] ?? 0));
          expect(taken.reduce((a, b) => a + b)).toBeLessThanOrEqual(geometry[slices]);
        }
  });

  test('sums are not enough: seven of eight memory slices, and no legal start', () => {
    const kinds = among(sevenSlices, ['1g', '3g']);
    const fits = (layout: Layout) => layouts(kinds).some((one) => holds(one, layout));
    expect([fits([4, 1]), fits([5, 1])]).toEqual([true, false]);
  });
});

describe('so many cards hold all of it together', () => {
  const kinds = among(sevenSlices, ['1g', '2g', '3g']);
  const table: { name: string; wanted: Layout; cards: number; want: boolean }[] = [
    { name: 'nothing, on no card', wanted: [0, 0, 0], cards: 0, want: true },
    { name: 'not something, on no card', wanted: [1, 0, 0], cards: 0, want: false },
    { name: 'seven of the smallest, on one', wanted: [7, 0, 0], cards: 1, want: true },
    { name: 'not eight', wanted: [8, 0, 0], cards: 1, want: false },
    { name: 'eight, on two', wanted: [8, 0, 0], cards: 2, want: true },
    { name: 'two cards of the same layout', wanted: [0, 0, 4], cards: 2, want: true },
    { name: 'two cards of unlike layouts', wanted: [1, 3, 2], cards: 2, want: true },
    { name: 'a later layout behind an earlier one', wanted: [7, 0, 2], cards: 2, want: true },
    {
      name: 'not where the sum fits and the places do not',
      wanted: [0, 7, 0],
      cards: 2,
      want: false,
    },
    { name: 'three cards, each cut otherwise', wanted: [9, 3, 2], cards: 3, want: true },
    { name: 'not one more of it', wanted: [10, 3, 2], cards: 3, want: false },
    {
      name: 'as much as there is, on as many cards as are looked at',
      wanted: [0, 0, 128],
      cards: 64,
      want: true,
    },
    { name: 'not one more of that', wanted: [0, 0, 129], cards: 64, want: false },
    { name: 'anything, on more cards than that', wanted: [0, 0, 131], cards: 65, want: true },
  ];
  test.each(table)('$name', ({ wanted, cards, want }) => {
    expect(fitCards(kinds, wanted, cards)).toBe(want);
  });
});
