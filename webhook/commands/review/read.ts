/** From the files of a review to the objects in them, one file after the other, each with where it was written. */
import { itemsOf } from '../../expand/items.ts';
import { manifestsIn } from '../../expand/manifest.ts';
import type { Raw } from '../../expand/raw.ts';
import { TEMPLATE } from '../../expand/unreadable.ts';
import type { Unread } from '../../review/report.ts';
import { breathing } from './breath.ts';
import type { Named } from './files.ts';
import { piecesOf, type Piece } from './pieces.ts';
import { shifted, type Places } from './places.ts';
import { textOf } from './text.ts';

export interface Written {
  readonly object: Raw;
  /** Holds the whole document until it is let go of. */
  readonly at: Places;
}

/** What is told of a file or a document that cannot be read, beside all objects that can. */
export type Read = { readonly written: Written } | { readonly unread: Unread };

export async function* readAll(files: readonly Named[]): AsyncGenerator<Read> {
  const breath = breathing();
  for (const { path, name } of files) {
    const text = await textOf(path, name);
    if (typeof text !== 'string') yield { unread: text };
    else
      for (const read of inText(name, text)) {
        yield read;
        // Or nobody would hear a Ctrl-C before the last of them.
        await breath();
      }
  }
}

/** Of a file that is a template it is said once, however many documents it would render. */
function* inText(file: string, text: string): Generator<Read> {
  let told = false;
  for (const piece of piecesOf(text))
    for (const read of inPiece(file, piece)) {
      const template = 'unread' in read && read.unread.says === TEMPLATE;
      if (!template || !told) yield read;
      told ||= template;
    }
}

function* inPiece(file: string, { text, line, renderedFrom }: Piece): Generator<Read> {
  const { objects, faults, spanOf } = manifestsIn(file, text);
  const from = renderedFrom === undefined ? {} : { renderedFrom };
  for (const object of objects.flatMap(withItems)) {
    const at: Places = (pointer) => ({
      ...shifted(spanOf(object, pointer), line, file),
      ...from,
      pointer,
    });
    yield { written: { object, at } };
  }
  for (const { line: at, column, says, help } of faults.slice(0, MOST_FAULTS)) {
    const helps = help === undefined ? {} : { help };
    const place = { file, line: line + at, column, document: line + 1 };
    yield { unread: { ...place, says, ...helps } };
  }
}

/** Keys that are written twice, of a file that somebody doubled. */
const MOST_FAULTS = 5;

/** A List is no object of its own, and what is in it may be one again. */
const withItems = (object: Raw): Raw[] => itemsOf(object)?.flatMap(withItems) ?? [object];
