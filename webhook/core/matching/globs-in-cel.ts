/** Globs in CEL: exact names in a list, others as a pattern of RE2, which takes time in proportion to the text. */
import { celList, celText } from './row.ts';

/** False of everything where there are none. */
export function globsIn(what: string, globs: readonly string[]): string {
  const exact = globs.filter((glob) => !glob.includes('*'));
  const says = [
    ...(exact.length > 0 ? [`${what} in ${celList(exact)}`] : []),
    ...globs
      .filter((glob) => glob.includes('*'))
      .map((glob) => `${what}.matches(${celText(`^${glob.split('*').map(literal).join('.*')}$`)})`),
  ];
  return says.length === 0 ? 'false' : says.join(' || ');
}

/** What means something to a pattern means itself. */
const literal = (text: string): string => text.replaceAll(/[!-,.:-@[-^`{-~]/g, String.raw`\$&`);
