/** All that one run found. */
import type { CreatesFound } from './creates.ts';
import type { DecideFound } from './decide.ts';
import type { HttpsFound } from './https.ts';
import type { Machine } from './machine.ts';
import type { ReviewFound } from './review.ts';

export interface Skipped {
  /** Why. */
  readonly skipped: string;
}

export interface Found {
  readonly machine: Machine;
  readonly rounds: number;
  /** Of each measurement over HTTPS; those of creates take twice as long. */
  readonly seconds: number;
  readonly decide: DecideFound | Skipped;
  readonly https: HttpsFound | Skipped;
  readonly creates: CreatesFound | Skipped;
  readonly review: ReviewFound | Skipped;
}
