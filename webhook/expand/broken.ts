/** What a parser of YAML stumbled over, in words for whoever wrote it: where it says two things of one slip, one. */
import type { ErrorCode, YAMLError } from 'yaml';

const UNEVEN = 'this line is indented otherwise than those beside it';
const NO_KEY = 'this line is neither a key with a colon nor an item of a list';

const BY_CODE: Partial<Record<ErrorCode, string>> = {
  BAD_ALIAS: 'an alias is written that names nothing',
  BAD_INDENT: UNEVEN,
  BAD_SCALAR_START: 'a value that begins with this sign needs quotes',
  BLOCK_AS_IMPLICIT_KEY: 'a second colon on one line; a value that holds one needs quotes',
  BLOCK_IN_FLOW: 'inside of { } and [ ] nothing is told by indentation',
  MULTILINE_IMPLICIT_KEY: NO_KEY,
  TAB_AS_INDENT: 'this line is indented with a tab, where only spaces may stand',
  UNEXPECTED_TOKEN: 'this stands where nothing may, such as behind a closing quote',
};

/** Of codes that stand for several slips; what the parser says tells which. */
const BY_MESSAGE: readonly (readonly [RegExp, string])[] = [
  [/end with a \}/, 'a { is not closed, or what is in it is not indented'],
  [/end with a \]/, 'a [ is not closed, or what is in it is not indented'],
  [/closing ["']?quote/, 'a quote is opened and not closed'],
  [/without - indicator/, UNEVEN],
  [/Implicit map keys/, NO_KEY],
  [/^Unresolved alias/, 'an alias is written that names nothing'],
];

/** The parser tells of its own stack where it is nested too deeply, which is nothing to whoever wrote the file. */
export function brokenBy({ code, message }: YAMLError): string {
  if (code === 'RESOURCE_EXHAUSTION') return 'is nested too deeply to be read';
  const told = BY_MESSAGE.find(([words]) => words.test(message))?.[1] ?? BY_CODE[code];
  return `is broken YAML: ${told ?? message.trim().split('\n', 1)[0]}`;
}
