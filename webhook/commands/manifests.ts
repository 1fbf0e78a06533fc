/** The manifests that `-f` names: files, folders as kubectl reads them, and stdin. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { text as wholeOf } from 'node:stream/consumers';
import { expand, type Expanded } from '../expand/expand.ts';
import { libraryOf } from '../expand/library.ts';
import { manifestsIn, type Place, type Reading } from '../expand/manifest.ts';
import type { Fault } from '../policy/documents.ts';
import { renderFaults } from '../policy/render.ts';
import { asSubmitted, isLive, noteOn } from './live-pod.ts';
import { unread } from './unread.ts';

/** What one object makes, and where it was written. */
export interface Made extends Expanded {
  readonly place: Place;
  /** What its reader should know before the story. */
  readonly notes: readonly string[];
}

export interface Manifests {
  readonly made: readonly Made[];
  /** Pods that a cluster has already, by namespace and name. */
  readonly live: ReadonlySet<string>;
  readonly faults: readonly Fault[];
  /** Faults as compilers show theirs, with the line and a caret; not more than a screen of them. */
  rendered(faults: readonly Fault[]): string;
}

export interface Wishes {
  readonly namespace: string;
  readonly minute: number;
  readonly most: number;
}

const MOST_FAULTS = 20;
const STDIN = '-';

/** Throws where a file that was named cannot be read. */
export async function manifestsAt(paths: readonly string[], wishes: Wishes): Promise<Manifests> {
  const texts = new Map<string, string>();
  const readings: Reading[] = [];
  const faults: Fault[] = [];
  for (const file of paths.flatMap(filesAt)) {
    // What stdin had is read by then.
    if (file === STDIN && texts.has(file)) continue;
    const text = await textOf(file);
    texts.set(file, text);
    const read = manifestsIn(file, text);
    faults.push(...read.faults);
    readings.push(read);
  }
  const made = expandedFrom(readings, wishes);
  return {
    made,
    live: new Set(
      made
        .filter(({ object }) => isLive(object))
        .map(({ source }) => `${source.namespace}/${source.name}`),
    ),
    faults,
    rendered(all) {
      const shown = renderFaults(all.slice(0, MOST_FAULTS), (file) => texts.get(file));
      const more = all.length - MOST_FAULTS;
      return more > 0 ? `${shown}\nand ${more} more` : shown;
    },
  };
}

/** Once all are read, because one may name another. */
function expandedFrom(readings: readonly Reading[], wishes: Wishes): Made[] {
  const objects = readings.flatMap((read) => read.objects);
  const settings = { ...wishes, library: libraryOf(objects, wishes.namespace) };
  return readings.flatMap((read) =>
    read.objects
      .flatMap((object) => expand(object, settings))
      .map((one) => ({ ...one, ...anew(one), place: read.at(one.object) })),
  );
}

const anew = ({ object, pods }: Expanded): Pick<Made, 'pods' | 'notes'> =>
  isLive(object) ? { pods: pods.map(asSubmitted), notes: [noteOn(object)] } : { pods, notes: [] };

function filesAt(path: string): string[] {
  if (path === STDIN || !isFolder(path)) return [path];
  const files = readdirSync(path, { withFileTypes: true })
    .filter((entry) => !entry.isDirectory() && /\.(ya?ml|json)$/.test(entry.name))
    .map(({ name }) => join(path, name))
    .toSorted();
  if (files.length === 0)
    throw new Error(`cannot read ${path}: no *.yaml, *.yml or *.json lies in that directory`);
  return files;
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    throw unread(path, error);
  }
}

/** Stdin as a stream: a pipe that has nothing yet is no fault, and must be waited for. */
async function textOf(file: string): Promise<string> {
  try {
    return file === STDIN ? await wholeOf(process.stdin) : readFileSync(file, 'utf8');
  } catch (error) {
    throw unread(file === STDIN ? 'stdin' : file, error);
  }
}
