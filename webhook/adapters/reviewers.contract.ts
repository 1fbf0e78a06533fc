/** What whoever knows tokens and rights promises. A maker that does not pass is not a maker. */
import { describe, expect, test } from '@jest/globals';
import type { AccessReviewer, Asker, TokenReviewer } from '../ports.ts';

export interface ReviewersBench {
  readonly tokens: TokenReviewer;
  readonly access: AccessReviewer;
  /** From now on nobody can be asked; what failed quotes this token. */
  readonly goAway: (token: string) => void;
}

export const JANE: Asker = {
  username: 'jane',
  uid: 'u-1',
  groups: ['speech', 'system:authenticated'],
  extra: { 'example.com/tenant': ['a', 'b'] },
};

/** The bench knows Jane by her token, and that she may get decisions of `speech` and nothing else. */
export const JANES = 'janes-token';

export function reviewersContract(make: () => ReviewersBench): void {
  const decisions = { verb: 'get', resource: 'decisions' };

  describe('who asks', () => {
    test('is told by the token, with everything that rights may depend on', async () => {
      expect(await make().tokens.holder(JANES)).toEqual(JANE);
    });

    test('is nobody where no such token was given', async () => {
      expect(await make().tokens.holder('made-up')).toBe('nobody');
    });
  });

  describe('what they may', () => {
    test.each([
      ['what they were given', { ...decisions, namespace: 'speech' }, true],
      ['not of another namespace', { ...decisions, namespace: 'vision' }, false],
      ['not of all of them', decisions, false],
      ['not otherwise', { ...decisions, verb: 'delete', namespace: 'speech' }, false],
    ])('%s', async (_, right, may) => {
      expect(await make().access.allows(JANE, right)).toBe(may);
    });
  });

  test('where nobody can be asked that is said, without the token', async () => {
    const { tokens, access, goAway } = make();
    goAway(JANES);
    const failures = [tokens.holder(JANES), access.allows(JANE, decisions)];
    for (const failure of failures) {
      const message = await failure.then(String, (error: unknown) => String(error));
      expect(message).toMatch(/API server/);
      expect(message).not.toContain(JANES);
    }
  });
}
