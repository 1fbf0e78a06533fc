/**
 * The sets that were in force, a line each; and of one of them what it changed, and where that stands.
 * Whoever answers at a port may be anybody: of what they say only letters reach the terminal.
 */
import { basename } from 'node:path';
import { listed, some, type Changes } from '../adapters/changes.ts';
import type { Entry } from '../adapters/kept/kept-set.ts';
import { oneLine } from '../core/text.ts';
import { OURS } from '../policy/compile.ts';
import { table } from '../status/table.ts';
import { isOfCluster } from './kept-documents.ts';

/** A beginning is enough where it is of one set only. */
export function chosen(entries: readonly Entry[], begins: string | undefined): string {
  if (begins === undefined || begins === '')
    throw new Error('which set? tranche policies history lists them');
  const found = new Set(entries.map(({ hash }) => hash).filter((hash) => hash.startsWith(begins)));
  const [hash, another] = found;
  if (hash === undefined)
    throw new Error(`no set ${begins} is kept; tranche policies history lists those that are`);
  if (another !== undefined) throw new Error(`${begins} may be ${[...found].join(' or ')}`);
  return hash;
}

export interface Telling {
  readonly begins?: string | undefined;
  readonly output: string;
  /** Flags by which whoever asks again finds the same sets, behind a space. */
  readonly where: string;
}

export function historyText(entries: readonly Entry[], { begins, output, where }: Telling): string {
  if (begins !== undefined)
    return ofOne(entries, chosen(entries, begins), output === 'json' ? 'json' : { where });
  if (output === 'json') return asJson(entries.map(light));
  if (entries.length === 0) return 'No set was kept yet: the server keeps them with --state-dir.\n';
  const rows = entries.map((entry) => [
    entry.hash,
    minute(entry),
    sourcesText(entry),
    inWords(entry.changes),
  ]);
  return text(table(['HASH', 'IN FORCE SINCE', 'FROM', 'WHAT CHANGED'], rows));
}

const asJson = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;

const text = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');

const light = ({ hash, at, changes, sources }: Entry): Entry => ({
  hash,
  at,
  changes,
  ...(sources === undefined ? {} : { sources }),
});

const minute = ({ at }: Entry): string => `${oneLine(at.slice(0, 19))}Z`;

/** A set that comes back has its hash again: each time that it did. */
function ofOne(
  entries: readonly Entry[],
  hash: string,
  output: 'json' | Pick<Telling, 'where'>,
): string {
  const found = entries.filter((entry) => entry.hash === hash);
  if (output === 'json') return asJson(found.map(light));
  return text(
    found.flatMap((entry) => {
      const before = entries[entries.indexOf(entry) + 1];
      return detail(entry, before, output.where);
    }),
  );
}

const SIGNS = [
  ['+', 'added'],
  ['~', 'changed'],
  ['-', 'removed'],
] as const;

function detail(entry: Entry, before: Entry | undefined, where: string): string[] {
  const { hash, changes, sources = {} } = entry;
  const lines = SIGNS.flatMap(([sign, what]) =>
    changes[what].map((title) => {
      const from = sources[title];
      const line = `  ${sign} ${oneLine(title)}`;
      return from === undefined ? line : `${line}  ${oneLine(from)}`;
    }),
  );
  return [
    `${hash}, in force since ${minute(entry)}`,
    ...(lines.length === 0 ? [`  ${NOTHING}`] : lines),
    ...(before === undefined || lines.length === 0
      ? []
      : [`  tranche policies diff ${before.hash} ${hash}${where} shows each`]),
  ];
}

/** More than these do not help whoever looks for an edit of theirs. */
const MOST_SOURCES = 2;

function sourcesText({ sources = {} }: Entry): string {
  const all = oursLast(Object.keys(sources)).map((title) => {
    const from = sources[title] ?? '';
    return isOfCluster(from) ? 'cluster' : oneLine(basename(from));
  });
  const names = [...new Set(all)];
  if (names.length === 0) return '-';
  const more = names.length > MOST_SOURCES ? ` and ${names.length - MOST_SOURCES} more` : '';
  return `${names.slice(0, MOST_SOURCES).join(', ')}${more}`;
}

const NOTHING = 'nothing: the same, from other files';

function inWords(changes: Changes): string {
  if (!some(changes)) return NOTHING;
  return SIGNS.filter(([, what]) => changes[what].length > 0)
    .map(
      ([sign, what]) => `${sign} ${listed(oursLast(changes[what]).map((title) => oneLine(title)))}`,
    )
    .join('; ');
}

/** A long list is cut, and whoever reads it looks for what is theirs. */
const oursLast = (titles: readonly string[]): readonly string[] =>
  titles.toSorted((a, b) => Number(OURS.includes(a)) - Number(OURS.includes(b)));
