import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { bounded } from './bounded.ts';

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

  test('holds no more text than it may', () => {
    const memory = bounded<string>(1000, { allKeys: 100 });
    for (let i = 0; i < 50; i++) memory.set(`${i}`.padEnd(10, 'x'), 'y');
    const kept = Array.from({ length: 50 }, (_, i) => `${i}`.padEnd(10, 'x')).filter(
      (key) => memory.get(key) !== undefined,
    );
    expect(kept.length).toBeGreaterThan(0);
    expect(kept.join('').length).toBeLessThanOrEqual(100);
  });

  test('does not take in keys as long as an attacker likes', () => {
    const memory = bounded<string>(8);
    memory.set('x'.repeat(5000), 'y');
    expect(memory.get('x'.repeat(5000))).toBeUndefined();
  });
});
