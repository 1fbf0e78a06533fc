/**
 * What --exclude leaves out. A pattern without a slash is held against names at any depth, one with a slash against paths
 * from here, and of a folder it takes all that is in it: as people know it from .gitignore.
 */
import { basename, dirname, isAbsolute, matchesGlob, normalize, resolve } from 'node:path';

/** Of a file or folder, by the name that reports would call it. */
export type IsExcluded = (name: string) => boolean;

export const NOTHING: IsExcluded = () => false;

export function excludedBy(patterns: readonly string[]): IsExcluded {
  if (patterns.length === 0) return NOTHING;
  const all = patterns.map(matching);
  return (name) => upwards(normalize(name)).some((path) => all.some((matches) => matches(path)));
}

function matching(text: string): IsExcluded {
  const pattern = normalize(text).replace(/\/$/, '');
  const isIt = (path: string): boolean => path === pattern || matchesGlob(path, pattern);
  if (!pattern.includes('/')) return (path) => isIt(basename(path));
  return isAbsolute(pattern) ? (path) => isIt(resolve(path)) : isIt;
}

/** The path and the folders that it leads through; neither where we stand nor what is above is one of these. */
function upwards(path: string): string[] {
  if (/^(\.\.?|\/)$|\/\.\.$/.test(path)) return [];
  const above = dirname(path);
  return above === path ? [path] : [path, ...upwards(above)];
}
