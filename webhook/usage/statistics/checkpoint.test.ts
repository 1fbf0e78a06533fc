/** What is kept in a status: it is let in by the schema, it is small, and of another form it is not read. */
import { describe, expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import { catalogue } from '../../core/testing/catalogue.ts';
import { closed } from '../../policy/schema/forms.ts';
import { profileStatus } from '../../policy/schema/profile-status.ts';
import { checkpointOf, restored, type Checkpoint } from './checkpoint.ts';
import { fed } from './history.ts';
import { nothing, type Tally } from './tally.ts';
import { DAY, MINUTE, MONDAY, measured, steady, windowOf } from './testing/seen.ts';
import { chance } from './testing/simulated.ts';
import type { Measured, Reading } from '../measured.ts';

const ajv = new Ajv({ strict: false });
const isStatus = ajv.compile(closed(profileStatus));

const DAYS = 30;

/** So many pods for a month, each looked at each minute, that use anything at all of their cards. */
function month(pods: number, parts: Partial<Measured> = {}): Tally {
  let tally: Tally = nothing('registry.local/asr');
  for (let day = 0; day < DAYS; day++) {
    const midnight = MONDAY + day * DAY;
    const each = Array.from({ length: pods }, (_, pod) =>
      measured(wild(midnight, pod), { ...parts, pod: `asr-${day}-${pod}` }),
    );
    tally = fed(tally, windowOf(each, midnight + DAY, { tag: `1.${day}` }), catalogue);
  }
  return tally;
}

const wild = (midnight: number, pod: number): Reading[] =>
  Array.from({ length: 1440 }, (_, minute) => {
    const at = midnight + minute * MINUTE;
    const draw = (of: number) => chance(at / MINUTE + of * 7919 + pod * 104_729);
    return {
      at,
      vramMiB: 250 * Math.exp(5.7 * draw(1)),
      sm: draw(2),
      dram: draw(3),
      tensor: draw(4),
    };
  });

const calm = (midnight: number) => steady(midnight, 1440, { vramMiB: 6000, sm: 0.3, dram: 0.2 });

const bytes = (checkpoints: readonly Checkpoint[]): number =>
  Buffer.byteLength(JSON.stringify({ checkpoints }));

describe('a checkpoint', () => {
  const tally = month(1);
  const checkpoint = checkpointOf('server', tally);

  test('that somebody else wrote is read as far as it says something', () => {
    const { memory } = checkpoint;
    const hostile = { ...memory, MiB: '0 0 1:0 zz:1 99999999999999:1 2:2' };
    const tallied = restored({ ...checkpoint, memory: hostile });
    if (tallied === 'unreadable') throw new Error(tallied);
    expect([...tallied.memory.MiB.weights]).toEqual([[2, 2]]);
    expect(checkpointOf('server', tallied).memory.MiB).toBe('0 1 2:1');
  });

  test('is a status as the schema has it, with what is doubted and without', () => {
    const doubted = month(1, { attribution: 'duplicated', sharing: 'mps' });
    const checkpoints = [checkpoint, checkpointOf('other', doubted)];
    expect(isStatus({ checkpoints })).toBe(true);
    expect(isStatus({ checkpoints: [{ ...checkpoint, devices: -1 }] })).toBe(false);
    const { memory } = checkpoint;
    const nonsense = { ...checkpoint, memory: { ...memory, MiB: '12 3 nonsense' } };
    expect(isStatus({ checkpoints: [nonsense] })).toBe(false);
  });

  test('of another version is not read', () => {
    expect(restored(checkpoint)).toEqual(tally);
    expect(restored({ ...checkpoint, version: 2 })).toBe('unreadable');
  });

  test('of a month in which every bucket was hit is a few kilobytes, for two containers', () => {
    const two = bytes([checkpoint, checkpointOf('sidecar', tally)]);
    expect(two).toBeLessThan(12_000);
    expect(two).toBeGreaterThan(2000);
  });

  test('of one that always does the same is less than half of that', () => {
    let so: Tally = nothing('registry.local/asr');
    for (let day = 0; day < DAYS; day++) {
      const midnight = MONDAY + day * DAY;
      so = fed(so, windowOf([measured(calm(midnight))], midnight + DAY), catalogue);
    }
    expect(bytes([checkpointOf('server', so)])).toBeLessThan(0.5 * bytes([checkpoint]));
  });

  test('grows with the digits of what it counts, not with pods or time', () => {
    const many = month(8);
    expect(bytes([checkpointOf('server', many)])).toBeLessThan(1.2 * bytes([checkpoint]));
    expect(many.pods).toHaveLength(32);
    expect(many.tags.size).toBe(4);
  });
});
