/** What a cluster and its files say, as whoever prints it must spell it: said once for all of a report. */
import { oneLine } from '../core/text.ts';

const LONGEST = 400;

/** May hold what a terminal obeys. */
export const inTerminal = (text: string): string => oneLine(text, LONGEST);

/** What would end a cell, begin a tag, a link or a mention, or make of words what nobody wrote. */
const MEANT = /[\\`*_{}[\]<>|#~@&$]|:(?=\/\/|[a-z+-][\w+-]*:)|(?<=www)\.|[!%](?=[\w"])|(?<=GH)-/gi;

/** Sites look for these once more in what a reader sees, so that something unseen stands behind them. */
const SOUGHT = /[@#:.$!%~&-]/;
const UNSEEN = '&#8288;';

export const inMarkdown = (text: string): string =>
  inTerminal(text).replaceAll(
    MEANT,
    (sign) => `&#${sign.charCodeAt(0)};${SOUGHT.test(sign) ? UNSEEN : ''}`,
  );

/** All texts in it, and nothing else. */
export function spelt<T>(value: T, spell: (text: string) => string): T;
export function spelt(value: unknown, spell: (text: string) => string): unknown {
  if (typeof value === 'string') return spell(value);
  if (Array.isArray(value)) return value.map((part: unknown) => spelt(part, spell));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]: [string, unknown]) => [key, spelt(part, spell)]),
  );
}

/** Around code, whatever stands in it. */
export function fenceFor(code: string): string {
  const longest = Math.max(0, ...[...code.matchAll(/`+/g)].map(([run]) => run.length));
  return '`'.repeat(Math.max(3, longest + 1));
}
