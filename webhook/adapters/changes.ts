/**
 * What one set has that another had not, by the titles of documents. Nodes, pods and other objects
 * of a snapshot's cluster are no policies: they come and go without a word.
 */
import { canonical } from '../policy/canonical.ts';
import type { Document } from '../policy/documents.ts';
import { ours } from '../policy/schema/kinds.ts';

/** `GpuQuota speech` to the document that says it. */
export type ByTitle = ReadonlyMap<string, Document>;

/** Titles, in the order of letters. */
export interface Changes {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
}

export function changesBetween(before: ByTitle, after: ByTitle): Changes {
  if (before === after) return { added: [], changed: [], removed: [] };
  return {
    added: titles(after, (title) => !before.has(title)),
    changed: titles(after, (title, document) => differs(before.get(title), document)),
    removed: titles(before, (title) => !after.has(title)),
  };
}

export const some = ({ added, changed, removed }: Changes): boolean =>
  added.length + changed.length + removed.length > 0;

const titles = (of: ByTitle, wanted: (title: string, document: Document) => boolean): string[] =>
  [...of]
    .filter(([title, document]) => Object.hasOwn(ours, document.kind) && wanted(title, document))
    .map(([title]) => title)
    .toSorted();

/** An object of the cluster that did not change is the same document still, which is quick to see. */
const differs = (before: Document | undefined, after: Document): boolean =>
  before !== undefined && before !== after && canonical(before.value) !== canonical(after.value);

const MOST = 8;

/** For a line of a log: `GpuQuota speech, GpuQuota vision and 3 more`. */
export function listed(names: readonly string[]): string {
  const shown = names.slice(0, MOST).join(', ');
  return names.length > MOST ? `${shown} and ${names.length - MOST} more` : shown;
}
