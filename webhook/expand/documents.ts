/** The documents of a file, as kubectl takes them apart, each with where it stands in it. */
import { isNode, parseAllDocuments, type Document } from 'yaml';
import { partsOf, type Part } from './json-stream.ts';
import { parsed } from './outdented.ts';
import { AS_KUBECTL } from './scalars.ts';
import { textless, type Unreadable } from './unreadable.ts';

export interface Read {
  readonly document: Document.Parsed;
  /** In which its offsets are, and how many letters of all stand before that. */
  readonly part: string;
  readonly start: number;
  /** What stands above it. */
  readonly comments: string;
}

export interface AllRead {
  /** What lines and columns are counted in: the source, and where quoted text was moved further in, that. */
  readonly text: string;
  readonly documents: readonly Read[];
  /** Why it is nothing to be read; none where it is. */
  readonly why: readonly Pick<Unreadable, 'says' | 'help'>[];
}

export function documentsIn(source: string): AllRead {
  const why = textless(source);
  if (why !== undefined) return { text: '', documents: [], why: [why] };
  const parts = partsOf(source);
  // What is JSON in part is left where it stands.
  if (parts.length > 1) {
    const documents = parts.flatMap((part) =>
      readsOf(parseAllDocuments(part.text, AS_KUBECTL), part),
    );
    return { text: source, documents, why: [] };
  }
  const { text, documents } = parsed(source);
  return { text, documents: readsOf(documents, { text, start: 0 }), why: [] };
}

function readsOf(documents: readonly Document.Parsed[], { text, start }: Part): Read[] {
  let before = 0;
  return documents.map((document) => {
    const comments = text.slice(before, startOf(document.contents));
    before = document.range[2];
    return { document, part: text, start, comments };
  });
}

export const startOf = (node: unknown): number => (isNode(node) ? (node.range?.[0] ?? 0) : 0);
