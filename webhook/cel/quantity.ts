/**
 * Quantities as Kubernetes calculates with them: exact to the billionth, so that 100m and 200m make
 * 300m, which doubles do not; what is finer is rounded up, what is larger than an int64 is cut to it.
 */
import { parseQuantity } from '../core/quantity.ts';
import { Wrong } from './kinds.ts';

const UNIT = 1_000_000_000n;
const MOST = 2n ** 63n - 1n;

export class Quantity {
  readonly nano: bigint;
  /** The same, as near as a double comes. */
  readonly amount: number;

  constructor(amount: number | bigint) {
    this.nano = typeof amount === 'bigint' ? amount : rounded(amount);
    this.amount = Number(this.nano) / Number(UNIT);
  }
}

const rounded = (amount: number): bigint =>
  Number.isInteger(amount) ? BigInt(amount) * UNIT : BigInt(Math.ceil(amount * Number(UNIT)));

/** Longer ones are nobody's, and each letter is a digit to be multiplied. */
const LONGEST = 64;
const PARTS = /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+)|([A-Za-z]*))$/;
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
  const [, sign, whole = '', fraction = '', exponent, suffix = ''] = parts;
  const nano = nanosOf(whole + fraction, fraction.length, exponent, suffix);
  const cut = nano > MOST * UNIT ? MOST * UNIT : nano;
  return new Quantity(sign === '-' ? -cut : cut);
}

function nanosOf(digits: string, behind: number, exponent: string | undefined, suffix: string) {
  const binary = BINARY.indexOf(suffix) + 1;
  const power = 9 - behind + (binary > 0 ? 0 : Number(exponent ?? POWERS_OF_TEN[suffix] ?? 0));
  const value = BigInt(digits) * 1024n ** BigInt(binary);
  // Beyond either end nothing is left to tell apart.
  if (power >= 0) return value * 10n ** BigInt(Math.min(power, 100));
  const divisor = 10n ** BigInt(Math.min(-power, 200));
  return (value + divisor - 1n) / divisor;
}

export const sign = ({ nano }: Quantity): bigint => (nano > 0n ? 1n : nano < 0n ? -1n : 0n);

export const isInteger = ({ nano }: Quantity): boolean => nano % UNIT === 0n;

export function asInteger(value: Quantity): bigint {
  if (!isInteger(value)) throw new Wrong('cannot convert value to integer');
  return value.nano / UNIT;
}

const many = (value: Quantity | bigint): bigint =>
  typeof value === 'bigint' ? value * UNIT : value.nano;

export const sum = (a: Quantity, b: Quantity | bigint): Quantity => new Quantity(a.nano + many(b));
export const difference = (a: Quantity, b: Quantity | bigint): Quantity =>
  new Quantity(a.nano - many(b));
