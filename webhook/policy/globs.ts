/** Names and globs made ready: exact names cost one look-up, however many there are. */
import { globHolds } from '../core/classify.ts';

export type Matches = (name: string) => boolean;

/** True for a name that any of the globs fits; no globs fit every name. */
export function anyOf(globs: readonly string[]): Matches {
  if (globs.length === 0 || globs.includes('*')) return () => true;
  const exact = new Set(globs.filter((glob) => !glob.includes('*')));
  const matchers = globs.filter((glob) => glob.includes('*')).map(prepared);
  if (exact.size > 0) matchers.unshift((name) => exact.has(name));
  const [first, ...others] = matchers;
  if (first === undefined || others.length === 0) return first ?? (() => true);
  return (name) => matchers.some((matches) => matches(name));
}

/** Nearly all globs are a beginning and a star. */
function prepared(glob: string): Matches {
  const stem = glob.slice(0, -1);
  return glob.endsWith('*') && !stem.includes('*')
    ? (name) => name.startsWith(stem)
    : (name) => globHolds(glob, name);
}
