/**
 * Folders of policies as people keep them, one for each team: what lies deeper is read too, as
 * `tranche test` finds suites there. But beside policies lie the pods and Worlds that they are tested
 * with, and these are no part of them: of a folder in the folder only files that name a policy are read.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isFolder } from '../adapters/read-files.ts';

/** The path, and the files below it that its own reading passes over. */
export const withFoldersIn = (path: string): string[] => [
  path,
  ...(there(path) ? below(path) : []),
];

const below = (path: string): string[] =>
  readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((file) => dirname(file) !== '.' && YAML.test(file) && !OTHERS.test(file))
    .toSorted()
    .map((file) => join(path, file))
    .filter((file) => !isFolder(file) && OF_POLICY.test(readFileSync(file, 'utf8')));

const YAML = /\.ya?ml$/;
/** Packages, what is hidden, and tests. */
const OTHERS = /(^|[/\\])(node_modules[/\\]|\.)|\.test\.ya?ml$/;
const OF_POLICY = /^kind: *["']?Gpu(?:Policy|Quota|Exemption)\b/m;

/** Whoever reads the path says what is wrong with it. */
function there(path: string): boolean {
  try {
    return isFolder(path);
  } catch {
    return false;
  }
}
