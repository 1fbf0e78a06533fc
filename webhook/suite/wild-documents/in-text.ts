/** Letters and lines that are not what they were. */
import { good } from './good.ts';

/** 0 up to, not including, `end`. */
export type Below = (end: number) => number;
export type Spoil = (text: string, below: Below) => string;

const VALUES = [
  'true',
  'yes',
  '~',
  '""',
  '[]',
  '{}',
  '[[1]]',
  '-1',
  '1e400',
  '99999999999999999999',
  '0x1F',
  '1_000',
  '.inf',
  '.nan',
  '12:30:00',
  '2026-11-21',
  '!!binary aGVsbG8=',
  '!secret x',
  '*nobody',
  '&anchor x',
  '"\\u0000"',
  '"\\uD800"',
  '"\\u202Eecroed"',
  "'Ⅳ'",
  '１２',
  '|',
  '%s',
  '@home',
  '`now`',
  'null',
] as const;

const LETTERS = ['\u0000', '\u0007', '\t', '\r', '\u0085', '\u2028', '\uFEFF', '\u200B', '"', "'"];
const MORE_LETTERS = [':', '{', ']', '&', '*', '!', '|', '%', '@', '`', '#', '- ', '😀', 'e\u0301'];

export const inText: Readonly<Record<string, Spoil>> = {
  'another value': (text, below) => {
    const [line, lines] = aLine(text, below, /^\s*(- )?[\w./-]+: \S/);
    const value = VALUES[below(VALUES.length)];
    return lines.with(line, (lines[line] ?? '').replace(/: .*$/, `: ${value}`)).join('\n');
  },
  'a letter too many': (text, below) => {
    const letters = [...LETTERS, ...MORE_LETTERS];
    return inserted(text, below(text.length), letters[below(letters.length)] ?? '');
  },
  'a letter too few': (text, below) => {
    const at = below(text.length);
    return text.slice(0, at) + text.slice(at + 1);
  },
  'cut short': (text, below) => text.slice(0, below(text.length)),
  'the head cut off': (text, below) => text.slice(below(text.length)),
  'a line twice': (text, below) => {
    const [line, lines] = aLine(text, below, /\S/);
    return lines.toSpliced(line, 0, lines[line] ?? '').join('\n');
  },
  'a line lost': (text, below) => {
    const [line, lines] = aLine(text, below, /\S/);
    return lines.toSpliced(line, 1).join('\n');
  },
  'a line moved': (text, below) => {
    const [line, lines] = aLine(text, below, /\S/);
    return lines
      .toSpliced(line, 1)
      .toSpliced(below(lines.length), 0, lines[line] ?? '')
      .join('\n');
  },
  'tabs for spaces': (text, below) => {
    const [line, lines] = aLine(text, below, /^ {2}/);
    return lines.with(line, (lines[line] ?? '').replace(/^ {2}/, '\t')).join('\n');
  },
  'a step too far in': (text, below) => {
    const [line, lines] = aLine(text, below, /\S/);
    return lines.with(line, ` ${lines[line] ?? ''}`).join('\n');
  },
  'an anchor and its aliases': (text, below) => {
    const [line, lines] = aLine(text, below, /^\s*(- )?[\w./-]+:/);
    const anchored = (lines[line] ?? '').replace(':', ': &a');
    return [...lines.with(line, anchored), `extra: [${'*a, '.repeat(below(30))}]`].join('\n');
  },
  'a merge key': (text, below) => {
    const [line, lines] = aLine(text, below, /^\s+[\w./-]+: /);
    const indent = /^\s*/.exec(lines[line] ?? '')?.[0] ?? '';
    return lines.toSpliced(line, 0, `${indent}<<: { mode: enforce }`).join('\n');
  },
  'the half of another': (text, below) => {
    const other = good[below(good.length)] ?? '';
    return text.slice(0, below(text.length)) + other.slice(below(other.length));
  },
  'another behind it, without a line between': (text, below) =>
    `${text.trimEnd()}\n${good[below(good.length)] ?? ''}`,
  'two of one file': (text, below) => `${text.trimEnd()}\n---\n${good[below(good.length)] ?? ''}`,
  'Windows, with a mark at its front': (text) => `\uFEFF${text.replaceAll('\n', '\r\n')}`,
  'a template nobody filled in': (text, below) => {
    const [line, lines] = aLine(text, below, /: \S/);
    return lines.with(line, (lines[line] ?? '').replace(/: .*$/, ': {{ .Values.it }}')).join('\n');
  },
  'a conflict of a merge': (text, below) => {
    const [line, lines] = aLine(text, below, /\S/);
    const own = lines[line] ?? '';
    return lines
      .toSpliced(line, 1, '<<<<<<< HEAD', own, '=======', `${own}x`, '>>>>>>> theirs')
      .join('\n');
  },
};

const inserted = (text: string, at: number, what: string): string =>
  text.slice(0, at) + what + text.slice(at);

/** One of those that are so, or the first. */
function aLine(text: string, below: Below, so: RegExp): [line: number, lines: string[]] {
  const lines = text.split('\n');
  const found = lines.flatMap((line, i) => (so.test(line) && !/^\s*#/.test(line) ? [i] : []));
  return [found[below(found.length)] ?? 0, lines];
}
