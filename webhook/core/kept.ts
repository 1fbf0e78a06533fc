/**
 * What is found out of something that never changes is found out once: a dozen rules ask for the words
 * of one container on one visit. All that is known of it lies in one row, because to look for a row
 * costs as much as many an answer.
 */
type Find<K, T> = (of: K) => T;

/** That there is nothing is an answer, too. */
const NOTHING = Symbol('nothing');

/** A keeper for things of one kind. */
export function keeping<K extends object>(): <T>(find: Find<K, T>) => Find<K, T> {
  const rows = new WeakMap<K, unknown[]>();
  /** A row of which nothing was asked yet. */
  const blank: unknown[] = [];
  let last: K | undefined;
  let row = blank;
  const turnTo = (of: K): void => {
    const known = rows.get(of);
    row = known ?? [...blank];
    if (known === undefined) rows.set(of, row);
    last = of;
  };
  return <T>(find: Find<K, T>): Find<K, T> => {
    const at = blank.push(undefined) - 1;
    return (of) => {
      // Most ask of the one that was asked of before.
      if (of !== last) turnTo(of);
      const own = row;
      const known = own[at];
      // What stands in this place came from `find`.
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion
      if (known !== undefined) return (known === NOTHING ? undefined : known) as T;
      const found = find(of);
      own[at] = found ?? NOTHING;
      return found;
    };
  };
}

/** By the words that something runs with, which many containers share: see words/line.ts. */
export const keptByRun = keeping<readonly string[]>();
