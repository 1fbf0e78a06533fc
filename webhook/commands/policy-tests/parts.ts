/** A part of an object beside the whole: what is written must be there, and there may be more. */
import { isRecord } from '../../expand/raw.ts';
import { step } from '../../policy/documents.ts';

export interface Difference {
  /** Within `expect`. */
  readonly pointer: string;
  readonly expected: string;
  readonly had: string;
  /** What helps to see why. */
  readonly beside?: string;
}

export function parts(wanted: unknown, is: unknown, pointer: string): Difference[] {
  if (wanted === undefined) return [];
  if (Array.isArray(wanted) && Array.isArray(is))
    return wanted.flatMap((item: unknown, i) => itemOf(item, is, `${pointer}/${i}`));
  if (isRecord(wanted) && isRecord(is))
    return Object.entries(wanted).flatMap(([name, part]) =>
      parts(part, is[name], `${pointer}${step(name)}`),
    );
  return same(wanted, is) ? [] : [{ pointer, expected: shown(wanted), had: shown(is) }];
}

/** Kubernetes tells items by their names; where they have none, any that holds the part will do. */
function itemOf(wanted: unknown, is: readonly unknown[], pointer: string): Difference[] {
  const name = nameOf(wanted);
  const named = name === undefined ? [] : is.filter((item) => nameOf(item) === name);
  const left = named.length > 0 ? named : is;
  if (left.some((item) => parts(wanted, item, pointer).length === 0)) return [];
  return named.length === 1
    ? parts(wanted, named[0], pointer)
    : [{ pointer, expected: shown(wanted), had: is.map(shown).join('\n') || 'none' }];
}

const nameOf = (item: unknown): unknown => (isRecord(item) ? item['name'] : undefined);

/** Quantities are text to the API server and numbers to many who write them. */
const same = (wanted: unknown, is: unknown): boolean =>
  typeof wanted === 'number' && typeof is === 'string'
    ? String(wanted) === is
    : JSON.stringify(wanted) === JSON.stringify(is);

const shown = (value: unknown): string =>
  value === undefined ? 'nothing' : typeof value === 'string' ? value : JSON.stringify(value);
