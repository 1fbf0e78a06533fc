/** Globs in CEL: exact names in a list, others as a pattern of RE2, which takes time in proportion to the text. */
import { celList } from '../../core/matching/row.ts';

export function globsIn(what: string, globs: readonly string[]): string {
  const exact = globs.filter((glob) => !glob.includes('*'));
  return [
    ...(exact.length > 0 ? [`${what} in ${celList(exact)}`] : []),
    ...globs
      .filter((glob) => glob.includes('*'))
      .map((glob) => `${what}.matches('^${glob.split('*').map(literal).join('.*')}$')`),
  ].join(' || ');
}

/** Names of namespaces hold no quotes; what means something to a pattern is escaped, for CEL as well. */
const literal = (text: string): string =>
  text.replaceAll(/[^-A-Za-z0-9_/]/g, (sign) => `\\\\${sign}`);
