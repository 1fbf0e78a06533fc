import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { bounded, type Bounds } from './bounded.ts';

const keyOf = (i: number): string => `${i}`.padEnd(10, 'x');

/** Each is asked of a memory of its own, for what is asked for is kept. */
const kept = (count: number, size: number, bounds: Bounds): string[] =>
  Array.from({ length: count }, (_, i) => keyOf(i)).filter((one) => {
    const memory = bounded<string>(size, bounds);
    for (let i = 0; i < count; i++) memory.set(keyOf(i), 'y');
    return memory.get(one) !== undefined;
  });

describe('a bounded memory', () => {
  test('never gives another value than the last one set', () => {
    const step = fc.tuple(
      fc.integer({ min: 0, max: 20 }),
      fc.option(fc.integer(), { nil: undefined }),
    );
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const memory = bounded<number>(8);
        const truth = new Map<string, number>();
        for (const [key, value] of steps) {
          if (value === undefined)
            expect([undefined, truth.get(`${key}`)]).toContain(memory.get(`${key}`));
          else {
            memory.set(`${key}`, value);
            truth.set(`${key}`, value);
          }
        }
      }),
    );
  });

  test('keeps what is asked for while others pass through', () => {
    const memory = bounded<string>(8);
    memory.set('kept', 'yes');
    for (let i = 0; i < 100; i++) {
      memory.set(`passing ${i}`, 'x');
      expect(memory.get('kept')).toBe('yes');
    }
    expect(memory.get('passing 0')).toBeUndefined();
  });

  const counts = Array.from({ length: 30 }, (_, i) => i + 1);

  test('holds no more text than it may', () => {
    const most = counts.map((count) => kept(count, 1000, { allKeys: 100 }).join('').length);
    expect(Math.max(...most)).toBe(100);
    expect(most.at(-1)).toBeGreaterThanOrEqual(50);
  });

  test('holds no more things than it may, and the later half of them always', () => {
    const most = counts.map((count) => kept(count, 8, {}).length);
    expect(Math.max(...most)).toBe(8);
    expect(Math.min(...most.slice(8))).toBeGreaterThan(4);
  });

  test('does not take in keys as long as an attacker likes', () => {
    const memory = bounded<string>(8);
    memory.set('x'.repeat(5000), 'y');
    expect(memory.get('x'.repeat(5000))).toBeUndefined();
  });
});
