/** Why a document of a file gives no object, in words for whoever wrote it. */
import { isCollection, visit, type Document, type YAMLError } from 'yaml';

export interface Unreadable {
  readonly offset: number;
  readonly says: string;
  readonly help?: string;
}

/** None where the document can be read. One fault alone tells of a template: what the parser stumbles over is its braces. */
export function unreadable(document: Document.Parsed, source: string): Unreadable[] {
  const template = templated(document, source);
  if (template !== undefined) return [template];
  return document.errors.map((error) => ({ offset: error.pos[0], says: wordsOf(error) }));
}

export const isBinary = (source: string): boolean => source.slice(0, 8192).includes('\u0000');

export const TEMPLATE = 'is a Helm template that is not rendered';

/** A brace within a brace makes a map of a key, which no object has; elsewhere the parser loses its way on such a line. */
function templated(document: Document.Parsed, source: string): Unreadable | undefined {
  const [from, , to] = document.range;
  const at = source.slice(from, to).indexOf('{{');
  if (at < 0) return undefined;
  const lost =
    document.errors.some(({ pos }) => lineAt(source, pos[0]).includes('{{')) ||
    (document.errors.length > 0 && /^\{\{/m.test(source.slice(from, to)));
  return lost || hasOddKey(document)
    ? {
        offset: from + at,
        says: TEMPLATE,
        help: 'render it first: helm template CHART | tranche review -',
      }
    : undefined;
}

function lineAt(source: string, offset: number): string {
  const end = source.indexOf('\n', offset);
  return source.slice(source.lastIndexOf('\n', offset - 1) + 1, end < 0 ? undefined : end);
}

function hasOddKey(document: Document.Parsed): boolean {
  let odd = false;
  visit(document, {
    Pair(_, { key }) {
      odd ||= isCollection(key);
      return odd ? visit.BREAK : undefined;
    },
  });
  return odd;
}

/** The parser tells of its own stack, which is nothing to whoever wrote the file. */
const wordsOf = ({ code, message }: YAMLError): string =>
  code === 'RESOURCE_EXHAUSTION' ? 'is nested too deeply to be read' : message.trim();

/** As helm names, above each document that it renders, the file it comes from. */
export function sourceAbove(comments: string): string | undefined {
  const all = [...comments.matchAll(/^# Source: (.+)$/gm)];
  return all.at(-1)?.[1]?.trim();
}
