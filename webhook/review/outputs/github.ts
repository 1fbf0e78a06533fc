/**
 * Workflow commands: what GitHub shows beside the lines of a pull request. A step has ten annotations of a
 * level and drops the rest without a word, so the tenth says how many there are.
 */
import { counted } from '../../core/text.ts';
import { sayable } from '../../report/sayable.ts';
import { toldAs } from '../conclusion.ts';
import { levels, type Finding, type Level, type Render, type Report } from '../report.ts';
import { inRepository, placeOf, sentence, unreadSays, type Place } from './said.ts';

const MOST = 10;

export const render: Render = (report) =>
  [...levels.flatMap((level) => ofLevel(level, report)), last(report)]
    .map((line) => `${line}\n`)
    .join('');

/** What is known already is no news in a pull request, and would take the place of some that is. */
function ofLevel(level: Level, report: Report): string[] {
  const fresh = report.findings.filter(
    (one) => toldAs(one, report.conclusion) === level && one.known === undefined,
  );
  const all = [
    ...(level === 'error' ? report.unread.map((one) => () => unread(one)) : []),
    ...fresh.map((one) => () => found(one, report)),
  ];
  if (all.length <= MOST) return all.map((written) => written());
  const more = counted(all.length - MOST + 1, `more ${level}`);
  return [
    ...all.slice(0, MOST - 1).map((written) => written()),
    command(level, { title: 'tranche review' }, `… and ${more}, see the job summary`),
  ];
}

function found(finding: Finding, report: Report): string {
  const help = finding.help === undefined ? [] : [sayable(finding.help)];
  return command(
    toldAs(finding, report.conclusion),
    { ...where(placeOf(finding.at)), title: finding.rule },
    [sentence(finding, report), ...help].join('\n'),
  );
}

function unread(one: Report['unread'][number]): string {
  const at = one.line < 1 ? {} : { line: one.line, col: one.column };
  const properties = { file: inRepository(one.file), ...at, title: 'could not be read' };
  return command('error', properties, unreadSays(one));
}

/** GitHub takes columns only within one line. */
function where({ file, span }: Place): Properties {
  if (span === undefined) return { file };
  const { line, column: col, endLine, endColumn } = span;
  return line === endLine ? { file, line, endLine, col, endColumn } : { file, line, endLine };
}

type Properties = Readonly<Record<string, string | number>>;

function command(level: Level, properties: Properties, message: string): string {
  const listed = Object.entries(properties).map(([key, value]) => `${key}=${property(value)}`);
  return `::${level === 'note' ? 'notice' : level} ${listed.join(',')}::${escaped(message)}`;
}

/** `%` goes first, or the `%` of an escape would be escaped again. */
const escaped = (data: string): string =>
  data.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

const property = (value: string | number): string =>
  escaped(sayable(String(value)))
    .replaceAll(':', '%3A')
    .replaceAll(',', '%2C');

/** A runner obeys `##[…]` anywhere in a line that is no command yet. */
const last = ({ conclusion }: Report): string =>
  `tranche review: ${sayable(conclusion.says).replaceAll('##[', '## [')}`;
