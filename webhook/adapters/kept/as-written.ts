/** What of a set is kept as somebody wrote it, so that the way back leads to their own words. */
import type { Written } from '../../policy/documents.ts';
import { canonical } from '../../policy/canonical.ts';
import type { ByTitle } from '../changes.ts';

/** By title; what is not here was read from what has no words of its own, or there was no room. */
export type WrittenByTitle = Readonly<Record<string, Written>>;

/** Half of what a ConfigMap holds: twenty sets lie beside each other on a disk that is shared with the records. */
export const MOST_LETTERS = 512 * 1024;

export function writtenIn(set: ByTitle, most = MOST_LETTERS): WrittenByTitle {
  let left = most;
  const kept: [string, Written][] = [];
  for (const [title, { value, written }] of set) {
    const own = written?.();
    // An object that says all there is says it twice.
    if (own === undefined || canonical(own) === canonical(value)) continue;
    const letters = JSON.stringify(own).length;
    if (letters > left) continue;
    left -= letters;
    kept.push([title, own]);
  }
  return Object.fromEntries(kept);
}
