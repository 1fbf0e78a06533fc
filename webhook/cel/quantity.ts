/**
 * Quantities as Kubernetes calculates with them: exact to the billionth, so that 100m and 200m make
 * 300m, which doubles do not. It has two ways to write one down, and only a number with a power of ten is ever
 * an integer to it: neither 1000m is, nor 1.5Gi, though both are whole.
 */
import { parseQuantity } from '../core/quantity.ts';
import { Wrong } from './wrong.ts';

const UNIT = 1_000_000_000n;
const MOST = 2n ** 63n - 1n;

/** The power of ten it is counted in; or the other way, in which anything can be said. */
type Scale = number | 'decimal';

export class Quantity {
  readonly nano: bigint;
  readonly scale: Scale;

  constructor(amount: number | bigint, scale: Scale = 0) {
    this.nano = typeof amount === 'bigint' ? amount : rounded(amount);
    this.scale = scale;
  }
}

const rounded = (amount: number): bigint =>
  Number.isInteger(amount) ? BigInt(amount) * UNIT : BigInt(Math.ceil(amount * Number(UNIT)));

/** Longer ones are nobody's, and each letter is a digit to be multiplied. */
const LONGEST = 64;
const PARTS = /^([+-]?)0*(\d*)\.?(\d*)(?:[eE]([+-]?\d+)|([A-Za-z]*))$/;
const POWERS_OF_TEN: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  '': 0,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};
const BINARY = ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];

export const isQuantity = (text: string): boolean =>
  text.length <= LONGEST && parseQuantity(text) !== 'invalid';

export function quantity(text: string): Quantity {
  const parts = isQuantity(text) ? PARTS.exec(text) : null;
  if (parts === null) throw new Wrong(`${text.slice(0, LONGEST)} is no quantity`);
  const [, minus, whole = '', fraction = '', exponent, suffix = ''] = parts;
  const binary = BINARY.indexOf(suffix) + 1;
  const power = powerOf(exponent, suffix);
  const nano = nanosOf(whole + fraction, 9 - fraction.length + power, binary);
  const scale = binary > 0 ? ofBinary(whole, fraction, binary) : ofTen(whole, fraction, power);
  const most = scale === 'decimal' && nano > MOST * UNIT ? MOST * UNIT : nano;
  return new Quantity(minus === '-' ? -most : most, scale);
}

const powerOf = (exponent: string | undefined, suffix: string): number =>
  exponent === undefined ? (POWERS_OF_TEN[suffix] ?? 0) : Number(exponent);

function nanosOf(digits: string, power: number, binary: number): bigint {
  const value = BigInt(digits) * 1024n ** BigInt(binary);
  // Beyond either end nothing is left to tell apart.
  if (power >= 0) return value * 10n ** BigInt(Math.min(power, 400));
  const divisor = 10n ** BigInt(Math.min(-power, 400));
  return (value + divisor - 1n) / divisor;
}

/** As many digits as an int64 surely holds. */
const DIGITS = 18;

function ofTen(whole: string, fraction: string, power: number): Scale {
  const scale = power - fraction.length;
  return whole.length + fraction.length <= DIGITS && scale >= -9 ? scale : 'decimal';
}

function ofBinary(whole: string, fraction: string, binary: number): Scale {
  const digits = whole.length + Math.trunc(binary * 3) + 1;
  return fraction === '' && digits <= 15 ? 0 : 'decimal';
}

export const sign = ({ nano }: Quantity): bigint => (nano > 0n ? 1n : nano < 0n ? -1n : 0n);

const fits = (value: bigint): boolean => value <= MOST && value >= -MOST - 1n;

export const isInteger = ({ nano, scale }: Quantity): boolean =>
  scale !== 'decimal' && scale >= 0 && fits(nano / UNIT);

export function asInteger(value: Quantity): bigint {
  if (!isInteger(value)) throw new Wrong('cannot convert value to integer');
  return value.nano / UNIT;
}

export const asDouble = ({ nano }: Quantity): number => Number(nano) / Number(UNIT);

const many = (value: Quantity | bigint): Quantity =>
  typeof value === 'bigint' ? new Quantity(value * UNIT) : value;

export function sum(a: Quantity, other: Quantity | bigint): Quantity {
  const b = many(other);
  const nano = a.nano + b.nano;
  if (b.nano === 0n) return a;
  if (a.nano === 0n) return b;
  if (a.scale === 'decimal' || b.scale === 'decimal') return new Quantity(nano, 'decimal');
  const scale = Math.min(a.scale, b.scale);
  const counted =
    scale > 0 ? nano / UNIT / 10n ** BigInt(scale) : (nano * 10n ** BigInt(-scale)) / UNIT;
  return new Quantity(nano, fits(counted) ? scale : 'decimal');
}

export const difference = (a: Quantity, other: Quantity | bigint): Quantity => {
  const { nano, scale } = many(other);
  return sum(a, new Quantity(-nano, scale));
};
