/** `tranche policies`: the sets that were in force, one of them, what two of them differ in, and the way back. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { listed } from '../adapters/changes.ts';
import type { Entry, KeptSet } from '../adapters/kept/kept-set.ts';
import { oneLine } from '../core/text.ts';
import { diffText } from '../report/set-diff.ts';
import { besideNow, withBeside } from './kept-beside.ts';
import { editsBetween, filesOf, inCluster, inFiles, laterThan, yamlOf } from './kept-documents.ts';
import { chosen, historyText } from './kept-history.ts';
import { flagsOf, sourceAt, type KeptSource, type Where } from './kept-sources.ts';
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
  if (what === 'history')
    return print(historyText(entries, { begins: hash, output, where: flagsOf(options) }));
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
  if (folder !== undefined) write(folder, set);
  if (cluster.length > 0)
    print(
      `# Set ${set.hash}, in force since ${oneLine(set.at)}: for kubectl apply -f -\n${yamlOf(cluster)}`,
    );
  // Never printed: applied, they would be in the cluster beside the files, and both would be faults.
  if (files.length > 0 && folder === undefined)
    warn(`${files.length} documents of that set came from files; --write DIR writes them`);
  if (cluster.length === 0) warn('nothing of that set came from the cluster: nothing to apply');
  for (const title of latest === 'none' ? [] : laterThan(set, latest))
    warn(`not in that set: kubectl delete ${oneLine(title.replace(' ', '/').toLowerCase())}`);
}

/** All or nothing, and nothing of anybody's is overwritten. */
function write(folder: string, set: KeptSet): void {
  const files = filesOf(inFiles(set)).map((file) => ({ ...file, path: join(folder, file.name) }));
  mkdirSync(folder, { recursive: true });
  const there = files.map(({ path }) => path).filter((path) => existsSync(path));
  if (there.length > 0)
    throw new Error(`${there.join(', ')}: there already, and not overwritten; name another folder`);
  for (const { path, from, text } of files) {
    const { found, lost } = besideNow(set, from);
    writeFileSync(path, withBeside(text, found));
    const titles = found.map(({ title }) => title);
    warn(
      `wrote ${path}${titles.length > 0 ? `, with ${listed(titles)} as ${from} has it now` : ''}`,
    );
    if (lost.length > 0)
      warn(`${path} is not all of ${from}, which held ${listed(lost)} too: ${MERGE}`);
  }
}

const MERGE = 'that is no part of a set, and no text of it was found; merge it by hand';

const print = (text: string): void => {
  process.stdout.write(text);
};
const warn = (text: string): void => {
  process.stderr.write(`tranche: ${text}\n`);
};
