/**
 * Which of other names is meant by one: the same but for a letter, or for the words of a release or a version before
 * or behind it. One that differs by a whole word is of somebody or something else: `jupyter-ada` is no `jupyter-grace`.
 */

export function nearName(name: string, others: readonly string[]): string | undefined {
  const words = name.split('-');
  const near = others
    .filter((other) => other !== name)
    .map((other) => ({ other, away: away(words, other.split('-')) }))
    .filter(({ away: far }) => far !== undefined)
    .toSorted((a, b) => (a.away ?? 0) - (b.away ?? 0));
  return near[0]?.other;
}

/** Words too many, none of a slip; undefined where it is another name. */
function away(a: readonly string[], b: readonly string[]): number | undefined {
  if (a.length === b.length) {
    const differing = a.flatMap((word, at) =>
      word === b[at] ? [] : [[word, b[at] ?? ''] as const],
    );
    const [only, ...more] = differing;
    return only !== undefined && more.length === 0 && isSlip(...only) ? 0 : undefined;
  }
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  const ends = [long.slice(0, short.length), long.slice(-short.length)].map(joined);
  return ends.includes(joined(short)) ? long.length - short.length : undefined;
}

const joined = (words: readonly string[]): string => words.join('-');

const NUMBERED = /\d/;
const LEAST = 3;

/** A letter too many, too few, of another key, or before its turn; a number is never a slip of another. */
function isSlip(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (short.length < LEAST || NUMBERED.test(short + long)) return false;
  const from = Array.from(long).findIndex((letter, at) => letter !== short[at]);
  const [left, more] = [short.slice(from), long.slice(from)];
  if (left.length < more.length) return left === more.slice(1);
  return left.slice(1) === more.slice(1) || left === swapped(more);
}

const swapped = ([first = '', second = '', ...rest]: string): string =>
  [second, first, ...rest].join('');
