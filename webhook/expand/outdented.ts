/**
 * Quoted text that goes on at the indentation of its key, or before it. YAML wants it further in, and says that a
 * quote is missing; kubectl's parser does not look (go-yaml yaml_parser_scan_flow_scalar) and reads on to the quote.
 * Only what it would read so is told apart from a quote that is really missing.
 */
import { parseAllDocuments, type Document } from 'yaml';
import { AS_KUBECTL } from './scalars.ts';

export interface Parsed {
  /** In which the offsets of the documents are: the source, or that with such text further in, line for line. */
  readonly text: string;
  readonly documents: readonly Document.Parsed[];
}

/** A text is read anew for each, and who writes so by hand has few. */
const MOST = 20;

export function parsed(source: string): Parsed {
  const first: Parsed = { text: source, documents: parseAllDocuments(source, AS_KUBECTL) };
  let last = first;
  for (let tries = 0; tries < MOST; tries++) {
    const text = indented(last);
    if (text === undefined) break;
    last = { text, documents: parseAllDocuments(text, AS_KUBECTL) };
  }
  return isBroken(last) ? first : last;
}

const isBroken = ({ documents }: Parsed): boolean =>
  documents.some(({ errors }) => errors.length > 0);

/** With the first of them further in; none where something else is the matter. */
function indented({ text, documents }: Parsed): string | undefined {
  const error = documents.find(({ errors }) => errors.length > 0)?.errors[0];
  const quote = /^Missing closing (["'])quote/.exec(error?.message ?? '')?.[1];
  if (error === undefined || quote === undefined) return undefined;
  const [from] = error.pos;
  const end = closing(text, from, quote);
  const lines = end === undefined ? '' : text.slice(from, end);
  if (end === undefined || MARK.test(lines)) return undefined;
  const column = from - text.lastIndexOf('\n', from - 1) - 1;
  const further = lines.replaceAll('\n', `\n${' '.repeat(column)}`);
  return text.slice(0, from) + further + text.slice(end);
}

/** Where a document begins or ends no text goes on. */
const MARK = /^(?:---|\.\.\.)(?:\s|$)/m;

function closing(text: string, from: number, quote: string): number | undefined {
  for (let at = from; at < text.length; at++) {
    if (text[at] === '\\' && quote === '"') at++;
    else if (text[at] !== quote) continue;
    else if (quote === "'" && text[at + 1] === quote) at++;
    else return at;
  }
  return undefined;
}
