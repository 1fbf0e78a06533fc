/**
 * Folders of policies as people keep them, one for each team: what lies deeper is read too, as
 * `tranche test` finds suites there. But beside policies lie the pods and Worlds that they are tested
 * with, and these are no part of them: of a folder in the folder only files that name a policy are read.
 */
import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

export const isFolder = (path: string): boolean => statSync(path).isDirectory();

/** YAML of the folder itself, and of those in it whatever names a policy. */
export function filesIn(folder: string): string[] {
  const [, ...below] = foldersIn(folder);
  const deeper = below
    .flatMap(yamlIn)
    .filter((file) => !TEST.test(file) && OF_POLICY.test(readFileSync(file, 'utf8')));
  return [...yamlIn(folder), ...sorted(deeper, folder)];
}

/**
 * Itself and all in it, each once, whatever links lead there. What is hidden is passed by, and so are
 * kubelet's folders beside the files of a ConfigMap, which begin with two dots.
 */
export function foldersIn(folder: string): string[] {
  const found = new Map([[realpathSync(folder), folder]]);
  for (const path of found.values())
    for (const name of readdirSync(path).toSorted()) {
      const inside = join(path, name);
      if (!OTHERS.test(name) && isFolderNow(inside) && !found.has(realpathSync(inside)))
        found.set(realpathSync(inside), inside);
    }
  return [...found.values()];
}

const yamlIn = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => YAML.test(name))
    .toSorted()
    .map((name) => join(folder, name))
    .filter((file) => !isFolder(file));

const sorted = (files: readonly string[], folder: string): string[] =>
  files.toSorted((a, b) => (relative(folder, a) < relative(folder, b) ? -1 : 1));

const YAML = /^[^.].*\.ya?ml$/;
const TEST = /\.test\.ya?ml$/;
/** Packages, and what is hidden. */
const OTHERS = /^(?:\.|node_modules$)/;
const OF_POLICY = /^kind: *["']?Gpu(?:Policy|Quota|Exemption)\b/m;

/** A link that leads nowhere is no folder. */
function isFolderNow(path: string): boolean {
  try {
    return isFolder(path);
  } catch {
    return false;
  }
}
