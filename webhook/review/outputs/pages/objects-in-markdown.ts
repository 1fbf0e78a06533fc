/** An object each, closed until somebody wants to know. */
import { counted, oneLine } from '../../../core/text.ts';
import { fenceFor, inMarkdown } from '../../../report/spelt.ts';
import type { Outcome, Report, Reviewed, Subject } from '../../report.ts';
import { isAside } from '../../aside.ts';
import { givenNow, hasOwnReason, later } from './once-enforced.ts';
import { code, row, type Section, tabled } from './sections.ts';
import {
  alike,
  gpusOf,
  isRefused,
  isTurnedAway,
  NO_GPU,
  podsOf,
  titleOf,
  verdictOn,
} from './words.ts';

/** Without those that ask for no GPU: a closed table of nothing each would hide those that do. */
export function objectsIn(report: Report): Section[] {
  const all = report.reviewed.filter((one) => !isAside(one));
  const shown = all.filter(isNews(report));
  const others = all.length - shown.length;
  return [
    {
      what: 'objects',
      most: Infinity,
      head: ['**Objects**', ''],
      items: shown.map((one) => detailed(one, report.clusters.length > 1)),
      tail: [],
    },
    {
      what: 'sentences',
      most: 1024,
      head: [],
      items: others === 0 ? [] : [unchanged(others, report)],
      tail: [''],
    },
  ];
}

/** Of a change nobody reads again what comes out as before, unless something new is found in it. */
function isNews({ comparison, findings }: Report): (one: Reviewed) => boolean {
  if (comparison === undefined) return () => true;
  const changed = new Set(comparison.objects.map(({ subject, file }) => keyOf(subject, file)));
  const fresh = findings.filter(({ known }) => known === undefined);
  const found = new Set(fresh.map(({ subject, at }) => keyOf(subject, at.file)));
  return ({ subject, at }) => {
    const key = keyOf(subject, at.file);
    return changed.has(key) || found.has(key);
  };
}

const keyOf = (subject: Subject, file: string): string => JSON.stringify([subject, file]);

const unchanged = (others: number, { comparison }: Report): string =>
  `${counted(others, 'object')} whose GPUs are as in ${inMarkdown(comparison?.base ?? '')}: \`-o html=FILE\` and \`-o json=FILE\` have all.`;

function detailed(reviewed: Reviewed, several: boolean): string {
  const { subject, outcomes, notes } = reviewed;
  const groups = alike(outcomes);
  const says = groups.map(
    ({ outcome, clusters }) =>
      `${several ? `${shortened(clusters)}: ` : ''}${verdictOn(outcome)}, ${gpusOf(outcome)}`,
  );
  return [
    `<details><summary><b>${inMarkdown(titleOf(subject))}</b> (${inMarkdown(podsOf(reviewed))}): ${inMarkdown(says.join('; '))}</summary>`,
    '',
    ...outcomeTable(groups, several),
    ...notes.flatMap((note) => [inMarkdown(note), '']),
    ...groups.flatMap(({ outcome, clusters }) => diffsOf(outcome, several ? clusters : [])),
    '</details>',
    '',
  ].join('\n');
}

function outcomeTable(groups: ReturnType<typeof alike>, several: boolean): string[] {
  const foretold = groups.some(({ outcome }) => later(outcome) !== 'as now');
  const head = [
    ...(several ? ['Cluster'] : []),
    'Asked',
    ...(foretold ? ['Gets now', 'Would get once enforced'] : ['Gets']),
    'Policy',
    'Why',
  ];
  return [
    ...tabled('', head).head,
    ...groups.map(({ outcome, clusters }) =>
      row([
        ...(several ? [inMarkdown(shortened(clusters))] : []),
        shaped(outcome.asked),
        gets(outcome),
        ...(foretold ? [wouldGet(outcome)] : []),
        `${inMarkdown(outcome.policy)} (${outcome.mode})`,
        whyOf(outcome),
      ]),
    ),
    '',
  ];
}

/** Of replicas the quota may hold some. */
function gets(outcome: Outcome): string {
  const { chosen, pods } = outcome;
  return isRefused(outcome) ? someOf(chosen, pods) : shaped(givenNow(outcome));
}

function wouldGet(outcome: Outcome): string {
  const then = later(outcome);
  if (then === 'as now') return 'the same';
  const { verdict, chosen, pods } = then;
  if (verdict !== 'refused') return shaped(chosen);
  return pods === undefined ? 'nothing' : someOf(chosen, pods);
}

const someOf = (chosen: string, { admitted, judged }: Outcome['pods']): string =>
  admitted === 0 ? 'nothing' : `${shaped(chosen)}, ${admitted} of ${judged} pods`;

const told = ({ rule, says }: Outcome['because']): string => `${code(rule)} ${inMarkdown(says)}`;

function whyOf(outcome: Outcome): string {
  const then = later(outcome);
  if (then === 'as now') return told(outcome.because);
  return [
    ...(hasOwnReason(outcome, then) ? [`now: ${told(outcome.because)}`] : []),
    `once enforced: ${told(then.because)}`,
    `not yet: ${inMarkdown(then.notYet ?? '')}`,
  ].join('<br>');
}

const shaped = (shape: string): string => (shape === '' ? NO_GPU : code(shape));

const NAMES = 6;

const shortened = (names: readonly string[]): string =>
  names.length > NAMES
    ? `${names.slice(0, NAMES).join(', ')} and ${names.length - NAMES} more`
    : names.join(', ');

const LINES = 60;
const LONGEST = 160;

function diffsOf(outcome: Outcome, clusters: readonly string[]): string[] {
  const where = clusters.length === 0 ? '' : `In ${inMarkdown(shortened(clusters))}`;
  const then = `${where === '' ? 'Once' : `${where}, once`} enforced:`;
  return [
    ...diffOf(isTurnedAway(outcome) ? [] : outcome.diff, where === '' ? '' : `${where}:`),
    ...diffOf(outcome.onceEnforced?.diff ?? [], then),
  ];
}

function diffOf(diff: readonly string[], title: string): string[] {
  if (diff.length === 0) return [];
  const lines = diff.slice(0, LINES).map((line) => oneLine(line, LONGEST));
  const more = diff.length - lines.length;
  const fence = fenceFor(lines.join('\n'));
  return [
    ...(title === '' ? [] : [title, '']),
    `${fence}diff`,
    ...lines,
    ...(more === 0 ? [] : [`  … ${more} more lines`]),
    fence,
    '',
  ];
}
