/** A reference of git as the base of a change: which commit is meant, and its files, written aside without a look at the working tree. */
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BaseCommit } from '../../review/report.ts';
import { clearedAfter } from './cleared.ts';

export interface Meant {
  /** Hash of its tree. */
  readonly tree: string;
  /** Absent where the reference is a tree of itself. */
  readonly commit?: BaseCommit;
  readonly says: readonly string[];
}

/** Where HEAD left the reference, as the diff of a pull request has it: what came there since is nobody's change here. */
export function commitOf(ref: string): Meant {
  const tree = asked(
    ['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{tree}`],
    ref,
  );
  const tip = answered(['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`]);
  if (tip === undefined) return { tree, says: [] };
  const left = answered(['merge-base', tip, 'HEAD']);
  if (left === undefined)
    return { tree, commit: { hash: tip, is: 'tip' }, says: [noMergeBase(ref)] };
  return {
    tree: asked(['rev-parse', '--verify', '--quiet', `${left}^{tree}`], ref),
    commit: { hash: left, is: 'merge base' },
    says: [],
  };
}

function noMergeBase(ref: string): string {
  const why =
    answered(['rev-parse', '--is-shallow-repository']) === 'true'
      ? 'this clone is shallow and lacks the commit where HEAD left it'
      : 'it has no commit in common with HEAD';
  const help = why.startsWith('this') ? '; git fetch --unshallow brings it' : '';
  return `--base ${ref}: ${why}, so it is compared with ${ref} itself, and what came there since looks like a change here${help}`;
}

/** Where a commit is laid out. */
export interface LaidOut {
  /** What stands for the root of the work tree. */
  readonly root: string;
  /** What stands for the current folder. */
  readonly folder: string;
}

export async function inCommit<T>(
  tree: string,
  ref: string,
  use: (at: LaidOut) => Promise<T>,
): Promise<T> {
  const top = asked(['rev-parse', '--show-toplevel'], ref);
  const prefix = asked(['rev-parse', '--show-prefix'], ref);
  // Made only once somebody is there to clear it away.
  const aside = join(tmpdir(), `tranche-base-${randomUUID()}`);
  const clear = (): void => rmSync(aside, { recursive: true, force: true });
  return clearedAfter(clear, async () => {
    mkdirSync(aside, { mode: OWNERS_FOLDER });
    const root = join(realpathSync(aside), 'tree');
    layOut(tree, { top, aside, root });
    return use({ root, folder: join(root, prefix) });
  });
}

const OWNERS_FOLDER = 0o700;

function layOut(tree: string, at: { top: string; aside: string; root: string }): void {
  // An index of its own, so that nothing that somebody has staged is lost.
  const git = (args: readonly string[], input = '') =>
    execFileSync('git', args, {
      cwd: at.top,
      input,
      encoding: 'utf8',
      maxBuffer: MOST_NAMES,
      env: { ...process.env, GIT_INDEX_FILE: join(at.aside, 'index') },
    });
  git(['read-tree', tree]);
  const names = git(['ls-files', '-z', '--', '*.yaml', '*.yml', '*.json', '*Kustomization']);
  git(['checkout-index', '-z', '--stdin', `--prefix=${at.root}/`], names);
}

/** Names of files, each some dozens of letters. */
const MOST_NAMES = 256 * 1024 * 1024;

const run = (args: readonly string[]): string =>
  execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trimEnd();

function answered(args: readonly string[]): string | undefined {
  try {
    return run(args);
  } catch {
    return undefined;
  }
}

function asked(args: readonly string[], ref: string): string {
  try {
    return run(args);
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw new Error(`--base ${ref} is ${missing ? NO_GIT : unknownTo(ref)}`, { cause: error });
  }
}

const NO_GIT =
  'no path here, and there is no git to ask for a commit of that name: put git on the PATH (slim images have none), or name a folder';

const unknownTo = (ref: string): string =>
  `neither a path nor a commit that git knows here; a pipeline often has no history: git fetch origin ${ref} brings it`;
