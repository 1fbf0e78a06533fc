/** Which files a review reads: folders to their depths, patterns that the shell left, and stdin. */
import { globSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Unread } from '../../review/report.ts';
import { reasonOf } from '../unread.ts';
import { NOTHING, type IsExcluded } from './excluded.ts';
import { leftToTools } from './left.ts';
import { STDIN, type Listed, type Named } from './named.ts';

export { STDIN, type Named };

export interface Where {
  /** Where the same paths are looked for instead of here, and called as they are here. */
  readonly under?: string;
  readonly isExcluded?: IsExcluded;
}

/** Each file once, by the name it was first come upon, however many links lead to it. */
export function filesAt(
  paths: readonly string[],
  { under = '.', isExcluded = NOTHING }: Where = {},
): Listed {
  const seen = new Set<string>();
  const [files, unread]: [Named[], Unread[]] = [[], []];
  const excluded = new Set<string>();
  const enter = ({ path, name }: Named, byHand: boolean): void => {
    const is = name === STDIN ? 'file' : kindOf(path);
    if (is === 'folder') for (const inner of namesIn(path)) walk(join(name, inner), false);
    else if (is === 'file' || byHand) files.push({ path, name });
    else unread.push(notRead(name, NO_FILE, 'remove it'));
  };
  const walk = (name: string, byHand: boolean): void => {
    if (name !== STDIN && isExcluded(name)) {
      excluded.add(name);
      return;
    }
    try {
      const path = pathOf(name, under);
      const real = name === STDIN ? name : realpathSync(path);
      if (seen.has(real)) return;
      seen.add(real);
      enter({ path, name }, byHand);
    } catch (error) {
      // A link inside a folder that leads nowhere, or in a circle, hides nothing that anybody wrote there.
      unread.push(notRead(name, reasonOf(error), byHand ? HELP : 'mend the link, or remove it'));
    }
  };
  const named = paths.flatMap((path) =>
    // What a pattern matches never bears its name.
    matched(path, under).map((name) => ({ name, byHand: name === path })),
  );
  for (const { name, byHand } of named) walk(name, byHand);
  return leftToTools({
    files,
    unread,
    named: new Set(named.map(({ name }) => name)),
    isExcluded,
    excluded: [...excluded],
  });
}

const pathOf = (name: string, under: string): string =>
  under === '.' || name === STDIN ? name : join(under, relative('.', name));

const NO_FILE = 'it is no file, but a pipe or a device, which might never end';

const HELP = 'name a file, a folder, a pattern in quotes, or - for stdin';

export const notRead = (file: string, says: string, help?: string): Unread => ({
  file,
  line: 0,
  column: 0,
  says: `cannot be read: ${says}`,
  ...(help === undefined ? {} : { help }),
});

const PATTERN = /[*?[{]/;

/** A name that is there is itself, whatever signs it holds; a pattern that matches nothing is told of by its own name. */
function matched(path: string, under: string): string[] {
  if (path === STDIN || isThere(pathOf(path, under)) || !PATTERN.test(path)) return [path];
  const found = globSync(path, { cwd: under }).toSorted();
  return found.length === 0 ? [path] : found;
}

function isThere(path: string): boolean {
  try {
    statSync(path);
    return true;
  } catch {
    return false;
  }
}

/** Whoever names a pipe knows who writes to it; what lies in a folder must end by itself. */
function kindOf(path: string): 'folder' | 'file' | 'other' {
  const found = statSync(path);
  if (found.isDirectory()) return 'folder';
  return found.isFile() ? 'file' : 'other';
}

/** Folders whose name begins with a dot, and packages of others, hold nobody's manifests. */
function namesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) =>
      isFolder(folder, entry)
        ? !entry.name.startsWith('.') && entry.name !== 'node_modules'
        : /\.(ya?ml|json)$|^Kustomization$/.test(entry.name),
    )
    .map(({ name }) => name)
    .toSorted();
}

const isFolder = (
  folder: string,
  entry: { name: string; isDirectory(): boolean; isSymbolicLink(): boolean },
): boolean =>
  entry.isDirectory() || (entry.isSymbolicLink() && leadsToFolder(join(folder, entry.name)));

function leadsToFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
