/** Laws of the core: drawn pods at drawn doors, reduced here and by the thousand under `make proof`. */
import { env } from 'node:process';
import { test } from '@jest/globals';
import { array, assert, integer, noBias, property } from 'fast-check';
import { LARGEST, NUMBERS } from './draw.ts';
import { apply } from './patched.contract.ts';
import { sceneFrom, type Scene } from './scenes.ts';
import { firstVisit, type Visit } from './visits.ts';

/** Lists of so many numbers to draw from. */
export const list = (length: number) =>
  noBias(array(integer({ min: 0, max: LARGEST }), { minLength: length, maxLength: length }));

export const numRuns = Number(env['PROOF_RUNS'] ?? 200);

/** Of every pod at every door, with twenty numbers more to draw from. */
export const always = (
  name: string,
  holdsTrue: (scene: Scene, seen: Visit, more: readonly number[]) => void,
): void =>
  test(name, () => {
    assert(
      property(list(NUMBERS), list(20), (numbers, more) => {
        const scene = sceneFrom(numbers);
        holdsTrue(scene, firstVisit(scene, apply), more);
      }),
      { numRuns },
    );
  });
