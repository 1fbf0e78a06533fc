/** Files by their path from the root of the repository. */
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const at = (path: string): string =>
  fileURLToPath(new URL(`../../${path}`, import.meta.url));

export const read = (path: string): string => readFileSync(at(path), 'utf8');

export const yamlFilesIn = (folder: string): string[] =>
  readdirSync(at(folder))
    .filter((name) => name.endsWith('.yaml'))
    .toSorted()
    .map((name) => `${folder}/${name}`);
