/** Paths that were named for a World and say nothing: mostly a folder whose files lie one level deeper. */
import { holdsOf } from '../adapters/read-files.ts';
import type { Document } from '../policy/documents.ts';

export function wordless(paths: readonly string[], documents: readonly Document[]): string[] {
  const files = documents.map((document) => document.at('').file);
  return paths
    .filter((path) => !holdsOf(path, files))
    .map((path) => `--world ${path} holds no document; of a folder ${READ}`);
}

export const READ =
  'the files *.yaml and *.yml are read, and of folders in it those that hold a policy';

/** To stderr, since what is printed may be for a program. */
export function tellWordless(paths: readonly string[], documents: readonly Document[]): void {
  for (const line of wordless(paths, documents)) process.stderr.write(`tranche: ${line}\n`);
}
