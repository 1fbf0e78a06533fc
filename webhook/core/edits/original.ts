/**
 * The two annotations, and the way back. `tranche.dev/decision` is a sentence for people;
 * `tranche.dev/original` keeps what the user wrote and is read for one purpose only: to rebuild the
 * pod as submitted, so that a second visit can recognise our own work. Neither is ever trusted:
 * whoever can write a pod can write them.
 */
import type { Also, Original } from '../edit.ts';
import { ORIGINAL } from '../governed.ts';
import type { MatchExpression, Pod } from '../pod.ts';
import { isRecord } from '../record.ts';

export type { Also, Original } from '../edit.ts';

const FIELDS: ReadonlyMap<string, readonly string[]> = new Map([
  ['withdraw', ['pointer', 'container', 'resource']],
  ['beside', ['pointer', 'container', 'resource', 'quantity']],
  ['claim', ['pointer', 'container', 'claim', 'template']],
  ['env', ['pointer', 'container', 'name', 'value']],
  ['arg', ['pointer', 'container', 'value']],
  ['request', ['pointer', 'container', 'resource', 'quantity']],
  ['scheduler', ['name']],
  ['mark', ['on', 'key', 'value']],
]);

export const isAlso = (edit: { readonly kind: string }): edit is Also => FIELDS.has(edit.kind);

/** In characters; what is longer was not written by us. */
export const LONGEST_ORIGINAL = 16_384;

export function readOriginal(pod: Pod): Original | 'none' {
  const text = pod.metadata.annotations?.[ORIGINAL];
  if (text === undefined || text.length > LONGEST_ORIGINAL) return 'none';
  try {
    const value: unknown = JSON.parse(text);
    return isOriginal(value) ? value : 'none';
  } catch {
    return 'none';
  }
}

function isOriginal(value: unknown): value is Original {
  if (!isRecord(value) || value['v'] !== 1 || typeof value['id'] !== 'string') return false;
  return (
    typeof value['affinity'] === 'boolean' &&
    areContainers(value['containers']) &&
    listOf(value['require'], isExpression) &&
    listOf(value['tolerate'], (key) => typeof key === 'string') &&
    areAdded(value)
  );
}

const listOf = (value: unknown, is: (item: unknown) => boolean): boolean =>
  Array.isArray(value) && value.every(is);

/** More of them were not written by us, and each is looked for among all that a pod prefers. */
export const MOST_WISHES = 3;

const areAdded = ({ prefer, also, of }: Readonly<Record<string, unknown>>): boolean =>
  areWishes(prefer ?? []) && listOf(also ?? [], wasWritten) && typeof (of ?? '') === 'string';

const areWishes = (value: unknown): boolean =>
  listOf(value, isRecord) && Array.isArray(value) && value.length <= MOST_WISHES;

const areContainers = (value: unknown): boolean =>
  isRecord(value) &&
  Object.values(value).every(
    (c) => isRecord(c) && ['asked', 'slice', 'got'].every((key) => typeof c[key] === 'string'),
  );

const isExpression = (value: unknown): boolean =>
  isRecord(value) && typeof value['key'] === 'string' && Array.isArray(value['values']);

function wasWritten(value: unknown): boolean {
  if (!isRecord(value) || typeof value['kind'] !== 'string') return false;
  const fields = FIELDS.get(value['kind']);
  return fields?.every((field) => typeof value[field] === 'string') === true;
}

export const sameExpression = (a: MatchExpression, b: MatchExpression): boolean =>
  a.key === b.key &&
  a.operator === b.operator &&
  (a.values ?? []).length === (b.values ?? []).length &&
  (a.values ?? []).every((value, i) => value === b.values?.[i]);
