/** Folders with policies below a folder that was named: of that only its files are read, and a pipeline must not think all was. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isFolder } from '../adapters/read-files.ts';
import { READ } from './wordless.ts';

/** To stderr, since what is printed may be for a program. */
export function tellPassedBy(paths: readonly string[]): void {
  for (const folder of passedBy(paths))
    process.stderr.write(
      `tranche: ${folder} holds policies and is passed by: of a folder ${READ}; name it too\n`,
    );
}

export function passedBy(paths: readonly string[]): string[] {
  const named = new Set(paths.map((path) => resolve(path)));
  const below = paths.filter(isThere).flatMap(foldersBelow);
  return [...new Set(below)].filter((folder) => !named.has(resolve(folder)) && hasPolicies(folder));
}

/** What is not there is told by whoever reads it. */
function isThere(path: string): boolean {
  try {
    return isFolder(path);
  } catch {
    return false;
  }
}

/** Links are not followed: they may lead round in circles, and those of a mounted ConfigMap lead to what is read already. */
const foldersBelow = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !/^\.|^node_modules$/.test(entry.name))
    .map(({ name }) => join(folder, name))
    .toSorted()
    .flatMap((path) => [path, ...foldersBelow(path)]);

const POLICY = /^kind: *['"]?Gpu(?:Policy|Quota|Exemption)\b/m;

const hasPolicies = (folder: string): boolean =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && /^[^.].*\.ya?ml$/.test(entry.name))
    .some(({ name }) => POLICY.test(readFileSync(join(folder, name), 'utf8')));
