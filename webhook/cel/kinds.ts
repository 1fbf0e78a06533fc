/** What kind of value something is, and the kinds and costs that each function goes by. */
import { Optional } from '@marcbachmann/cel-js';
import { Quantity } from './quantity.ts';
import { Version } from './version.ts';

/** The names that signatures use; `other` are those that only the library knows. */
const OF_TYPE: Readonly<Record<string, string>> = {
  string: 'string',
  bigint: 'int',
  number: 'double',
  boolean: 'bool',
};

export function kindOf(value: unknown): string {
  if (typeof value !== 'object') return OF_TYPE[typeof value] ?? 'other';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'list';
  if (value instanceof Quantity) return 'Quantity';
  if (value instanceof Version) return 'Semver';
  if (value instanceof Optional) return 'optional';
  return isMap(value) ? 'map' : 'other';
}

type CelMap = ReadonlyMap<unknown, unknown> | Readonly<Record<string, unknown>>;

/** Of a pod, or written in the expression. */
export const isMap = (value: unknown): value is CelMap =>
  value instanceof Map ||
  (typeof value === 'object' && value !== null && value.constructor === Object);

export const keysOf = (map: CelMap): unknown[] =>
  map instanceof Map ? [...map.keys()] : Object.keys(map);

/** Undefined where there is none. */
export function inMap(map: CelMap, key: unknown): unknown {
  if (map instanceof Map) return map.get(key);
  return typeof key === 'string' && Object.hasOwn(map, key) ? Reflect.get(map, key) : undefined;
}
