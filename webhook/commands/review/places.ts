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

/** What `at` says of all that is in the object, without what it holds on to: numbers, in the order of its pointers. */
export function remembered(object: Raw, at: Places): Places {
  const whole = at('');
  const numbers: number[] = [];
  for (const pointer of firstIn(object)) {
    const { line, column, endLine, endColumn } = at(pointer);
    numbers.push(line, column, endLine, endColumn);
  }
  const places = Uint32Array.from(numbers);
  return (pointer) => {
    if (pointer === '') return whole;
    const orders = new Map(firstIn(object).map((known, nth) => [known, nth]));
    let above = pointer;
    while (above !== '' && !orders.has(above)) above = above.slice(0, above.lastIndexOf('/'));
    const nth = orders.get(above);
    return { ...whole, ...(nth === undefined ? {} : spanAt(places, nth)), pointer };
  };
}

function firstIn(object: Raw): string[] {
  const all: string[] = [];
  for (const pointer of pointersIn(object, '')) if (all.push(pointer) >= MOST_PLACES) break;
  return all;
}

function spanAt(places: Uint32Array, nth: number) {
  const [line = 0, column = 0, endLine = 0, endColumn = 0] = places.subarray(4 * nth, 4 * nth + 4);
  return { line, column, endLine, endColumn };
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

/**
 * Each with the file of its chart as `fileOf` knows it; where nobody does, a rendering that is kept beside the manifests
 * is a file of its own. No fingerprint hangs on it: a chart may be found one day and not the next.
 */
export function renderedFrom<T extends Placed>(all: T, fileOf: FileOf, isKept: IsKept): T {
  const placed = ({ renderedFrom: helms, ...at }: At): At => {
    if (helms === undefined) return at;
    const file = fileOf(helms);
    return file === helms && isKept(at.file) ? at : { ...at, renderedFrom: file };
  };
  const put = <P extends { readonly at: At }>(one: P): P => ({ ...one, at: placed(one.at) });
  return { ...all, found: all.found.map(put), reviewed: all.reviewed.map(put) };
}

type FileOf = (renderedFrom: string) => string;
type IsKept = (file: string) => boolean;

interface Placed {
  readonly found: readonly Found[];
  readonly reviewed: readonly Reviewed[];
}
