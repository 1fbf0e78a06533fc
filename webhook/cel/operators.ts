/** Signs between two values: sums of numbers, texts and lists, what is equal, smaller, or in another. */
import { int } from './conversions.ts';
import { equal, order } from './equal.ts';
import { inMap, isMap, kindOf } from './kinds.ts';
import { reading, type Meter } from './meter.ts';
import { noOverload, Wrong } from './wrong.ts';

type Operator = (a: unknown, b: unknown, meter: Meter) => unknown;

/** Undefined where only the library has a meaning for it: times, spans, bytes, unsigned numbers. */
export function operated(sign: string, a: unknown, b: unknown, meter: Meter): unknown {
  const comparing = COMPARING[sign];
  if (comparing !== undefined) return comparing(a, b, meter);
  if (typeof a === 'bigint' && typeof b === 'bigint') return INTS[sign]?.(a, b);
  if (typeof a === 'number' && typeof b === 'number') return DOUBLES[sign]?.(a, b);
  return sign === '+' ? together(a, b, meter) : undefined;
}

const COMPARING: Readonly<Record<string, Operator>> = {
  '==': equal,
  '!=': (a, b, meter) => !equal(a, b, meter),
  '<': (a, b, meter) => order(a, b, meter) < 0,
  '<=': (a, b, meter) => order(a, b, meter) <= 0,
  '>': (a, b, meter) => order(a, b, meter) > 0,
  '>=': (a, b, meter) => order(a, b, meter) >= 0,
  in: isIn,
};

const INTS: Readonly<Record<string, (a: bigint, b: bigint) => bigint>> = {
  '+': (a, b) => int(a + b),
  '-': (a, b) => int(a - b),
  '*': (a, b) => int(a * b),
  '/': (a, b) => int(a / divisor(b)),
  '%': (a, b) => a % divisor(b),
};

function divisor(by: bigint): bigint {
  if (by === 0n) throw new Wrong('division by zero');
  return by;
}

const DOUBLES: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
};

function together(a: unknown, b: unknown, meter: Meter): unknown {
  if (typeof a === 'string' && typeof b === 'string') {
    meter.pay(reading(a) + reading(b));
    return a + b;
  }
  if (!Array.isArray(a) || !Array.isArray(b)) return undefined;
  meter.pay(a.length + b.length);
  return a.concat(b);
}

function isIn(one: unknown, of: unknown, meter: Meter): boolean {
  if (Array.isArray(of)) return of.some((other) => equal(one, other, meter));
  if (!isMap(of)) throw noOverload(`${kindOf(one)} in ${kindOf(of)}`);
  if (typeof one === 'string') meter.pay(reading(one));
  return inMap(of, one) !== undefined;
}

export function negative(value: unknown): unknown {
  if (typeof value === 'bigint') return int(-value);
  if (typeof value === 'number') return -value;
  throw noOverload(`-${kindOf(value)}`);
}

export function not(value: unknown): boolean {
  if (typeof value !== 'boolean') throw noOverload(`!${kindOf(value)}`);
  return !value;
}
