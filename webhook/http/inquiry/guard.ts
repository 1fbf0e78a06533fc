/**
 * Who may ask what. Not we decide that but the cluster's own rights: its API server is asked whose a
 * token is, and what that person may do. Both answers hold for some seconds, so that a script that
 * asks about a hundred pods costs the API server two questions.
 */
import { createHash } from 'node:crypto';
import type { AccessReviewer, Asker, Clock, Right, TokenReviewer } from '../../ports.ts';
import { remembered } from './remembered.ts';

export interface GuardParts {
  readonly tokens: TokenReviewer;
  readonly access: AccessReviewer;
  readonly clock: Clock;
}

export interface Guard {
  /** Throws where the API server cannot be asked. */
  holder(token: string): Promise<Asker | 'nobody'>;
  allows(asker: Asker, right: Right): Promise<boolean>;
}

const SIZE = 256;
/** As long as a right that was taken away may go on being used. */
const ALLOWED_MS = 10_000;
/** Longer tokens than any that are made: a header has room for twice this. */
const LONGEST_TOKEN = 8192;
const TOKEN = /^[\x21-\x7e]+$/;

export function guardOf({ tokens, access, clock }: GuardParts): Guard {
  const kept = { clock, size: SIZE, milliseconds: ALLOWED_MS };
  const holders = remembered<Asker | 'nobody'>(kept);
  const rights = remembered<boolean>(kept);
  return {
    async holder(token) {
      if (token.length > LONGEST_TOKEN || !TOKEN.test(token)) return 'nobody';
      return holders(nameOf(token), () => tokens.holder(token));
    },
    allows: (asker, right) =>
      rights(nameOf(JSON.stringify([asker, right])), () => access.allows(asker, right)),
  };
}

/** So that no token lies in memory longer than its question, and all keys are alike in size. */
const nameOf = (secret: string): string => createHash('sha256').update(secret).digest('base64');
