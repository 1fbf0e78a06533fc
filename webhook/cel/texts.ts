/** What is asked of texts. Kubernetes counts letters; JavaScript, where one is no letter, halves of it. */
import { reading, seeking } from './meter.ts';
import { added, ours, type Overload } from './overloads.ts';
import { Wrong } from './wrong.ts';

const HALVES = /[\ud800-\udfff]/;

const lettersIn = (text: string): readonly string[] | string =>
  HALVES.test(text) ? Array.from(text) : text;

const length = (text: string): bigint => BigInt(lettersIn(text).length);

function within(at: bigint, text: string): number {
  if (at < 0n || at > lettersIn(text).length) throw new Wrong(`index out of range: ${at}`);
  return Number(at);
}

/** Where a letter begins, in halves; and which letter begins there. */
const halvesAt = (text: string, at: number): number =>
  HALVES.test(text) ? Array.from(text).slice(0, at).join('').length : at;
const letterAt = (text: string, halves: number): bigint =>
  BigInt(halves <= 0 ? halves : lettersIn(text.slice(0, halves)).length);

/** As Go does it: nothing is found behind the end, except nothing. */
function indexOf(text: string, part: string, from = 0n): bigint {
  if (part === '') return from;
  if (from < 0n) throw new Wrong(`index out of range: ${from}`);
  if (from >= length(text)) return -1n;
  return letterAt(text, text.indexOf(part, halvesAt(text, Number(from))));
}

function lastIndexOf(text: string, part: string, from?: bigint): bigint {
  if (part === '') return from ?? length(text);
  if (from === undefined) return letterAt(text, text.lastIndexOf(part));
  if (from < 0n) throw new Wrong(`index out of range: ${from}`);
  if (from >= length(text)) return -1n;
  return letterAt(text, text.lastIndexOf(part, halvesAt(text, Number(from))));
}

function substring(text: string, from: bigint, to: bigint = length(text)): string {
  const [start, end] = [within(from, text), within(to, text)];
  if (start > end) throw new Wrong(`invalid substring range: ${start} to ${end}`);
  return text.slice(halvesAt(text, start), halvesAt(text, end));
}

const charAt = (text: string, at: bigint): string => {
  const start = within(at, text);
  return Array.from(text.slice(halvesAt(text, start)))[0] ?? '';
};

/** As Go does it: an empty one parts the letters. */
function split(text: string, by: string, most = -1n): string[] {
  if (most === 0n) return [];
  const parts = by === '' ? Array.from(text) : text.split(by);
  if (most < 0n || parts.length <= most) return parts;
  const at = Number(most) - 1;
  return [...parts.slice(0, at), parts.slice(at).join(by)];
}

function replace(text: string, what: string, by: string, most = -1n): string {
  const parts = what === '' ? ['', ...Array.from(text), ''] : text.split(what);
  const times = most < 0n ? parts.length : Math.min(parts.length, Number(most) + 1);
  if (times === 0) return text;
  const left = parts.slice(times - 1).join(what);
  return [...parts.slice(0, times - 1), left].join(by);
}

const replaceCost = (text: string, what: string, by: string): number =>
  seeking(text, what) + Math.ceil((text.length + 1) / (what.length + 1)) * (1 + reading(by));

function join(parts: readonly unknown[], by = ''): string {
  if (parts.some((part) => typeof part !== 'string'))
    throw new Wrong('no such overload: join of what is no text');
  return parts.join(by);
}

const joinCost = (parts: readonly unknown[], by = ''): number =>
  parts.reduce<number>(
    (all, part) => all + 1 + reading(by) + (typeof part === 'string' ? reading(part) : 0),
    0,
  );

const lower = (text: string): string => text.replace(/[A-Z]+/g, (all) => all.toLowerCase());
const upper = (text: string): string => text.replace(/[a-z]+/g, (all) => all.toUpperCase());

/** White space as Go has it; a pattern that looks for the last of it may look from each letter on. */
const SPACE = /[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;

function trim(text: string): string {
  let [from, to] = [0, text.length];
  while (from < to && SPACE.test(text.charAt(from))) from++;
  while (to > from && SPACE.test(text.charAt(to - 1))) to--;
  return text.slice(from, to);
}

export const texts: readonly Overload[] = [
  ours('size(string): int', length, reading),
  ours('string.size(): int', length, reading),
  ours('string.contains(string): bool', (a: string, b: string) => a.includes(b), seeking),
  ours('string.startsWith(string): bool', (a: string, b: string) => a.startsWith(b), comparing),
  ours('string.endsWith(string): bool', (a: string, b: string) => a.endsWith(b), comparing),
  ours('string.indexOf(string): int', indexOf, seeking),
  ours('string.indexOf(string, int): int', indexOf, seeking),
  ours('string.lastIndexOf(string): int', lastIndexOf, seeking),
  ours('string.lastIndexOf(string, int): int', lastIndexOf, seeking),
  ours('string.substring(int): string', substring, twice),
  ours('string.substring(int, int): string', substring, twice),
  added('string.charAt(int): string', charAt, twice),
  ours('string.split(string): list<string>', split, splitCost),
  ours('string.split(string, int): list<string>', split, splitCost),
  ours('list<string>.join(): string', join, joinCost),
  ours('list<string>.join(string): string', join, joinCost),
  added('string.replace(string, string): string', replace, replaceCost),
  added('string.replace(string, string, int): string', replace, replaceCost),
  ours('string.lowerAscii(): string', lower, twice),
  ours('string.upperAscii(): string', upper, twice),
  ours('string.trim(): string', trim, twice),
];

function comparing(text: string, part: string): number {
  return Math.min(reading(text), reading(part));
}

/** Each part is an entry of its own. */
function splitCost(text: string, by: string): number {
  return seeking(text, by) + Math.ceil(text.length / Math.max(1, by.length));
}

/** Read and written anew. */
function twice(text: string): number {
  return 2 * reading(text);
}
