/**
 * The manifests as they were before a change, for whoever wants to be stopped by what is new alone: of another
 * folder or file, or of a commit, whose files are written aside without a look at the working tree.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isRecord } from '../../expand/raw.ts';
import { filesAt, STDIN, type Named } from './files.ts';

/** Of paths that were not there nothing is said: they are new. Throws in a sentence where there is no such base. */
export async function withBase<T>(
  base: string,
  paths: readonly string[],
  use: (files: readonly Named[]) => Promise<T>,
): Promise<T> {
  const piped = paths.includes(STDIN);
  if (!existsSync(base)) {
    if (piped) throw new Error(`${ofStdin(base)}; name a file of what was rendered before`);
    return inCommit(base, (tree) => use(filesAt(paths, tree).files));
  }
  if (statSync(base).isDirectory()) {
    if (piped) throw new Error(`${ofStdin(base)}, which is a folder; name a file`);
    return use(filesAt(paths, base).files);
  }
  const [first] = paths;
  if (paths.length > 1 || first === undefined)
    throw new Error(
      `--base ${base} is one file, and here are ${paths.length} paths; name a folder`,
    );
  return use([{ path: base, name: first }]);
}

const ofStdin = (base: string): string => `stdin cannot be held against --base ${base}`;

async function inCommit<T>(ref: string, use: (tree: string) => Promise<T>): Promise<T> {
  const top = asked(['rev-parse', '--show-toplevel'], ref);
  const prefix = asked(['rev-parse', '--show-prefix'], ref);
  const commit = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{tree}`];
  const tree = asked(commit, ref);
  const aside = mkdtempSync(join(tmpdir(), 'tranche-base-'));
  try {
    // An index of its own, so that nothing that somebody has staged is lost.
    const git = (args: readonly string[], input = '') =>
      execFileSync('git', args, {
        cwd: top,
        input,
        encoding: 'utf8',
        maxBuffer: MOST_NAMES,
        env: { ...process.env, GIT_INDEX_FILE: join(aside, 'index') },
      });
    git(['read-tree', tree]);
    const names = git(['ls-files', '-z', '--', '*.yaml', '*.yml', '*.json', '*Kustomization']);
    git(['checkout-index', '-z', '--stdin', `--prefix=${join(aside, 'tree')}/`], names);
    return await use(join(aside, 'tree', prefix));
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

/** Names of files, each some dozens of letters. */
const MOST_NAMES = 256 * 1024 * 1024;

function asked(args: readonly string[], ref: string): string {
  try {
    return execFileSync('git', args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trimEnd();
  } catch (error) {
    if (isRecord(error) && error['code'] === 'ENOENT')
      throw new Error(
        `--base ${ref} is no path here, and there is no git to ask for a commit of that name: put git on the PATH (slim images have none), or name a folder`,
        { cause: error },
      );
    throw new Error(
      `--base ${ref} is neither a path nor a commit that git knows here; a pipeline often has no history: git fetch origin ${ref} brings it`,
      { cause: error },
    );
  }
}
