/** When two values are the same, and which is the smaller; each value that is looked at is paid for. */
import { Optional } from '@marcbachmann/cel-js';
import { inMap, isMap, keysOf, kindOf } from './kinds.ts';
import { reading, type Meter } from './meter.ts';
import { Quantity } from './quantity.ts';
import { compared, Version } from './version.ts';
import { noOverload } from './wrong.ts';

/** Values of different kinds are not equal, and no error: CEL is asked of JSON, which mixes them. */
export function equal(left: unknown, right: unknown, meter: Meter): boolean {
  const [a, b] = [plain(left), plain(right)];
  meter.pay(1);
  if (typeof a === 'string' && typeof b === 'string') {
    meter.pay(Math.min(reading(a), reading(b)));
    return a === b;
  }
  if (isNumber(a) && isNumber(b)) return a >= b && a <= b;
  return typeof a === 'object' && typeof b === 'object' ? sameObjects(a, b, meter) : a === b;
}

export const isNumber = (value: unknown): value is number | bigint =>
  typeof value === 'number' || typeof value === 'bigint';

/** Times, spans and unsigned numbers are the library's, and say what they are worth. */
export function plain(value: unknown): unknown {
  return kindOf(value) === 'other' && typeof value === 'object' ? value?.valueOf() : value;
}

function sameObjects(a: object | null, b: object | null, meter: Meter): boolean {
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((one, at) => equal(one, b[at], meter));
  if (isMap(a) && isMap(b)) {
    const keys = keysOf(a);
    if (keys.length !== keysOf(b).length) return false;
    return keys.every((key) => {
      const other = inMap(b, key);
      return other !== undefined && equal(inMap(a, key), other, meter);
    });
  }
  return sameOfOurs(a, b, meter);
}

function sameOfOurs(a: object | null, b: object | null, meter: Meter): boolean {
  if (a instanceof Quantity && b instanceof Quantity) return a.nano === b.nano;
  if (a instanceof Version && b instanceof Version) return compared(a, b) === 0n;
  if (a instanceof Optional && b instanceof Optional) return sameOptionals(a, b, meter);
  if (!(a instanceof Uint8Array && b instanceof Uint8Array)) return a === b;
  meter.pay(Math.ceil(a.length / 10));
  return Buffer.compare(a, b) === 0;
}

const sameOptionals = (a: Optional, b: Optional, meter: Meter): boolean =>
  a.hasValue() && b.hasValue() ? equal(a.value(), b.value(), meter) : a.hasValue() === b.hasValue();

/** Below, at or above 0; texts go by their letters, not by the halves in which JavaScript has them. */
export function order(left: unknown, right: unknown, meter: Meter): number {
  const [a, b] = [plain(left), plain(right)];
  if (typeof a === 'string' && typeof b === 'string') {
    meter.pay(reading(a) + reading(b));
    return Buffer.compare(Buffer.from(a), Buffer.from(b));
  }
  if (isNumber(a) && isNumber(b)) return a < b ? -1 : a > b ? 1 : a >= b ? 0 : Number.NaN;
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b);
  throw noOverload(`${kindOf(left)} < ${kindOf(right)}`);
}
