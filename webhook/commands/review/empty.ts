/**
 * A review of nothing finds nothing, and must not be taken for one that found all in order: whatever was to
 * render the manifests may have failed on the other side of a pipe.
 */
import { readFileSync, statSync } from 'node:fs';
import type { Unread } from '../../review/report.ts';
import { STDIN } from './named.ts';

interface Asked {
  readonly paths: readonly string[];
  readonly stdinFilename: string;
  /** What was named and is passed over: of that it is said already why nothing is found in it. */
  readonly passed: ReadonlySet<string>;
}

interface Nothing {
  readonly unread: readonly Unread[];
  /** Files that somebody wrote with nothing but comments, as a hook is handed them one by one. */
  readonly comments: readonly string[];
}

/** What each path that was asked for lacks; of a review in which not one object was read. */
export function nothingIn({ paths, stdinFilename, passed }: Asked): Nothing {
  const asked = [...new Set(paths)].filter((path) => !passed.has(path));
  const comments = asked.filter((path) => path !== STDIN && hasCommentsAlone(path));
  const unread = asked
    .filter((path) => !comments.includes(path))
    .map((path) => {
      const told = path === STDIN ? FAILED : { says: isFolder(path) ? UNDER : NO_OBJECT };
      return { file: path === STDIN ? stdinFilename : path, line: 0, column: 0, ...told };
    });
  return { unread, comments };
}

/** Whatever fails to render leaves nothing behind, not even a comment. */
function hasCommentsAlone(path: string): boolean {
  if (!/\.ya?ml$/.test(path) || isFolder(path)) return false;
  const lines = textAt(path).split('\n');
  return lines.some((line) => /^\s*#/.test(line)) && lines.every((line) => SAYS_NOTHING.test(line));
}

/** Comments, empty lines, and marks between documents. */
const SAYS_NOTHING = /^(?:---|\.\.\.)?\s*(?:#|$)/;

function textAt(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

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
