/**
 * Where an object and what matters in it were written, for when its document is gone: the parsed YAML of
 * five thousand manifests is many times what they say.
 */
import { step } from '../../policy/documents.ts';
import type { Span } from '../../expand/manifest.ts';
import { isRecord, type Raw } from '../../expand/raw.ts';
import type { Found } from '../../review/fingerprint.ts';
import type { At, Reviewed } from '../../review/report.ts';

/** What a pointer names, or the nearest thing above it that is remembered. */
export type Places = (pointer: string) => At;

/** Members of which nobody asks where their parts stand. */
const OF_ONE_PIECE: ReadonlySet<string> = new Set(['args', 'command', 'env', 'data', 'status']);

/** A file that was made to be large has more places than anybody asks for. */
const MOST_PLACES = 2000;

/** What `at` says of all that is in the object, without what it holds on to. */
export function remembered(object: Raw, at: Places): Places {
  const known = new Map<string, At>([['', at('')]]);
  for (const pointer of pointersIn(object, '')) {
    if (known.size >= MOST_PLACES) break;
    known.set(pointer, at(pointer));
  }
  return (pointer) => {
    let above = pointer;
    while (above !== '' && !known.has(above)) above = above.slice(0, above.lastIndexOf('/'));
    const found = known.get(above);
    if (found === undefined) throw new Error('the object itself stands somewhere');
    return { ...found, pointer };
  };
}

function* pointersIn(value: unknown, at: string): Generator<string> {
  const parts: readonly (readonly [string | number, unknown])[] = Array.isArray(value)
    ? [...value.entries()]
    : isRecord(value)
      ? Object.entries(value)
      : [];
  for (const [key, part] of parts) {
    const pointer = at + step(key);
    yield pointer;
    if (!OF_ONE_PIECE.has(String(key))) yield* pointersIn(part, pointer);
  }
}

export const shifted = (span: Span, lines: number, file: string): Span => ({
  ...span,
  file,
  line: span.line + lines,
  endLine: span.endLine + lines,
});

/** Each with the file of its chart as `fileOf` knows it. No fingerprint hangs on it: a chart may be found one day and not the next. */
export const renderedFrom = <T extends Placed>(all: T, fileOf: (file: string) => string): T => {
  const put = <P extends { readonly at: At }>(one: P): P =>
    one.at.renderedFrom === undefined
      ? one
      : { ...one, at: { ...one.at, renderedFrom: fileOf(one.at.renderedFrom) } };
  return { ...all, found: all.found.map(put), reviewed: all.reviewed.map(put) };
};

interface Placed {
  readonly found: readonly Found[];
  readonly reviewed: readonly Reviewed[];
}
