/** How machine outputs say whom a finding is about, what of it, and where. */
import { sayable } from '../../report/sayable.ts';
import { isSpared } from '../conclusion.ts';
import { subjectTitle } from '../title.ts';
import type { At, Finding, Report, Subject, Unread } from '../report.ts';

/** E.g. `Deployment speech/whisper`, `RayCluster research/tune (gpu-workers)`: as a terminal and a comment name it. */
export const named = (subject: Subject): string => sayable(subjectTitle(subject), 512);

/** Many a sentence names the container itself. */
const whoIn = ({ subject, container, says }: Finding): string =>
  container === undefined || says.includes(`container ${container} `)
    ? named(subject)
    : `${named(subject)}, container ${sayable(container, 256)}`;

/** What is wrong, with all that a reader of one line has no other place for. */
export function sentence(finding: Finding, report: Report): string {
  const beside = [
    ...(finding.clusters.length < report.clusters.length
      ? [`in ${finding.clusters.join(', ')}`]
      : []),
    ...(finding.worse === undefined ? [] : [`worse: ${finding.worse}`]),
    ...(finding.basis === 'today' ? [byToday(finding, report)] : []),
    ...(finding.at.renderedFrom === undefined
      ? []
      : [`line ${finding.at.line} of ${inRepository(finding.at.file)}, as rendered`]),
  ];
  const what = `${whoIn(finding)}: ${sayable(finding.says, 2048)}`;
  return beside.length === 0 ? what : `${what} (${sayable(beside.join('; '), 512)})`;
}

const byToday = (finding: Finding, { conclusion }: Report): string =>
  isSpared(finding, conclusion)
    ? 'by what is left today, which does not count here'
    : 'by what is left today';

/** Help follows on in the same sentence: it begins with a small letter, or with a name. */
export function helpful(finding: Finding, report: Report): string {
  const { help } = finding;
  const what = sentence(finding, report);
  return help === undefined ? what : `${what}; ${sayable(help, 1024)}`;
}

export interface Place {
  /** As a repository names it, without `./`. */
  readonly file: string;
  /** None of a chart's file: lines are known of what it renders alone, and none is made up. */
  readonly span?: Pick<At, 'line' | 'column' | 'endLine' | 'endColumn'>;
}

export const placeOf = (at: At): Place =>
  at.renderedFrom === undefined
    ? { file: inRepository(at.file), span: at }
    : { file: inRepository(at.renderedFrom) };

export const inRepository = (file: string): string => file.replace(/^(?:\.\/+)+/, '');

export const unreadSays = ({ says, help }: Unread): string =>
  sayable(help === undefined ? says : `${says}; ${help}`, 2048);

/** In the order in which each key first came. */
export function grouped<T>(all: readonly T[], keyOf: (one: T) => string): [string, readonly T[]][] {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const key = keyOf(one);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return [...groups];
}
