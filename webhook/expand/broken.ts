/**
 * What a parser of YAML stumbled over, in words for whoever wrote it: where it says two things of one slip, one,
 * and where somebody slipped, which need not be where the parser noticed.
 */
import { visit, type Document, type ErrorCode, type YAMLError } from 'yaml';

export interface Broken {
  readonly offset: number;
  readonly says: string;
  readonly help?: string;
}

const UNEVEN = 'this line is indented otherwise than those beside it';
const ALIKE =
  'fields of one map begin at one column; text that holds a colon and a space needs quotes';
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

const CLOSING = /closing ["']?quote/;

/** Of codes that stand for several slips; what the parser says tells which. */
const BY_MESSAGE: readonly (readonly [RegExp, string])[] = [
  [/end with a \}/, 'a { is not closed, or what is in it is not indented'],
  [/end with a \]/, 'a [ is not closed, or what is in it is not indented'],
  [CLOSING, 'a quote is opened and not closed'],
  [/without - indicator/, UNEVEN],
  [/Implicit map keys/, NO_KEY],
  [/^Unresolved alias/, 'an alias is written that names nothing'],
];

/** One slip makes many faults of a document, and the first tells what it was. */
export function brokenIn(document: Document.Parsed, source: string): Broken | undefined {
  const [first] = document.errors;
  if (first === undefined) return undefined;
  const tooFar = indentedBelow(document, source);
  if (tooFar !== undefined)
    return { offset: tooFar, says: `is broken YAML: ${UNEVEN}`, help: ALIKE };
  return { offset: slippedAt(first, document, source), says: brokenBy(first) };
}

/** A field that stands deeper than the one above it reads as more text of that one's value, with a colon in it. */
function indentedBelow({ errors }: Document.Parsed, source: string): number | undefined {
  const [colon, lines] = errors;
  const [from, to] = lines?.pos ?? [0, 0];
  if (colon?.code !== 'BLOCK_AS_IMPLICIT_KEY' || lines?.code !== 'MULTILINE_IMPLICIT_KEY')
    return undefined;
  const last = source.lastIndexOf('\n', to - 1);
  return colon.pos[0] === from && last > from ? last + 1 + blanksAt(source, last + 1) : undefined;
}

const blanksAt = (source: string, at: number): number =>
  /^[ \t]*/.exec(source.slice(at))?.[0].length ?? 0;

/** Lines between are nobody's slip, and of a quote it is where it was opened. */
function slippedAt(error: YAMLError, document: Document.Parsed, source: string): number {
  const [at] = error.pos;
  if (CLOSING.test(error.message)) return openedBefore(at, document);
  if (error.code !== 'BAD_INDENT') return at;
  return at + (/^(?:[ \t]*(?:#.*)?\r?\n)+/.exec(source.slice(at))?.[0].length ?? 0);
}

function openedBefore(end: number, document: Document.Parsed): number {
  let opened = end;
  visit(document, {
    Scalar(_, { type, range }) {
      const at = range?.[0] ?? end;
      if (type?.startsWith('QUOTE') === true && at < end) opened = at;
    },
  });
  return opened;
}

/** The parser tells of its own stack where it is nested too deeply, which is nothing to whoever wrote the file. */
function brokenBy({ code, message }: YAMLError): string {
  if (code === 'RESOURCE_EXHAUSTION') return 'is nested too deeply to be read';
  const told = BY_MESSAGE.find(([words]) => words.test(message))?.[1] ?? BY_CODE[code];
  return `is broken YAML: ${told ?? message.trim().split('\n', 1)[0]}`;
}
