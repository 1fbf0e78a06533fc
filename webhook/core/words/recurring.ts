/**
 * Command lines come again: a hundred workloads are started by a dozen of them, and a new version of
 * one by the same as before. One list of words stands for all that are equal, and what is found out
 * of it is kept by it.
 */
import { bounded } from '../bounded.ts';

/** What is kept of a line may take many times its text, so that all together are few. */
const MOST = 1000;
const BOUNDS = { longestKey: 2048, allKeys: 250_000 };

const known = bounded<readonly string[]>(MOST, BOUNDS);

export function recurring(words: readonly string[]): readonly string[] {
  if (words.length === 0) return NONE;
  if (words.some(({ length }) => length > BOUNDS.longestKey)) return words;
  const key = JSON.stringify(words);
  const found = known.get(key);
  if (found === undefined) known.set(key, words);
  return found ?? words;
}

const NONE: readonly string[] = [];
