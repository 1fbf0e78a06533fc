/** Who was on a device with whom is told alike however it is counted, and however many are made up. */
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { sharersOf } from './crowd.ts';
import type { Told } from './told.ts';

const NOTHING = new Map<number, number>();

const telling = (pod: string, minutes: readonly number[]): Told => ({
  owner: { namespace: 'n', pod, container: 'c' },
  device: { id: 'GPU-1', model: 'T4' },
  node: 'n',
  replica: false,
  vram: new Map(minutes.map((minute) => [minute * 60, 900])),
  compute: [],
  dram: NOTHING,
  tensor: NOTHING,
  limit: NOTHING,
});

const tellings = fc
  .array(fc.uniqueArray(fc.integer({ min: 0, max: 20 }), { maxLength: 14 }), { maxLength: 8 })
  .map((all) => all.map((minutes, nth) => telling(`p${nth}`, minutes)));

/** Each held against each, as one would by hand. */
function byHand(all: readonly Told[]): string[] {
  const shares = (one: Told) => all.some((other) => other !== one && together(one, other));
  return all.filter(shares).map(({ owner }) => owner.pod);
}

function together(one: Told, other: Told): boolean {
  const [a, b] = [one, other].map(({ vram }) => [...vram.keys()].toSorted((x, y) => x - y));
  if (a === undefined || b === undefined) return false;
  const both = a.filter((at) => other.vram.has(at));
  const [first, last] = [both.at(0), both.at(-1)];
  if (first === undefined || last === undefined) return false;
  const handed = (gone: readonly number[], came: readonly number[]) =>
    Number(gone.at(0)) < first &&
    gone.at(-1) === last &&
    came.at(0) === first &&
    Number(came.at(-1)) > last;
  return last - first > 300 || !(handed(a, b) || handed(b, a));
}

/** Each comes a quarter of a minute after the one before, and its last value is told on behind it. */
const oneBehindAnother = (count: number, lingering: number) =>
  Array.from({ length: count }, (_, nth) =>
    telling(
      `p${nth}`,
      Array.from({ length: lingering }, (__, later) => (nth + later) / 4),
    ),
  );

describe('sharers', () => {
  test('are those that are told of together and not one after the other', () => {
    fc.assert(
      fc.property(tellings, (all) => {
        const found = sharersOf(all);
        expect(all.filter((one) => found.has(one)).map(({ owner }) => owner.pod)).toEqual(
          byHand(all),
        );
      }),
    );
  });

  test('are none of those that hand a card on four times a minute, of whom sixteen are told of at once', () => {
    expect(sharersOf(oneBehindAnother(40, 16)).size).toBe(0);
  });

  test('are all of more than that, which nobody hands on so often', () => {
    expect(sharersOf(oneBehindAnother(40, 17)).size).toBe(40);
  });

  // Each held against each, these would be five thousand million pairs.
  const MANY = 100_000;

  test('are found among a hundred thousand that a forged exporter has one after the other', () => {
    const queue = Array.from({ length: MANY }, (_, nth) => telling(`p${nth}`, [nth]));
    const beside = telling('beside', [7, 8]);
    expect([...sharersOf([...queue, beside])].map(({ owner }) => owner.pod)).toEqual([
      'p7',
      'beside',
      'p8',
    ]);
  });

  test('and among as many at once, who all are', () => {
    const crowd = Array.from({ length: MANY }, (_, nth) => telling(`p${nth}`, [0, 1]));
    expect(sharersOf(crowd).size).toBe(MANY);
  });
});
