import { describe, expect, test } from '@jest/globals';
import { MemoryReviewers } from '../../adapters/memory-reviewers.fixture.ts';
import { guardOf } from './guard.ts';

const JANE = { username: 'jane', groups: [], extra: {} };

function guarded(token: string) {
  const reviewer = new MemoryReviewers();
  reviewer.holders.set(token, JANE);
  const asked: string[] = [];
  const tokens = {
    holder: (one: string) => (asked.push(one), reviewer.holder(one)),
  };
  return { asked, guard: guardOf({ tokens, access: reviewer, clock: { now: () => 0 } }) };
}

describe('a token', () => {
  test.each([
    ['as long as any is', 'x'.repeat(8192)],
    ['of one letter', '~'],
  ])('%s is asked about', async (_, token) => {
    const { asked, guard } = guarded(token);
    expect(await guard.holder(token)).toEqual(JANE);
    expect(asked).toEqual([token]);
  });

  test.each([
    ['longer than any', 'x'.repeat(8193)],
    ['with a space', 'a b'],
    ['of other letters', 'ä'],
    ['of none', ''],
  ])('%s is nobody’s, and the API server is never sent it', async (_, token) => {
    const { asked, guard } = guarded(token);
    expect(await guard.holder(token)).toBe('nobody');
    expect(asked).toEqual([]);
  });
});
