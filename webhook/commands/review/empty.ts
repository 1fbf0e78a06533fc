/**
 * A review of nothing finds nothing, and must not be taken for one that found all in order: whatever was to
 * render the manifests may have failed on the other side of a pipe.
 */
import { statSync } from 'node:fs';
import type { Unread } from '../../review/report.ts';
import { STDIN } from './named.ts';

interface Asked {
  readonly paths: readonly string[];
  readonly stdinFilename: string;
}

/** What each path that was asked for lacks; of a review in which not one object was read. */
export const nothingIn = ({ paths, stdinFilename }: Asked): Unread[] =>
  [...new Set(paths)].map((path) => {
    const told = path === STDIN ? FAILED : { says: isFolder(path) ? UNDER : NO_OBJECT };
    return { file: path === STDIN ? stdinFilename : path, line: 0, column: 0, ...told };
  });

const NO_OBJECT = 'has no Kubernetes object in it';
const UNDER = 'has no manifests under it: no *.yaml, *.yml or *.json with an object';
const FAILED = { says: 'is empty', help: 'did what writes to it fail?' };

/** A pattern is no folder, and its files were looked at. */
function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
