/** What somebody meant who wrote something else. */

/**
 * The nearest of `known`, if it is near enough that a slip of the finger explains it. Whoever wrote how
 * some of them begin has stopped early: `A100` is no slip of `A10`, and means one of those.
 */
export function nearest(written: string, known: readonly string[]): string | undefined {
  const begun = begunBy(written, known);
  const [only, ...more] = begun;
  return (
    nearestOf(written, only === undefined ? known : begun) ?? (more.length === 0 ? only : undefined)
  );
}

const LEAST_PART = 2;

const begunBy = (written: string, known: readonly string[]): readonly string[] =>
  written.length < LEAST_PART
    ? []
    : known.filter((word) => word.toLowerCase().startsWith(written.toLowerCase()));

function nearestOf(written: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let least = Math.floor(Math.max(written.length, 3) / 3) + 1;
  for (const word of known) {
    const away = distance(written.toLowerCase(), word.toLowerCase(), least);
    if (away < least) [best, least] = [word, away];
  }
  return best;
}

const at = (row: readonly number[], j: number): number => row[j] ?? Infinity;

/** Letters to insert, drop, change or swap with their neighbour; gives up at `limit`. */
function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const changed = at(row, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped =
        a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? at(before, j - 2) + 1 : limit;
      next.push(Math.min(at(row, j) + 1, at(next, j - 1) + 1, changed, swapped));
    }
    // No later row is below the least of this one.
    if (Math.min(...next) >= limit) return limit;
    [before, row] = [row, next];
  }
  return at(row, b.length);
}

const SHOWN = 12;
/** More of them are a list. */
const MOST_MEANT = 4;

/** `did you mean X?` where one is near, or `X or Y` that begin so, else the list, cut where it grows long: what has the word in it first. */
export function suggestion(written: string, known: readonly string[], what: string): string {
  const near = nearest(written, known);
  if (near !== undefined) return `did you mean ${near}?`;
  const begun = begunBy(written, known);
  if (begun.length > 0 && begun.length <= MOST_MEANT) return `did you mean ${either(begun)}?`;
  if (known.length === 0) return `there is no ${what}`;
  const alike = known.filter((word) => isPart(written, word));
  const shown = [...new Set([...begun, ...alike, ...known])].slice(0, SHOWN);
  return `${what}: ${shown.join(', ')}${known.length > SHOWN ? ', …' : ''}`;
}

const either = (words: readonly string[]): string =>
  `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`;

/** `h100` of `H100-80GB`, and `NVIDIA-H100-80GB-HBM3` with it. */
const isPart = (written: string, word: string): boolean => {
  const [a, b] = [written.toLowerCase(), word.toLowerCase()];
  return a.length >= LEAST_PART && (b.includes(a) || a.includes(b));
};

/** Letters and digits that one eye in a hundred takes for each other. */
const TWINS: Readonly<Record<string, string>> = { o: '0', l: '1', i: '1', _: '-', ' ': '-' };

/** The known word that looks the same and is another. */
export function lookalike(written: string, known: Iterable<string>): string | undefined {
  const seen = asSeen(written);
  for (const word of known) if (word !== written && asSeen(word) === seen) return word;
  return undefined;
}

const asSeen = (word: string): string =>
  word.toLowerCase().replaceAll(/[oli_ ]/g, (sign) => TWINS[sign] ?? sign);
