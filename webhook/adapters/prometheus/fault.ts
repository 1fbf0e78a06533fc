/** What can go wrong between us and a Prometheus, by what may be done about it. */

/**
 * `refused`: the question or we are not welcome, and asking again is of no use. `costly`: it may answer
 * half of the question. `away`: it may answer later. `garbled`: it answered what cannot be. `late`: our own
 * time is over.
 */
export type FaultKind = 'refused' | 'costly' | 'away' | 'garbled' | 'late';

export class PrometheusFault extends Error {
  readonly kind: FaultKind;
  /** How long it asked us to wait, in milliseconds; 0 where it did not say. */
  readonly waitMs: number;

  constructor(kind: FaultKind, says: string, { waitMs = 0, cause }: FaultDetails = {}) {
    super(says, cause === undefined ? {} : { cause });
    this.name = 'PrometheusFault';
    this.kind = kind;
    this.waitMs = waitMs;
  }
}

export interface FaultDetails {
  readonly waitMs?: number;
  readonly cause?: unknown;
}

export const kindOf = (fault: unknown): FaultKind | 'other' =>
  fault instanceof PrometheusFault ? fault.kind : 'other';

const LONGEST = 300;

/** A stranger's words in a line of ours: one line, of printable letters, and not all of a web page. */
export function quoted(text: string): string {
  const line = text.replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
}
