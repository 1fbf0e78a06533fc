/** Fields and entries: an error where there are none, unless it was asked carefully. */
import { Optional } from '@marcbachmann/cel-js';
import { inMap, isMap, kindOf } from './kinds.ts';
import { noOverload, Wrong } from './wrong.ts';

export function memberOf(value: unknown, key: unknown): unknown {
  if (value instanceof Optional) return careful(value, key);
  const found = look(value, key);
  if (found === undefined) throw new Wrong(`No such key: ${String(key)}`);
  return found;
}

/** `a.?b`, and `a.?b.c` whatever stands behind. */
export function careful(value: unknown, key: unknown): Optional {
  if (!(value instanceof Optional)) return Optional.of(look(value, key));
  return value.hasValue() ? Optional.of(look(value.value(), key)) : value;
}

/** What is neither map nor list has no fields, and that is no error. */
export function has(value: unknown, key: string): boolean {
  if (value instanceof Optional) return value.hasValue() && has(value.value(), key);
  if (Array.isArray(value)) throw noOverload(`a list has no ${key}`);
  return isMap(value) && inMap(value, key) !== undefined;
}

function look(value: unknown, key: unknown): unknown {
  if (isMap(value)) return inMap(value, key);
  if (Array.isArray(value)) return value[place(key)];
  throw noOverload(`${kindOf(value)} has no ${String(key)}`);
}

/** A whole number is one, however it is written. */
function place(key: unknown): number {
  if (typeof key === 'bigint') return Number(key);
  if (typeof key === 'number' && Number.isInteger(key)) return key;
  throw noOverload(`${kindOf(key)} of a list`);
}
