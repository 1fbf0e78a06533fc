/** Laws of the core: drawn pods at drawn doors, reduced here and by the thousand under `make proof`. */
import { env } from 'node:process';
import { expect, test } from '@jest/globals';
import { array, assert, integer, noBias, property } from 'fast-check';
import { LARGEST, NUMBERS } from './draw.ts';
import { apply } from './patched.contract.ts';
import { plainFrom, sceneFrom, type Scene } from './scenes.ts';
import { firstVisit, rewritten, sliced, type Visit } from './visits.ts';

/** Lists of so many numbers to draw from. */
export const list = (length: number) =>
  noBias(array(integer({ min: 0, max: LARGEST }), { minLength: length, maxLength: length }));

export const numRuns = Number(env['PROOF_RUNS'] ?? 200);

type Law = (scene: Scene, seen: Visit, more: readonly number[]) => void;

/** Of every pod at every door, with twenty numbers more to draw from. */
export const always = (name: string, holdsTrue: Law): void =>
  alwaysOf({ every: () => true, from: sceneFrom, outOf: 1 }, name, holdsTrue);

/** Of those that we rewrote. */
export const onceRewritten = (name: string, holdsTrue: Law): void =>
  alwaysOf({ every: (_, seen) => rewritten(seen), from: plainFrom, outOf: 8 }, name, holdsTrue);

/** Of those that we gave slices. */
export const onceSliced = (name: string, holdsTrue: Law): void =>
  alwaysOf({ every: (_, seen) => sliced(seen), from: plainFrom, outOf: 10 }, name, holdsTrue);

export interface Kind {
  readonly every: (scene: Scene, seen: Visit) => boolean;
  readonly from: (numbers: readonly number[]) => Scene;
  /** One draw in so many must be of the kind. */
  readonly outOf: number;
}

/** Of one kind of draws. A law that hardly any draw is about would hold whatever we did. */
export const alwaysOf = ({ every, from, outOf }: Kind, name: string, holdsTrue: Law): void =>
  test(name, () => {
    let some = 0;
    assert(
      property(list(NUMBERS), list(20), (numbers, more) => {
        const scene = from(numbers);
        const seen = firstVisit(scene, apply);
        if (!every(scene, seen)) return;
        some++;
        holdsTrue(scene, seen, more);
      }),
      { numRuns },
    );
    expect(some).toBeGreaterThanOrEqual(Math.floor(numRuns / outOf));
  });
