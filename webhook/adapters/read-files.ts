/**
 * Files as sources: a folder is its YAML files in the order of their names, and the policies in folders in it; a file is itself. One
 * file can be come upon by several paths (relative, absolute, through a link); it is read once, by
 * the name of the first of them.
 */
import { existsSync, realpathSync } from 'node:fs';
import { dirname, isAbsolute, join, normalize, relative } from 'node:path';
import { readSources, type Load, type Source } from '../policy/includes.ts';
import type { Reading } from '../policy/read.ts';
import { filesIn, isFolder } from './folders.ts';
import { isRecord } from './raw.ts';
import { textAt } from './text-at.ts';
import { faultText } from './tell.ts';

/** What was read by the name of its file, included files too. */
export type Texts = ReadonlyMap<string, string>;

export { SNAPSHOT_BYTES } from './text-at.ts';

export interface FilesRead extends Reading {
  readonly texts: Texts;
}

/** Throws where a path that was named cannot be read; one that a file includes is a fault of that file. */
export function readFiles(paths: readonly string[], maxBytes?: number): FilesRead {
  const texts = new Map<string, string>();
  const sourcesAt = reader();
  const remember = (sources: readonly Source[]): readonly Source[] => {
    for (const { file, text } of sources) texts.set(file, text);
    return sources;
  };
  const load: Load = (path, from) => {
    try {
      return remember(sourcesAt(join(dirname(from), path)));
    } catch (fault) {
      return `cannot be read: ${causeOf(fault)}`;
    }
  };
  const named = remember(paths.flatMap(sourcesAt));
  return { ...readSources(named, load, maxBytes), texts };
}

/** The texts as they are now, without a look inside; what `also` names is read where it still is. */
export function textsNow(paths: readonly string[], also: Iterable<string>): Texts {
  const texts = new Map<string, string>();
  for (const { file, text } of paths.flatMap(reader())) texts.set(file, text);
  for (const file of also) if (!texts.has(file) && existsSync(file)) texts.set(file, textAt(file));
  return texts;
}

export const sameTexts = (a: Texts, b: Texts): boolean =>
  a.size === b.size && [...a].every(([file, text]) => b.get(file) === text);

/** Remembers the names it has given, so that a file keeps its first. */
function reader(): (path: string) => Source[] {
  const names = new Map<string, string>();
  return (path) =>
    filesAt(path).map((found) => {
      const real = realOf(found);
      const file = names.get(real) ?? shownAs(found);
      names.set(real, file);
      return { file, text: textAt(found) };
    });
}

/** A pipe, such as the shell's `<(…)`, has no path but the one it is named by. */
function realOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/**
 * As it was written, but short where that is inside the working directory. Not the real path: that
 * of a mounted ConfigMap's file names a folder of kubelet's that will soon be gone.
 */
function shownAs(path: string): string {
  const here = process.cwd();
  const inside = relative(here, path);
  const outside = inside.startsWith('..') || isAbsolute(inside) || dirname(here) === here;
  return outside ? normalize(path) : inside;
}

const filesAt = (path: string): string[] => (isFolder(path) ? filesIn(path) : [path]);

/** Whether one of these files, by the names they were read by, is the path or lies in it. */
export function holdsOf(path: string, files: readonly string[]): boolean {
  const real = new Set(files.map(realOf));
  return filesAt(path).some((file) => real.has(realOf(file)));
}

/**
 * Where a mounted ConfigMap's files lie at this moment. Kubelet fills a new folder and then turns
 * the link `..data`: as long as this answer holds, the files are of one version.
 */
export function versionOf(folder: string): string {
  try {
    return realpathSync(join(folder, '..data'));
  } catch {
    return '';
  }
}

const causeOf = (fault: unknown): string =>
  isRecord(fault) && fault['code'] === 'ENOENT' ? 'there is no such file' : faultText(fault);
