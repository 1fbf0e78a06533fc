/** Snapshots of which something was lost on the way, or put in: what is decided in them was decided by nobody's cluster. */
import { hashBelow } from '../../adapters/snapshot/as-written.ts';
import type { Texts } from '../../adapters/read-files.ts';
import { ofKind, type Document } from '../../policy/documents.ts';
import type { Unread } from '../../review/report.ts';

/** A World that somebody wrote by hand has no hash to be held against. */
export const changedIn = (
  documents: readonly Document[],
  texts: Texts,
): (Unread & { readonly doubted: true })[] =>
  ofKind(documents, 'World').flatMap(({ value, at }) => {
    const { file, line, column } = at('/spec/hashes/documents');
    const hash = value.spec?.hashes?.documents;
    const text = texts.get(file);
    return hash === undefined || text === undefined || hash === hashBelow(text)
      ? []
      : [{ of: 'snapshot', doubted: true, file, line, column, ...CHANGED }];
  });

const CHANGED = {
  says: 'does not hold what its header says it does (hashes.documents): it was cut short, or changed by hand',
  help: 'take it anew: tranche snapshot; where it was changed on purpose, take hashes out of its header, and it is a World written by hand',
};
