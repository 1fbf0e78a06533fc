/**
 * Helm charts among the files of a review. What lies in one is no manifest until it is rendered, so of its own files
 * nothing is said one by one; other files of its folder are whoever else's, such as its CRDs.
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { Unread } from '../../review/report.ts';
import type { Named } from './named.ts';
import { foldersAbove, quoted } from './folders.ts';

const CHART = 'Chart.yaml';

const OWN =
  /^(?:(?:Chart|requirements)\.ya?ml|[^/]*values[^/]*\.(?:ya?ml|json)|(?:templates|charts)\/.*|ci\/[^/]*values[^/]*\.ya?ml)$/;

/** Charts by their folders, each looked for once. */
export function chartsAmong(): (file: Named) => Named | undefined {
  const known = new Map<string, boolean>();
  const isChart = (folder: string): boolean => {
    const is = known.get(folder) ?? existsSync(join(folder, CHART));
    known.set(folder, is);
    return is;
  };
  // The outermost: a chart within another is rendered with it.
  return (file) =>
    foldersAbove(file).findLast(({ path }) => isChart(path) && OWN.test(inside(path, file.path)));
}

const inside = (folder: string, path: string): string =>
  relative(folder, path).replaceAll(sep, '/');

/** None of a library, of which helm renders nothing. */
export function ofChart({ path, name }: Named): Unread[] {
  if (isLibrary(join(path, CHART))) return [];
  return [
    {
      file: join(name, CHART),
      line: 0,
      column: 0,
      says: 'is a Helm chart, which is reviewed as helm renders it',
      help: `helm template ${quoted(name)} | tranche review -`,
    },
  ];
}

function isLibrary(file: string): boolean {
  try {
    return statSync(file).isFile() && /^type:\s*["']?library\b/m.test(readFileSync(file, 'utf8'));
  } catch {
    return false;
  }
}
