/**
 * What lay in one file with documents of a set and is no part of it: profiles, nodes, a World. Their
 * words are not kept, since they change by the hour; but whoever takes the file back must not lose them.
 */
import { titleOf } from '../../policy/documents.ts';
import type { ByTitle } from '../changes.ts';
import { isKept, type Beside } from './kept-set.ts';

export function besideIn(all: ByTitle): Beside {
  const documents = [...all.values()];
  const own = new Set(documents.filter(isKept).map(({ at }) => at('').file));
  const beside: Record<string, string[]> = {};
  for (const document of documents) {
    const { file } = document.at('');
    if (isKept(document) || !own.has(file)) continue;
    (beside[file] ??= []).push(titleOf(document));
  }
  return beside;
}
