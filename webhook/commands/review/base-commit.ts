/** A reference of git as the base of a change: which commit is meant, and its files, written aside without a look at the working tree. */
import { randomUUID } from 'node:crypto';
import { mkdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BaseCommit } from '../../review/report.ts';
import { clearedAfter } from './cleared.ts';
import { answered, asked, git, noSuch } from './git.ts';

export interface Meant {
  /** Hash of its tree. */
  readonly tree: string;
  /** Absent where the reference is a tree of itself. */
  readonly commit?: BaseCommit;
  readonly says: readonly string[];
}

/** Where HEAD left the reference, as the diff of a pull request has it: what came there since is nobody's change here. */
export function commitOf(ref: string): Meant {
  const tree = treeOf(ref);
  if (tree !== undefined) return leftBy(ref, tree);
  // A clone of a pipeline has checked out one branch, and knows the others as those of its remote alone.
  const remote = `origin/${ref}`;
  const there = treeOf(remote);
  if (there === undefined) throw noSuch(ref);
  const { says, ...meant } = leftBy(remote, there);
  const instead = `--base ${ref}: this clone has no ${ref} of its own, so it is compared with ${remote}`;
  return { ...meant, says: [instead, ...says] };
}

const treeOf = (ref: string): string | undefined =>
  answered(['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{tree}`]);

function leftBy(ref: string, tree: string): Meant {
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

const MANIFESTS = ['*.yaml', '*.yml', '*.json', '*Kustomization'];

function layOut(tree: string, at: { top: string; aside: string; root: string }): void {
  // An index of its own, so that nothing that somebody has staged is lost.
  const apart = { cwd: at.top, env: { GIT_INDEX_FILE: join(at.aside, 'index') } };
  git(['read-tree', tree], apart);
  const input = git(['ls-files', '-z', '--', ...MANIFESTS], apart);
  git(['checkout-index', '-z', '--stdin', `--prefix=${at.root}/`], { ...apart, input });
}
