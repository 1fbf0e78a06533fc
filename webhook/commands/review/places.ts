/**
 * Where an object and what matters in it were written, for when its document is gone: the parsed YAML of
 * five thousand manifests is many times what they say.
 */
import { stepsOf } from '../../core/edits/pointer.ts';
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
  for (const pointer of pointersIn(object, '')) {
    const { line, column, endLine, endColumn } = at(pointer);
    if (numbers.push(line, column, endLine, endColumn) >= 4 * MOST_PLACES) break;
  }
  const places = Uint32Array.from(numbers);
  return (pointer) => {
    if (pointer === '') return whole;
    const nth = nthOf(object, stepsOf(pointer), places.length / 4);
    return { ...whole, ...(nth === undefined ? {} : spanAt(places, nth)), pointer };
  };
}

function spanAt(places: Uint32Array, nth: number) {
  const [line = 0, column = 0, endLine = 0, endColumn = 0] = places.subarray(4 * nth, 4 * nth + 4);
  return { line, column, endLine, endColumn };
}

const partsOf = (value: unknown): readonly (readonly [string | number, unknown])[] =>
  Array.isArray(value)
    ? value.map((part: unknown, at) => [at, part])
    : isRecord(value)
      ? Object.entries(value)
      : [];

const isOfOnePiece = (key: string | number): boolean =>
  typeof key === 'string' && OF_ONE_PIECE.has(key);

function* pointersIn(value: unknown, at: string): Generator<string> {
  for (const [key, part] of partsOf(value)) {
    const pointer = at + step(key);
    yield pointer;
    if (!isOfOnePiece(key)) yield* pointersIn(part, pointer);
  }
}

/** Which of its pointers it is, or the nearest above it, of so many as are known. */
function nthOf(object: Raw, steps: readonly string[], known: number): number | undefined {
  let [value, next]: [unknown, number] = [object, 0];
  let found: number | undefined;
  for (const wanted of steps) {
    const parts = partsOf(value);
    const at = parts.findIndex(([key]) => String(key) === wanted);
    const part = parts[at];
    if (part === undefined) break;
    for (const before of parts.slice(0, at)) next += 1 + manyIn(before);
    if (next >= known) break;
    found = next++;
    if (isOfOnePiece(part[0])) break;
    [, value] = part;
  }
  return found;
}

function manyIn([key, value]: readonly [string | number, unknown]): number {
  if (isOfOnePiece(key)) return 0;
  let many = 0;
  for (const part of partsOf(value)) many += 1 + manyIn(part);
  return many;
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
