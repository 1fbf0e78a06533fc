/** A header, and a row for each finding and each document that could not be read, for a spreadsheet. */
import { cell } from '../../report/csv-cell.ts';
import type { Finding, Render, Unread } from '../report.ts';

type Value = string | number | boolean | undefined;

const COLUMNS: readonly (readonly [name: string, of: (finding: Finding) => Value])[] = [
  ['level', ({ level }) => level],
  ['basis', ({ basis }) => basis],
  ['known', ({ known }) => known ?? false],
  ['rule', ({ rule }) => rule],
  ['clusters', ({ clusters }) => clusters.join(' ')],
  ['apiVersion', ({ subject }) => subject.apiVersion],
  ['namespace', ({ subject }) => subject.namespace],
  ['kind', ({ subject }) => subject.kind],
  ['name', ({ subject }) => subject.name],
  ['group', ({ subject }) => subject.group],
  ['container', ({ container }) => container],
  ['says', ({ says }) => says],
  ['help', ({ help }) => help],
  ['file', ({ at }) => at.file],
  ['line', ({ at }) => at.line],
  ['column', ({ at }) => at.column],
  ['pointer', ({ at }) => at.pointer],
  ['renderedFrom', ({ at }) => at.renderedFrom],
  ['fingerprint', ({ fingerprint }) => fingerprint],
];

/** Not a level, so that whoever counts errors does not count it; but an empty table would say that all was seen. */
const unreadIn = (of: Unread): Readonly<Record<string, Value>> => ({ level: 'unread', ...of });

export const render: Render = ({ findings, unread }) =>
  [
    COLUMNS.map(([name]) => name),
    ...unread.map((one) => COLUMNS.map(([name]) => cell(unreadIn(one)[name]))),
    ...findings.map((finding) => COLUMNS.map(([, of]) => cell(of(finding)))),
  ]
    .map((cells) => `${cells.join(',')}\n`)
    .join('');
