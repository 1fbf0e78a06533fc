/**
 * Which files a review has looked at, as a baseline calls them: a pre-commit hook hands over those of one commit, and
 * whether what is known of all the others is mended it cannot tell.
 */
import { statSync } from 'node:fs';
import { isAbsolute, relative, sep } from 'node:path';
import type { Named } from './named.ts';
import { inWorkTree, isGone } from './work-tree.ts';

export type LookedAt = (file: string) => boolean;

/** Of a folder that was asked for, also what lay in it once and is gone. */
export function lookedAtBy(paths: readonly string[], files: readonly Named[]): LookedAt {
  const names = new Set(files.map(({ name }) => inWorkTree(name)));
  const folders = paths.filter(isFolder).map(inWorkTree);
  return (file) =>
    names.has(file) ||
    (IN_FOLDERS.test(file) && isGone(file) && folders.some((folder) => isIn(folder, file)));
}

/** What came by stdin bears a name that was never there, and no folder had it. */
const IN_FOLDERS = /\.(ya?ml|json)$/;

function isIn(folder: string, file: string): boolean {
  const path = relative(folder, file);
  return path !== '..' && !path.startsWith(`..${sep}`) && !isAbsolute(path);
}

const isFolder = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
