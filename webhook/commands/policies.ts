/** `tranche policies`: the sets that were in force, one of them, what two of them differ in, and the way back. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Entry, KeptSet } from '../adapters/kept/kept-set.ts';
import { oneLine } from '../core/text.ts';
import { diffText } from '../report/set-diff.ts';
import { editsBetween, filesOf, inCluster, inFiles, laterThan, yamlOf } from './kept-documents.ts';
import { chosen, historyText } from './kept-history.ts';
import { sourceAt, type KeptSource, type Where } from './kept-sources.ts';
import { paintOf } from './terminal.ts';

export interface PoliciesOptions extends Where {
  readonly what: string;
  readonly hash?: string;
  /** The one that it is held against; absent: the latest. */
  readonly other?: string;
  /** Folder for the documents that came from files. */
  readonly write?: string;
  readonly output: string;
}

export async function run(options: PoliciesOptions): Promise<void> {
  const { what, hash, other, output } = options;
  const source = sourceAt(options);
  const entries = await source.entries();
  if (other !== undefined && what !== 'diff')
    throw new Error(`${what} takes one set, got ${hash ?? ''} and ${other}`);
  if (what === 'history') return print(historyText(entries, hash, output));
  const set = await source.set(chosen(entries, hash));
  if (what === 'show') return show(set, output);
  if (what === 'diff') return diff(set, await against(source, entries, other), output);
  return rollback(set, await latestOf(source, entries), options.write);
}

const against = (source: KeptSource, entries: readonly Entry[], other: string | undefined) =>
  source.set(other === undefined ? (entries[0]?.hash ?? '') : chosen(entries, other));

/** As diff(1) ends: 0 the same, 1 not. */
function diff(before: KeptSet, after: KeptSet, output: string): void {
  const edits = editsBetween(before, after);
  print(
    output === 'json' ? `${JSON.stringify(edits, undefined, 2)}\n` : diffText(edits, paintOf()),
  );
  process.exitCode = edits.length === 0 ? 0 : 1;
}

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
      `# Set ${set.hash}, in force since ${oneLine(set.at)}: for kubectl apply -f -\n${yamlOf(cluster)}`,
    );
  // Never printed: applied, they would be in the cluster beside the files, and both would be faults.
  if (files.length > 0 && folder === undefined)
    warn(
      `${files.length} ${files.length === 1 ? 'document' : 'documents'} of that set came from files; --write DIR writes them`,
    );
  if (cluster.length === 0) warn('nothing of that set came from the cluster: nothing to apply');
  for (const title of latest === 'none' ? [] : laterThan(set, latest))
    warn(`not in that set: kubectl delete ${oneLine(title.replace(' ', '/').toLowerCase())}`);
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
