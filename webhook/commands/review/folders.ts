/** Folders by the name that reports know them by, beside where they lie. */
import { basename, dirname } from 'node:path';
import type { Named } from './named.ts';

/** From the one that a file lies in up to where its name begins. */
export function foldersAbove({ path, name }: Named): Named[] {
  const all: Named[] = [];
  let at: Named = { path: dirname(path), name: dirname(name) };
  for (;;) {
    all.push(at);
    if (at.name === dirname(at.name) || basename(at.name) === '..') return all;
    at = { path: dirname(at.path), name: dirname(at.name) };
  }
}

/** As a shell takes it. */
export const quoted = (word: string): string =>
  /^[\w./@:+-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
