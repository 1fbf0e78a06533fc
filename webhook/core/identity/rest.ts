/** What follows the top's name in its child's, read once from the table: text, labels, times, chance. */
import type { Labels } from '../pod.ts';

export type Part =
  | { readonly kind: 'text' | 'label'; readonly of: string }
  | { readonly kind: 'time'; readonly of: keyof typeof UNITS }
  | { readonly kind: 'random' | 'any' };

export function partsOf(rest: string): Part[] {
  return rest
    .split(/(\{[^}]*\}|<[^>]*>|\*)/)
    .filter((piece) => piece !== '')
    .map(partOf);
}

function partOf(piece: string): Part {
  if (piece === '*') return { kind: 'any' };
  if (piece === '<random>') return { kind: 'random' };
  const of = piece.slice(1, -1);
  if (piece.startsWith('{')) return { kind: 'label', of };
  if (!piece.startsWith('<')) return { kind: 'text', of: piece };
  if (of !== 'minute' && of !== 'second' && of !== 'nanosecond')
    throw new Error(`${piece} is no part of a name`);
  return { kind: 'time', of };
}

/** Characters it takes, where it holds no `*`. */
export const widthOf = (rest: readonly Part[], labels: Labels): number =>
  rest.reduce((sum, part) => sum + lengthOf(part, labels), 0);

export function restFits(text: string, rest: readonly Part[], labels: Labels): boolean {
  let at = 0;
  for (const part of rest) {
    if (part.kind === 'any') return at < text.length;
    const end = at + lengthOf(part, labels);
    if (!partFits(text.slice(at, end), part, labels)) return false;
    at = end;
  }
  return at === text.length;
}

/** What `k8s.io/apimachinery/pkg/util/rand` appends. */
const RANDOM = 5;

/** Units in a second, and how many digits a time of our days has in them. */
const UNITS = {
  minute: { inSecond: 1 / 60, digits: 8 },
  second: { inSecond: 1, digits: 10 },
  nanosecond: { inSecond: 1e9, digits: 19 },
} as const;

function lengthOf(part: Part, labels: Labels): number {
  if (part.kind === 'text') return part.of.length;
  if (part.kind === 'label') return labels[part.of]?.length ?? 0;
  return part.kind === 'time' ? UNITS[part.of].digits : RANDOM;
}

/** Of a text that is cut to the part's length; a shorter one ends too soon. */
function partFits(text: string, part: Part, labels: Labels): boolean {
  if (part.kind === 'text') return text === part.of;
  if (part.kind === 'label') return text !== '' && text === labels[part.of];
  if (part.kind === 'time') return isTime(text, part.of);
  return /^[a-z0-9]*$/.test(text);
}

/** March 2023 to January 2046, in seconds since the epoch: a date such as 20261121 lies outside in minutes. */
const EARLIEST = 1_680_000_000;
const LATEST = 2_400_000_000;

function isTime(text: string, unit: keyof typeof UNITS): boolean {
  if (!/^\d*$/.test(text)) return false;
  const seconds = Number(text) / UNITS[unit].inSecond;
  return seconds >= EARLIEST && seconds < LATEST;
}
