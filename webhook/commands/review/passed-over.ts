/** What is not reviewed, and is no fault of whoever named it: said in a line, so that nothing passes in silence. */
import type { Unread } from '../../review/report.ts';
import { nothingIn } from './empty.ts';
import { quoted } from './folders.ts';
import type { Listed, PassedOver } from './named.ts';

interface Beside {
  readonly unread: readonly Unread[];
  /** A sentence each. */
  readonly passed: readonly string[];
}

/** Beside what was found: all that could not be read, and what was not to be. */
export function besideFound(
  { unread, passedOver }: Listed,
  found: { readonly unread: readonly Unread[]; readonly empty: boolean },
  asked: { readonly paths: readonly string[]; readonly stdinFilename: string },
): Beside {
  const { excluded, parts } = passedOver;
  const passed = new Set([...excluded, ...parts.map(({ name }) => name)]);
  const isEmpty = found.empty && unread.length === 0;
  const { unread: nothing, comments } = isEmpty ? nothingIn({ ...asked, passed }) : NONE;
  return {
    unread: [...unread, ...nothing, ...found.unread],
    passed: [...linesOf(passedOver), ...comments.map((file) => `${file} holds comments alone.`)],
  };
}

const NONE = { unread: [], comments: [] };

function linesOf({ excluded, parts }: PassedOver): string[] {
  const folders = new Map<string, string[]>();
  for (const { name, of } of parts)
    folders.set(of.folder.name, [...(folders.get(of.folder.name) ?? []), name]);
  return [
    ...Array.from(
      folders,
      ([folder, names]) =>
        `Parts of a kustomization are no objects of their own and passed over, ${listed(names)}: kubectl kustomize ${quoted(folder)} | tranche review - says what it makes.`,
    ),
    ...(excluded.length === 0 ? [] : [`--exclude leaves out ${listed(excluded)}.`]),
  ];
}

const MOST_NAMES = 5;

function listed(names: readonly string[]): string {
  const more = names.length - MOST_NAMES;
  const shown = names.slice(0, MOST_NAMES).join(', ');
  return more > 0 ? `${shown} and ${more} more` : shown;
}
