/**
 * What a file held beside documents of a set, as it is there now: a set says nothing of it, so the way
 * back to the set is no way back for it.
 */
import { existsSync, readFileSync } from 'node:fs';
import { SNAPSHOT_BYTES } from '../adapters/read-files.ts';
import { isKept, type KeptSet } from '../adapters/kept/kept-set.ts';
import { titleOf, type Document } from '../policy/documents.ts';
import { readText } from '../policy/read.ts';
import { isText, joined } from './kept-documents.ts';

interface Found {
  readonly title: string;
  readonly text: string;
  /** A World must be the first of its file. */
  readonly first: boolean;
}

export interface BesideNow {
  readonly found: readonly Found[];
  /** Titles of what was there then, or is there now, without words that could stand in a file. */
  readonly lost: readonly string[];
}

export function besideNow({ beside = {} }: KeptSet, from: string): BesideNow {
  const now = strangersIn(from);
  const found = now.flatMap(foundIn);
  const taken = new Set(found.map(({ title }) => title));
  const all = new Set([...(beside[from] ?? []), ...now.map(titleOf)]);
  return { found, lost: [...all].filter((title) => !taken.has(title)) };
}

/** A file with a fault, which may be why somebody goes back, is read as far as it can be. */
const strangersIn = (file: string): Document[] =>
  existsSync(file)
    ? readText(file, readFileSync(file, 'utf8'), SNAPSHOT_BYTES).documents.filter(
        (one) => !isKept(one),
      )
    : [];

function foundIn(document: Document): Found[] {
  const text = document.written?.();
  if (typeof text !== 'string' || !isText(text, document.value)) return [];
  return [{ title: titleOf(document), text, first: document.kind === 'World' }];
}

export const withBeside = (text: string, found: readonly Found[]): string =>
  joined([
    ...found.filter(({ first }) => first).map((one) => one.text),
    text,
    ...found.filter(({ first }) => !first).map((one) => one.text),
  ]);
