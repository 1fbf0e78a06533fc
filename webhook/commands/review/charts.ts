/**
 * Whose chart it is that helm names. Above what it renders stands `# Source: vllm/templates/deploy.yaml`, and its first
 * word is the name in Chart.yaml, not the folder: a forge shows a finding only at a file that the repository has.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { parse } from 'yaml';
import { isRecord } from '../../expand/raw.ts';
import { reasonOf } from '../unread.ts';
import { workTreeOf } from './work-tree.ts';

/** From helm's name of a file to where it lies, from here; helm's own where no chart has it, or several have. */
export type FileOf = (renderedFrom: string) => string;

/** Folders of charts, by the names that they give themselves. */
type Charts = ReadonlyMap<string, readonly string[]>;

/** Throws in a sentence where one that is `given` is no chart. Nothing is looked for before the first question. */
export function chartFiles(given: readonly string[], here = '.'): FileOf {
  const named = byName(given.map(givenAt));
  const top = workTreeOf(resolve(here));
  const above = top === undefined ? '' : relative(resolve(here), top);
  // What lies nearer goes first.
  const places = [
    () => named,
    once(() => chartsBelow(here)),
    once(() => (above === '' ? new Map() : chartsBelow(join(here, above)))),
  ];
  const known = new Map<string, string>();
  return (renderedFrom) => {
    const file = known.get(renderedFrom) ?? fileIn(places, renderedFrom) ?? renderedFrom;
    known.set(renderedFrom, file);
    return file;
  };
}

function givenAt(folder: string): readonly [string, string] {
  const name = nameIn(folder);
  if (typeof name === 'string') return [name, folder];
  throw new Error(`--chart ${folder} is no chart: its Chart.yaml ${name.says}`);
}

function once(look: () => Charts): () => Charts {
  let found: Charts | undefined;
  return () => (found ??= look());
}

function fileIn(places: readonly (() => Charts)[], renderedFrom: string): string | undefined {
  const parts = partsOf(renderedFrom);
  for (const chartsAt of places)
    for (const { chart, rest } of parts) {
      const folders = chartsAt().get(chart) ?? [];
      const files = folders.map((folder) => join(folder, rest)).filter(isFile);
      if (files.length > 0) return files.length === 1 ? files[0] : undefined;
    }
  return undefined;
}

interface Part {
  readonly chart: string;
  readonly rest: string;
}

/** `a/charts/b/templates/x` lies in the chart a or, where a takes b from beside itself, in b. */
function partsOf(renderedFrom: string): Part[] {
  const steps = renderedFrom.split('/');
  const parts: Part[] = [];
  if (steps.some((one) => ['', '.', '..'].includes(one))) return parts;
  for (let at = 0; at === 0 || steps[at - 1] === 'charts'; at += 2) {
    const [chart, ...rest] = steps.slice(at);
    if (chart === undefined || rest.length === 0) break;
    parts.push({ chart, rest: rest.join('/') });
  }
  return parts;
}

const isFile = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.isFile() === true;

/** More than large clones have. In what is left unseen another chart of that name may lie, so then none is taken. */
const MOST_FOLDERS = 20_000;
const MOST_STEPS = 12;

function chartsBelow(top: string): Charts {
  const charts: (readonly [string, string])[] = [];
  let level = [top];
  let seen = 0;
  for (let steps = 0; level.length > 0 && steps <= MOST_STEPS; steps++) {
    seen += level.length;
    if (seen > MOST_FOLDERS) return new Map();
    const next: string[] = [];
    for (const folder of level) {
      const { isChart, folders } = lookedInto(folder);
      const name = isChart ? nameIn(folder) : undefined;
      if (typeof name === 'string') charts.push([name, folder]);
      next.push(...folders);
    }
    level = next;
  }
  return byName(charts);
}

function byName(charts: readonly (readonly [string, string])[]): Charts {
  const all = new Map<string, string[]>();
  for (const [name, folder] of charts) all.set(name, [...(all.get(name) ?? []), folder]);
  return all;
}

/** Passes over the folders that a review passes over: nobody's own charts lie in those. No link is followed, in a circle or out. */
function lookedInto(folder: string): { isChart: boolean; folders: string[] } {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    const inner = entries.filter((one) => one.isDirectory() && !one.name.startsWith('.'));
    return {
      isChart: entries.some(({ name }) => name === CHART),
      folders: inner
        .filter(({ name }) => name !== 'node_modules')
        .map(({ name }) => join(folder, name)),
    };
  } catch {
    return { isChart: false, folders: [] };
  }
}

const CHART = 'Chart.yaml';

/** A hundred times what one has. */
const MOST_BYTES = 256 * 1024;

function nameIn(folder: string): string | { readonly says: string } {
  const file = join(folder, CHART);
  try {
    const found = statSync(file);
    if (!found.isFile()) return { says: 'is no file' };
    if (found.size > MOST_BYTES) return { says: 'is too large to be one' };
    const chart: unknown = parse(readFileSync(file, 'utf8'), { prettyErrors: false });
    const name = isRecord(chart) ? chart['name'] : undefined;
    return typeof name === 'string' && name !== '' ? name : { says: 'has no name' };
  } catch (error) {
    return { says: `cannot be read: ${reasonOf(error).split('\n', 1)[0]}` };
  }
}
