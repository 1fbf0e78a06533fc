/**
 * What the parser objects to, in words for whoever wrote the file. Its own speak of tokens, implicit
 * keys and collections; and one slip makes it stumble over all that follows, so of what it says only
 * what has a cause of its own is told.
 */
import type { ErrorCode, YAMLError } from 'yaml';
import { TOO_DEEP } from './depth.ts';

export interface Told {
  readonly offset: number;
  readonly says: string;
  readonly help?: string;
}

/** In the order of the text. `from` and `to` bound the document. */
export function yamlFaults(errors: readonly YAMLError[], text: string, from: number): Told[] {
  if (errors.length === 0) return [];
  const conflict = text.slice(from).search(CONFLICT);
  if (conflict >= 0 && errors.some(({ pos }) => pos[0] >= from + conflict))
    return [{ offset: from + conflict, ...UNRESOLVED }];
  return [...causes(errors, text)].map((error) => ({
    offset: error.pos[0],
    ...wordsOf(error, text),
  }));
}

const CONFLICT = /^<{7} /m;
export const UNRESOLVED = {
  says: 'is a conflict of a merge that nobody resolved',
  help: 'keep one side, and take the lines <<<<<<<, ======= and >>>>>>> out',
};

/** These have a cause of their own wherever they stand. */
const ALONE: readonly ErrorCode[] = ['TAB_AS_INDENT', 'TAG_RESOLVE_FAILED'];

/** Not what stands on the line of another, nor where the parser has lost its way since. */
function* causes(errors: readonly YAMLError[], text: string): Generator<YAMLError> {
  let [lost, endOfLine] = [false, -1];
  for (const error of errors.toSorted((a, b) => a.pos[0] - b.pos[0])) {
    const [at] = error.pos;
    const alone = ALONE.includes(error.code);
    if (at <= endOfLine || (lost && !alone)) continue;
    lost ||= !alone;
    const next = text.indexOf('\n', at);
    endOfLine = next < 0 ? text.length : next;
    yield error;
  }
}

type Words = Pick<Told, 'says' | 'help'>;

function wordsOf({ code, message, pos }: YAMLError, text: string): Words {
  const here = text.slice(pos[0], pos[0] + 80).split('\n')[0] ?? '';
  // The parser stumbles over the second brace.
  if (/\{\{/.test(text.slice(Math.max(0, pos[0] - 1), pos[0]) + here) && TEMPLATED.includes(code))
    return {
      says: 'holds braces of a template',
      help: 'fill the template in first, e.g. by helm template; text that begins with a brace goes in quotes',
    };
  return words[code]?.(here, message) ?? { says: message.trim() };
}

const TEMPLATED: readonly ErrorCode[] = ['NON_STRING_KEY', 'UNEXPECTED_TOKEN', 'MISSING_CHAR'];
const ALIKE = 'fields of one map begin at one column';

const words: Partial<Record<ErrorCode, (here: string, message: string) => Words>> = {
  // The parser tells of its own stack, which is nothing to whoever wrote the file.
  RESOURCE_EXHAUSTION: () => ({ says: TOO_DEEP }),
  TAB_AS_INDENT: () => ({ says: 'is indented by a tab', help: 'YAML is indented by spaces' }),
  NON_STRING_KEY: () => ({ says: 'a field must have a name of text, and this is none' }),
  MULTILINE_IMPLICIT_KEY: () => ({
    says: 'is no field: it has no name and colon on its line',
    help: ALIKE,
  }),
  BLOCK_AS_IMPLICIT_KEY: () => ({
    says: 'is the value of a field, and reads as a field itself',
    help: `put text that holds a colon and a space in quotes; ${ALIKE}`,
  }),
  BAD_INDENT: (_, message) =>
    /same column/.test(message)
      ? { says: 'begins at another column than the fields before it', help: ALIKE }
      : { says: message.trim() },
  BAD_SCALAR_START: (here) => ({
    says: `text cannot begin with ${here.slice(0, 1)}`,
    help: 'put it in quotes',
  }),
  UNEXPECTED_TOKEN: (here) => ({
    says: `does not belong here: ${here.slice(0, 40).trim()}`,
    help: `a line before it may be indented too far or end too early; ${ALIKE}`,
  }),
  MISSING_CHAR: (_, message) =>
    /map values/.test(message)
      ? { says: 'is no field: the colon behind its name is missing' }
      : { says: message.trim() },
};
