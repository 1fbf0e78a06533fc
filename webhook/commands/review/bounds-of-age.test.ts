/** To the second: from when on a snapshot is doubted for its age, and from when on for a clock. */
import { describe, expect, test } from '@jest/globals';
import { doubtsOf } from './header.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const bounds = { maxAge: 86_400, version: '1.0.0', clock: { now: () => NOW } };
const hashes = { policies: 'a', documents: 'b' };

const table = [
  { readAt: '2026-11-21T12:00:00Z', name: 'of just --max-age', doubts: 0 },
  { readAt: '2026-11-21T11:59:59Z', name: 'a second older', doubts: 1 },
  { readAt: '2026-11-22T12:05:00Z', name: 'five minutes ahead, as clocks are', doubts: 0 },
  { readAt: '2026-11-22T12:05:01Z', name: 'a second further ahead', doubts: 1 },
];

describe('a snapshot', () => {
  test.each(table)('$name has doubts: $doubts', ({ readAt, doubts }) => {
    const found = doubtsOf('a.yaml', { version: '1.0.0', readAt, hashes }, bounds);
    expect(found).toHaveLength(doubts);
  });

  test('says the same of its age whenever it is asked', () => {
    for (const readAt of ['2026-11-20T06:00:00Z', '2026-11-25T06:00:00Z']) {
      const [now, later] = [NOW, NOW + 5_000_000].map((time) =>
        doubtsOf(
          'a.yaml',
          { version: '1.0.0', readAt, hashes },
          { ...bounds, clock: { now: () => time } },
        ),
      );
      expect(now).toEqual(later);
      expect(now).toHaveLength(1);
    }
  });
});
