/**
 * What a file is called from the root of its work tree, so that a finding has one name whatever folder
 * a review is run in. Without a question to git, which slim images lack.
 */
import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join, normalize, relative, resolve, sep } from 'node:path';

/** By folder, the work tree that it is in. */
const roots = new Map<string, string | undefined>();

/** Where there is no work tree, from the current folder; what lies outside of it is called as it is. */
export function inWorkTree(file: string): string {
  const path = resolve(file);
  const root = rootOf(dirname(path));
  const top = root ?? process.cwd();
  return isWithin(top, path) ? relative(top, path) : normalize(file);
}

/** Not so by its first letters: `..data` is a folder like others. */
export function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** Whether a file that `inWorkTree` called so once is not there now. */
export function isGone(name: string): boolean {
  return !existsSync(resolve(rootOf(process.cwd()) ?? '.', name));
}

/** The folder that git's clone begins in; none outside of one. */
export function workTreeOf(folder: string): string | undefined {
  // A file in a work tree that is linked, or in a submodule.
  if (existsSync(join(folder, '.git'))) return folder;
  const above = dirname(folder);
  return above === folder ? undefined : workTreeOf(above);
}

/** Asked for each finding, of few folders. */
function rootOf(folder: string): string | undefined {
  if (!roots.has(folder)) roots.set(folder, workTreeOf(folder));
  return roots.get(folder);
}
