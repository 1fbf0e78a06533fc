/** From one kind of value to another, as strictly as Go reads numbers; JavaScript reads "" as 0. */
import { reading } from './meter.ts';
import { ours, type Overload } from './overloads.ts';
import { Wrong } from './wrong.ts';

const LEAST = -(2n ** 63n);
const MOST = 2n ** 63n - 1n;

/** What is larger would not be an int any more. */
export function int(value: bigint): bigint {
  if (value < LEAST || value > MOST) throw new Wrong('integer overflow');
  return value;
}

/** Digits of an int, with room for zeros before them. */
const LONGEST = 64;

function intOfText(text: string): bigint {
  if (text.length > LONGEST || !/^[+-]?\d+$/.test(text)) throw unconverted('string', 'int');
  return text.startsWith('+') ? int(BigInt(text.slice(1))) : int(BigInt(text));
}

function intOfDouble(value: number): bigint {
  if (!(Math.abs(value) < 2 ** 63)) throw new Wrong('integer overflow');
  return BigInt(Math.trunc(value));
}

const NAMES: Readonly<Record<string, number>> = {
  inf: Number.POSITIVE_INFINITY,
  infinity: Number.POSITIVE_INFINITY,
  nan: Number.NaN,
};

/** No two parts of the pattern take the same digits, or a long text would be read its letters' square. */
function doubleOfText(text: string): number {
  const found = /^([+-]?)(?:(\d+(?:\.\d*)?|\.\d+)([eE][+-]?\d+)?|(inf|infinity|nan))$/i.exec(text);
  if (found === null) throw unconverted('string', 'double');
  const [, sign, digits, , name = ''] = found;
  const value = digits === undefined ? NAMES[name.toLowerCase()] : Number(text);
  if (value === undefined) throw unconverted('string', 'double');
  return digits === undefined && sign === '-' ? -value : value;
}

const TRUE = ['1', 't', 'T', 'true', 'TRUE', 'True'];
const FALSE = ['0', 'f', 'F', 'false', 'FALSE', 'False'];

function boolOfText(text: string): boolean {
  if (TRUE.includes(text)) return true;
  if (FALSE.includes(text)) return false;
  throw unconverted('string', 'bool');
}

function textOfDouble(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  return String(value);
}

const unconverted = (from: string, to: string): Wrong =>
  new Wrong(`type conversion error from ${from} to ${to}`);

const same = <T>(value: T): T => value;

export const conversions: readonly Overload[] = [
  ours('dyn(dyn): dyn', same),
  ours('int(int): int', same),
  ours('int(string): int', intOfText),
  ours('int(double): int', intOfDouble),
  ours('double(double): double', same),
  ours('double(int): double', Number),
  ours('double(string): double', doubleOfText, reading),
  ours('bool(bool): bool', same),
  ours('bool(string): bool', boolOfText),
  ours('string(string): string', same),
  ours('bytes(string): bytes', (text: string) => Buffer.from(text), reading),
  ours('string(bool): string', String),
  ours('string(int): string', String),
  ours('string(double): string', textOfDouble),
];
