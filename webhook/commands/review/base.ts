/**
 * The manifests as they were before a change, for whoever wants to be stopped by what is new alone: of another
 * folder or file, or of a commit.
 */
import { existsSync, realpathSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { BaseCommit } from '../../review/report.ts';
import { commitOf, inCommit, type LaidOut } from './base-commit.ts';
import type { IsExcluded } from './excluded.ts';
import { filesAt, STDIN, type Named } from './files.ts';
import { isWithin } from './work-tree.ts';

export interface Base {
  /** Called as they are here. */
  readonly files: readonly Named[];
  readonly commit?: BaseCommit;
  /** What whoever reads the comparison should know of it, a sentence each. */
  readonly says: readonly string[];
}

export interface Asked {
  readonly paths: readonly string[];
  readonly isExcluded: IsExcluded;
}

/** Of single paths that were not there nothing is said: they are new. Throws in a sentence where there is no such base. */
export async function withBase<T>(
  base: string,
  asked: Asked,
  use: (base: Base) => Promise<T>,
): Promise<T> {
  const { paths } = asked;
  const piped = paths.includes(STDIN);
  if (!existsSync(base)) {
    if (piped) throw new Error(`${ofStdin(base)}; name a file of what was rendered before`);
    return inReference(base, asked, use);
  }
  if (statSync(base).isDirectory()) {
    if (piped) throw new Error(`${ofStdin(base)}, which is a folder; name a file`);
    return use({ files: inFolder(base, asked), says: [] });
  }
  const [first] = paths;
  if (paths.length > 1 || first === undefined)
    throw new Error(
      `--base ${base} is one file, and here are ${paths.length} paths; name a folder`,
    );
  return use({ files: [{ path: base, name: first }], says: [] });
}

const ofStdin = (base: string): string => `stdin cannot be held against --base ${base}`;

function inReference<T>(
  ref: string,
  { paths, isExcluded }: Asked,
  use: (base: Base) => Promise<T>,
): Promise<T> {
  const { tree, says, ...commit } = commitOf(ref);
  return inCommit(tree, ref, (at) => {
    const { files, strayed } = heldBy(at, { paths, isExcluded });
    const none = `--base ${ref} has no manifests at ${paths.join(', ')}: all of them count as new`;
    const some = strayed.map(
      (name) => `--base ${ref} does not hold ${name}: all of it counts as new`,
    );
    return use({ files, ...commit, says: [...says, ...(files.length === 0 ? [none] : some)] });
  });
}

/**
 * What leads out of the commit, by its name or by a link, was never in it: it would be the file of today, held
 * against itself.
 */
function heldBy({ root, folder }: LaidOut, { paths, isExcluded }: Asked) {
  const isInside = (path: string): boolean => isWithin(root, join(folder, relative('.', path)));
  const found = filesAt(paths.filter(isInside), { under: folder, isExcluded }).files;
  const linked = new Set(found.filter(({ path }) => !isWithin(root, realpathSync(path))));
  const strayed = [...linked].map(({ name }) => name);
  return {
    files: found.filter((file) => !linked.has(file)),
    strayed: [...paths.filter((path) => !isInside(path)), ...strayed],
  };
}

/** At the same paths under it, as a checkout has them; else of one folder what lies in both. */
function inFolder(base: string, { paths, isExcluded }: Asked): readonly Named[] {
  // What lies outside of the current folder has no place in another.
  const { files } = paths.some(leaves)
    ? { files: [] }
    : filesAt(paths, { under: base, isExcluded });
  if (files.length > 0) return files;
  const [folder = '.'] = paths;
  const pair = paths.length === 1 && isFolder(folder) ? besideEach(base, folder) : [];
  const wanted = pair.filter(({ name }) => !isExcluded(name));
  if (wanted.length > 0) return wanted;
  throw new Error(
    `--base ${base} has no manifests to compare with: none is at ${paths.map((path) => join(base, path)).join(', ')}${isFolder(folder) ? `, nor in ${base} itself` : ''}; name the folder or the file that was there before`,
  );
}

const besideEach = (base: string, folder: string): Named[] =>
  filesAt([base]).files.map(({ path }) => ({ path, name: join(folder, relative(base, path)) }));

const leaves = (path: string): boolean => !isWithin('.', path);

const isFolder = (path: string): boolean => existsSync(path) && statSync(path).isDirectory();
