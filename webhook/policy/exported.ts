/**
 * Objects as `kubectl get -o yaml` prints them: several in one List, and those of our kinds with
 * what the API server wrote beside what a person did. Reading them as they are lets a World be made
 * of a cluster without a tool. Nothing is let through in `spec`: there a field we do not know is a slip.
 */
import { isRecord } from '../core/record.ts';
import type { Parsed } from './parse.ts';
import { shown } from './says.ts';
import type { Json } from './schema/forms.ts';
import { served } from './schema/kinds.ts';
import { API_VERSION } from './schema/words.ts';

/** The items of a List, each at its own place in the file; anything else is itself. */
export function unwrapped(parsed: Parsed): readonly Parsed[] {
  const { value, at, keyAt } = parsed;
  if (!isRecord(value) || value['kind'] !== 'List' || value['apiVersion'] !== 'v1') return [parsed];
  const { items } = value;
  if (!Array.isArray(items)) {
    const says = `must be the list of objects, got ${shown(items)}`;
    return [{ ...parsed, faults: [{ ...at('/items'), pointer: '/items', says }] }];
  }
  return items.map((item: unknown, i) => ({
    value: item,
    faults: [],
    at: (pointer, letter) => at(`/items/${i}${pointer}`, letter),
    keyAt: (pointer) => keyAt(`/items/${i}${pointer}`),
  }));
}

/** Metadata that the API server and controllers write. */
const WRITTEN_BY_SERVER: readonly string[] = [
  'creationTimestamp',
  'deletionGracePeriodSeconds',
  'deletionTimestamp',
  'finalizers',
  'generateName',
  'generation',
  'managedFields',
  'ownerReferences',
  'resourceVersion',
  'selfLink',
  'uid',
];

/** What a person wrote of an object that a cluster serves. */
export function withoutServed(parsed: Parsed): Parsed {
  const { value } = parsed;
  if (!isRecord(value) || value['apiVersion'] !== API_VERSION) return parsed;
  if (!Object.hasOwn(served, String(value['kind']))) return parsed;
  return { ...parsed, value: ownPartOf(value) };
}

export function ownPartOf(object: Json): Json {
  const { status: _, ...own } = object;
  const { metadata } = own;
  return isRecord(metadata) ? { ...own, metadata: ownOf(metadata) } : own;
}

const ownOf = (metadata: object): object =>
  Object.fromEntries(
    Object.entries(metadata).filter(([name]) => !WRITTEN_BY_SERVER.includes(name)),
  );
