/**
 * A file of many documents, one after the other: nothing of the first need be in memory when the
 * last is read. No quoted text and no block may hold a line that begins with `---`, so to cut there is exact.
 */

import { sourceAbove } from '../../expand/unreadable.ts';

export interface Piece {
  readonly text: string;
  /** Lines before it. */
  readonly line: number;
  /** The file of a chart that helm names above what it rendered. */
  readonly renderedFrom?: string;
}

const MARK = /^---(?=[\s]|$)/gm;

export function* piecesOf(text: string): Generator<Piece> {
  let start = 0;
  let line = 0;
  for (const end of [...marksIn(text), text.length]) {
    const part = text.slice(start, end);
    if (end < text.length && !saysSomething(part)) continue;
    if (saysSomething(part.replace(/^---/, ''))) yield pieceOf(part, line);
    line += linesIn(part);
    start = end;
  }
}

/** Remarks and directives alone belong to the document behind the next mark. */
const saysSomething = (part: string): boolean => /^[^\S\n]*[^\s#%]/m.test(part);

function* marksIn(text: string): Generator<number> {
  for (const { index } of text.matchAll(MARK)) if (index > 0) yield index;
}

function pieceOf(text: string, line: number): Piece {
  const from = sourceAbove(text);
  return { text, line, ...(from === undefined ? {} : { renderedFrom: from }) };
}

function linesIn(text: string): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}
