/** What was found, for whoever prints it: a row a suite, and under it one a case. */
import type { Coverage } from './coverage.ts';
import { hasFailed, type Played } from './play.ts';
import type { Suite } from './suites.ts';

export interface Tried {
  readonly suite: Suite;
  readonly played: readonly Played[];
  /** Absent where nobody asked. */
  readonly coverage?: Coverage;
}

export const failedIn = ({ played }: Tried): readonly Played[] => played.filter(hasFailed);

export interface Failure {
  readonly case: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Within `expect`. */
  readonly pointer: string;
  readonly expected: string;
  readonly had: string;
  readonly beside?: string;
}

/** As it is written under `expect`: ids of rules and names of resources have slashes of their own. */
export const fieldOf = ({ pointer }: Pick<Failure, 'pointer'>): string =>
  pointer.slice(1).replaceAll('~1', '/').replaceAll('~0', '~');

/** Each where the expectation was written. */
export const failuresOf = ({ document }: Suite, { case: tried, differences }: Played): Failure[] =>
  differences.map((difference) => {
    const { file, line, column } = document.at(`${tried.pointer}/expect${difference.pointer}`);
    return { case: tried.name, file, line, column, ...difference };
  });
