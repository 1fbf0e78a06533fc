/** `tranche policies`: the sets that were in force, one of them, and the way back to it. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { listed, some, type Changes } from '../adapters/changes.ts';
import type { Entry, KeptSet } from '../adapters/kept/kept-set.ts';
import { OURS } from '../policy/compile.ts';
import { filesOf, inCluster, inFiles, laterThan, yamlOf } from './kept-documents.ts';
import { sourceAt, type KeptSource, type Where } from './kept-sources.ts';

export interface PoliciesOptions extends Where {
  readonly what: string;
  readonly hash?: string;
  /** Folder for the documents that came from files. */
  readonly write?: string;
  readonly output: string;
}

export async function run(options: PoliciesOptions): Promise<void> {
  const source = sourceAt(options);
  const entries = await source.entries();
  if (options.what === 'history') return history(entries, options.output);
  const set = await source.set(chosen(entries, options.hash));
  if (options.what === 'show') return show(set, options.output);
  return rollback(set, await latestOf(source, entries), options.write);
}

/** A beginning is enough where it is of one set only. */
function chosen(entries: readonly Entry[], begins: string | undefined): string {
  if (begins === undefined || begins === '')
    throw new Error('which set? tranche policies history lists them');
  const found = new Set(entries.map(({ hash }) => hash).filter((hash) => hash.startsWith(begins)));
  const [hash, another] = found;
  if (hash === undefined)
    throw new Error(`no set ${begins} is kept; tranche policies history lists those that are`);
  if (another !== undefined) throw new Error(`${begins} may be ${[...found].join(' or ')}`);
  return hash;
}

function history(entries: readonly Entry[], output: string): void {
  if (output === 'json') return print(`${JSON.stringify(entries.map(light), undefined, 2)}\n`);
  if (entries.length === 0)
    return print('No set was kept yet: the server keeps them with --state-dir.\n');
  const rows = entries.map(
    ({ hash, at, changes }) => `${hash}  ${at.slice(0, 19)}Z  ${inWords(changes)}\n`,
  );
  print(`HASH          IN FORCE SINCE        WHAT CHANGED\n${rows.join('')}`);
}

const light = ({ hash, at, changes }: Entry): Entry => ({ hash, at, changes });

function inWords(changes: Changes): string {
  if (!some(changes)) return 'nothing: the same, from other files';
  const parts = [
    ['+', changes.added],
    ['~', changes.changed],
    ['-', changes.removed],
  ] as const;
  return parts
    .filter(([, titles]) => titles.length > 0)
    .map(([sign, titles]) => `${sign} ${listed(oursLast(titles))}`)
    .join('; ');
}

/** A long list is cut, and whoever reads it looks for what is theirs. */
const oursLast = (titles: readonly string[]): readonly string[] =>
  titles.toSorted((a, b) => Number(OURS.includes(a)) - Number(OURS.includes(b)));

function show(set: KeptSet, output: string): void {
  const said = [...inFiles(set), ...inCluster(set)];
  print(output === 'json' ? `${JSON.stringify({ ...set, said }, undefined, 2)}\n` : yamlOf(said));
}

const latestOf = (source: KeptSource, [latest]: readonly Entry[]): Promise<KeptSet> | 'none' =>
  latest === undefined ? 'none' : source.set(latest.hash);

/** Prints what is to be applied, never applies it; what came from files goes to a folder where one is named. */
function rollback(set: KeptSet, latest: KeptSet | 'none', folder: string | undefined): void {
  const [files, cluster] = [inFiles(set), inCluster(set)];
  if (folder !== undefined) write(folder, filesOf(files));
  if (cluster.length > 0)
    print(
      `# Set ${set.hash}, in force since ${set.at}: for kubectl apply -f -\n${yamlOf(cluster)}`,
    );
  // Never printed: applied, they would be in the cluster beside the files, and both would be faults.
  if (files.length > 0 && folder === undefined)
    warn(`${files.length} documents of that set came from files; --write DIR writes them`);
  if (cluster.length === 0) warn('nothing of that set came from the cluster: nothing to apply');
  for (const title of latest === 'none' ? [] : laterThan(set, latest))
    warn(`not in that set: kubectl delete ${title.replace(' ', '/').toLowerCase()}`);
}

/** All or nothing, and nothing of anybody's is overwritten. */
function write(folder: string, files: ReadonlyMap<string, string>): void {
  mkdirSync(folder, { recursive: true });
  const there = [...files.keys()]
    .map((name) => join(folder, name))
    .filter((path) => existsSync(path));
  if (there.length > 0)
    throw new Error(`${there.join(', ')}: there already, and not overwritten; name another folder`);
  for (const [name, text] of files) {
    writeFileSync(join(folder, name), text);
    warn(`wrote ${join(folder, name)}`);
  }
}

const print = (text: string): void => {
  process.stdout.write(text);
};
const warn = (text: string): void => {
  process.stderr.write(`tranche: ${text}\n`);
};
