/**
 * The documents of a kept set as YAML again, in the words of whoever wrote them where those are kept.
 * What comes with the program is left out, for it is there already; what came from files and what
 * came from the cluster are kept apart, since a file's document that is applied would be there twice.
 */
import { basename } from 'node:path';
import { isRecord, recordIn, textIn } from '../adapters/raw.ts';
import type { KeptSet, Said } from '../adapters/kept/kept-set.ts';
import { oneLine } from '../core/text.ts';
import { canonical } from '../policy/canonical.ts';
import { OURS } from '../policy/compile.ts';
import { readText } from '../policy/read.ts';
import type { Edited, Side } from '../report/set-diff.ts';
import { yaml } from '../report/yaml.ts';

/** Of a file, or of an object of the cluster. */
export interface Kept extends Said {
  readonly written?: unknown;
}

const CLUSTER = 'cluster ';

export const isOfCluster = (from: string): boolean => from.startsWith(CLUSTER);

const withWords = ({ said, written = {} }: KeptSet): readonly Kept[] =>
  said.map((one) => ({ ...one, written: written[titleOf(one)] }));

export const inCluster = (set: KeptSet): readonly Kept[] =>
  withWords(set).filter(({ from }) => isOfCluster(from));

export const inFiles = (set: KeptSet): readonly Kept[] =>
  withWords(set).filter((one) => !isOfCluster(one.from) && !comesWithUs(one));

/** `GpuQuota speech`. */
export function titleOf({ value }: Said): string {
  const object = isRecord(value) ? value : {};
  return `${textIn(object, 'kind')} ${textIn(recordIn(object, 'metadata'), 'name')}`;
}

const comesWithUs = (one: Said): boolean =>
  OURS.includes(titleOf(one)) && !titleOf(one).startsWith('GpuPolicy ');

/** Documents one after the other, each under the place it came from; one of two lines would end the comment. */
export const yamlOf = (kept: readonly Kept[]): string =>
  joined(kept.map((one) => `# ${oneLine(one.from, one.from.length)}\n${ownYaml(one)}`));

export interface FileAgain {
  /** As the file was called, but all are in one folder. */
  readonly name: string;
  readonly from: string;
  readonly text: string;
}

export function filesOf(kept: readonly Kept[]): readonly FileAgain[] {
  const sources = [...new Set(kept.map(({ from }) => from))];
  const names = sources.map((from) => basename(from));
  const isAlone = (name: string): boolean => names.indexOf(name) === names.lastIndexOf(name);
  const taken = new Set(names.filter(isAlone));
  return sources.map((from, i) => {
    const base = names[i] ?? from;
    const name = isAlone(base) ? base : free(from.replaceAll('/', '-'), taken);
    return { name, from, text: fileOf(kept.filter((one) => one.from === from)) };
  });
}

/** Two paths may come to one name, and to that of a third file: whoever is written last would be all that is left. */
function free(path: string, taken: Set<string>): string {
  const wanted = path.replace(/^[.-]+/, '');
  let name = wanted;
  for (let count = 2; taken.has(name); count++)
    name = wanted.replace(/(\.ya?ml)?$/, (ending: string) => `-${count}${ending}`);
  taken.add(name);
  return name;
}

const fileOf = (kept: readonly Kept[]): string =>
  joined(
    kept.map((one) =>
      typeof one.written === 'string'
        ? ownYaml(one)
        : `# ${oneLine(one.from, one.from.length)}\n${ownYaml(one)}`,
    ),
  );

const DIVIDED = '---\n';

export const joined = (texts: readonly string[]): string => texts.join(DIVIDED);

/** Words that do not say what was in force, or cannot stand behind others, are not taken for it. */
function ownYaml({ value, written }: Kept): string {
  if (typeof written === 'string') return isText(written, value) ? written : yaml(value);
  return isRecord(written) && saysOnly(yaml(written), value) ? yaml(written) : yaml(value);
}

/** Whether words say this and nothing else, wherever in a file they stand. */
export const isText = (written: string, value: unknown): boolean =>
  !DIRECTIVE.test(written) && saysOnly(written, value);

/** What a file says of YAML itself stands at its beginning, and nowhere else. */
const DIRECTIVE = /^%/m;

function saysOnly(text: string, value: unknown): boolean {
  const { documents, faults } = readText('kept', text);
  const [one] = documents;
  return faults.length === 0 && documents.length === 1 && sameSaid(one?.value, value);
}

/** Of an object its labels and annotations are not read, and so no part of what was in force. */
const sameSaid = (read: unknown, value: unknown): boolean =>
  canonical(saidIn(read)) === canonical(saidIn(value));

function saidIn(value: unknown): unknown {
  if (!isRecord(value)) return value;
  const { metadata, ...rest } = value;
  const { name, namespace } = isRecord(metadata) ? metadata : {};
  return { ...rest, metadata: { name, namespace } };
}

/** What a cluster has now and had not then: applying takes nothing away. */
export function laterThan(set: KeptSet, latest: KeptSet): readonly string[] {
  const then = new Set(inCluster(set).map(titleOf));
  return inCluster(latest)
    .map(titleOf)
    .filter((title) => !then.has(title));
}

/** What differs, by title; each side says what was in force, defaults and all. */
export function editsBetween(before: KeptSet, after: KeptSet): Edited[] {
  const [then, now] = [byTitle(before), byTitle(after)];
  const titles = [...new Set([...before.said, ...after.said].map(titleOf))].toSorted();
  return titles.flatMap((title) => {
    const [old, made] = [then.get(title), now.get(title)];
    if (old !== undefined && made !== undefined && canonical(old.value) === canonical(made.value))
      return [];
    return [
      {
        title,
        ...(old === undefined ? {} : { before: sideOf(old, before) }),
        ...(made === undefined ? {} : { after: sideOf(made, after) }),
      },
    ];
  });
}

const byTitle = ({ said }: KeptSet): ReadonlyMap<string, Said> =>
  new Map(said.map((one) => [titleOf(one), one]));

/** Keys in the order of letters: one that was moved, or written where it was the default, is no difference. */
const sideOf = ({ from, value }: Said, { hash }: KeptSet): Side => ({
  from: `${hash} ${from}`,
  yaml: yaml(value, { sortMapEntries: true }),
});
