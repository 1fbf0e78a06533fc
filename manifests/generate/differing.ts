/** What a run of the generator would change. */
import { existsSync } from 'node:fs';
import { derived, type File, mirrored } from './derived.ts';
import { at, read, yamlFilesIn } from './files.ts';

export const stale = (): File[] =>
  [...derived()].filter(([path, text]) => !existsSync(at(path)) || read(path) !== text);

/** Copies whose original is gone. */
export function orphans(): string[] {
  const wanted = derived();
  return mirrored.flatMap(yamlFilesIn).filter((path) => !wanted.has(path));
}
