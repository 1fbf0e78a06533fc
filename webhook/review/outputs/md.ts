/**
 * The report as a comment on a pull request, or as the summary of a CI step. Whoever posts it finds
 * its own comment by the first line. The same report is the same text, so that it touches no comment
 * that says it already.
 */
import { counted } from '../../core/text.ts';
import { inMarkdown } from '../../report/spelt.ts';
import { isAside, objectsAside } from '../aside.ts';
import { toldAs } from '../conclusion.ts';
import { headsOf } from '../heads.ts';
import type { Finding, Level, Render, Report, TeamSum } from '../report.ts';
import { objectsIn } from './pages/objects-in-markdown.ts';
import { code, folded, row, tabled, type Section, within } from './pages/sections.ts';
import { sinceIn } from './pages/since-in-markdown.ts';
import {
  brokenAndDoubted,
  capital,
  headline,
  marksOf,
  moneyOf,
  placeOf,
  quotaOf,
  renderedAt,
  sumOf,
  summed,
  sumOnceEnforced,
  type SumOnce,
  sumsOf,
  teamOnceEnforced,
  titleOf,
  verdictOn,
} from './pages/words.ts';

export const MARKER = '<!-- tranche-review -->';

/** GitHub takes 65,536 characters of a comment, and who posts it may count bytes. */
const MOST_BYTES = 64 * 1024;

const SIGNS: Readonly<Record<Level, string>> = { error: '❌', warning: '⚠️', note: 'ℹ️' };
/** No error that was there before is a reason to be alarmed. */
const KNOWN = '▫️';
const STATES = { 0: '✅', 1: '❌', 2: '⚠️' } as const;

export const render: Render = (report, { quiet }) => {
  const head = [
    MARKER,
    `### ${STATES[report.conclusion.exit]} Tranche: ${headline(report).toLowerCase()}`,
    '',
    ...headsOf(report).flatMap((line) => [`**${inMarkdown(capital(line))}**`, '']),
    inMarkdown(report.conclusion.says),
    ...sumLine(report),
    '',
  ];
  const sections = [
    findingsIn(report),
    ...unreadIn(report),
    ...(quiet ? [] : sinceIn(report)),
    knownIn(report),
    ...(quiet ? [] : [teamsIn(report), clustersIn(report), ...objectsIn(report), asidesIn(report)]),
  ];
  return within(MOST_BYTES, head, sections);
};

function sumLine(report: Report): string[] {
  const several = report.clusters.length > 1;
  const sums = sumsOf(report)
    .slice(0, COLUMNS)
    .map(
      (sum) =>
        `**${summed(sum)}**${onceEnforced(sumOnceEnforced(report, sum.cluster))}${several ? ` in ${inMarkdown(sum.cluster)}` : ''}`,
    );
  return sums.length === 0 ? [] : ['', `GPUs asked and needed: ${sums.join('; ')}`];
}

const onceEnforced = (once: SumOnce | 'as now'): string =>
  once === 'as now'
    ? ''
    : ` (once enforced: **${once.sum}**${once.money === '' ? '' : `, ${inMarkdown(once.money)}`})`;

/** More clusters than these nobody sees at once. */
const COLUMNS = 8;

const HEAD = ['', 'Object', 'What', 'Where'];

function findingsIn(report: Report): Section {
  const fresh = report.findings.filter(({ known }) => known === undefined);
  return {
    what: 'findings',
    most: 32 * 1024,
    ...tabled('', HEAD),
    items: fresh.map((finding) => findingRow(finding, report)),
    of: fresh.map(({ level }) => level),
  };
}

/** What nobody has to mend now is there for whoever opens it. */
function knownIn(report: Report): Section {
  const known = report.findings.filter((one) => one.known === true);
  return {
    what: 'known findings',
    most: 8 * 1024,
    ...folded(`${counted(known.length, 'finding')} known before`, tabled('', HEAD)),
    items: known.map((finding) => findingRow(finding, report)),
    of: known.map(({ level }) => level),
  };
}

function findingRow(finding: Finding, report: Report): string {
  const { level, rule, subject, container, says, help } = finding;
  const marks = marksOf(finding, report);
  return row([
    `${finding.known === true ? KNOWN : SIGNS[toldAs(finding, report.conclusion)]} ${level}`,
    `${inMarkdown(titleOf(subject))}${container === undefined ? '' : `, ${code(container)}`}`,
    [
      `${code(rule)} ${inMarkdown(says)}`,
      ...(help === undefined ? [] : [inMarkdown(help)]),
      ...(marks.length === 0 ? [] : [`<i>${inMarkdown(marks.join('; '))}</i>`]),
    ].join('<br>'),
    placed(finding),
  ]);
}

function placed(finding: Finding): string {
  const rendered = renderedAt(finding);
  return `${code(placeOf(finding))}${rendered === '' ? '' : `<br>rendered: ${code(rendered)}`}`;
}

const unreadIn = (report: Report): Section[] =>
  brokenAndDoubted(report).map(({ title, what, all }) => ({
    what,
    most: 4 * 1024,
    head: [`**${title}**`, ''],
    items: all.map(
      ({ file, line, column, says, help }) =>
        `- ${code(line === 0 ? file : `${file}:${line}:${column}`)} ${inMarkdown([says, ...(help === undefined ? [] : [help])].join('; '))}`,
    ),
    tail: [''],
  }));

function teamsIn(report: Report): Section {
  const { teams, clusters } = report;
  const several = clusters.length > 1;
  const shown = {
    quota: teams.some(quotaOf),
    money: teams.some(moneyOf),
    once: teams.some(teamOnceEnforced),
  };
  const cells = (team: TeamSum): string[] => [
    ...(several ? [inMarkdown(team.cluster)] : []),
    inMarkdown(team.team),
    summed(sumOf(team)),
    ...(shown.quota ? [quotaOf(team)] : []),
    ...(shown.money ? [inMarkdown(moneyOf(team))] : []),
    ...(shown.once ? [inMarkdown(teamOnceEnforced(team))] : []),
  ];
  const head = [
    ...(several ? ['Cluster'] : []),
    'Team',
    'GPUs asked and needed',
    ...(shown.quota ? ['Quota'] : []),
    ...(shown.money ? ['Cost of these objects'] : []),
    ...(shown.once ? ['Once enforced'] : []),
  ];
  return {
    what: 'teams',
    most: 4 * 1024,
    ...tabled('**Teams**', head),
    items: teams.map((team) => row(cells(team))),
  };
}

function clustersIn({ clusters, reviewed }: Report): Section {
  const names = clusters.slice(0, COLUMNS).map(({ name }) => name);
  const more = clusters.length - names.length;
  const title = more === 0 ? '**Clusters**' : `**Clusters**, without ${more} more of them`;
  return {
    what: 'objects of this table',
    most: 6 * 1024,
    ...tabled(title, ['Object', ...names.map(inMarkdown)]),
    items:
      clusters.length < 2
        ? []
        : reviewed
            .filter((one) => !isAside(one))
            .map(({ subject, outcomes }) =>
              row([
                inMarkdown(titleOf(subject)),
                ...names.map((name) => {
                  const outcome = outcomes.find(({ cluster }) => cluster === name);
                  return outcome === undefined ? '' : verdictOn(outcome);
                }),
              ]),
            ),
  };
}

function asidesIn({ reviewed, findings, without, limits, clusters, version }: Report): Section {
  const aside = objectsAside(reviewed, findings);
  const kinds = without.map(({ kind, objects }) => `${objects} ${inMarkdown(kind)}`);
  return {
    what: 'remarks',
    most: 4 * 1024,
    head: [],
    items: [
      ...(aside === 0 ? [] : [`Never sent to the webhook: pods of ${counted(aside, 'object')}.\n`]),
      ...(kinds.length === 0 ? [] : [`Make no pods: ${kinds.join(', ')}.\n`]),
      ...limits.map((line) => `- ${inMarkdown(line)}`),
      `\n<sub>${[
        `tranche ${inMarkdown(version)}`,
        ...(clusters.length === 0 ? [] : [clustersSaid(clusters)]),
      ].join('; ')}</sub>`,
    ],
    tail: [],
  };
}

const clustersSaid = (clusters: Report['clusters']): string =>
  `${counted(clusters.length, 'cluster')}: ${clusters
    .map(({ name, policyHash }) => `${inMarkdown(name)}, policies ${inMarkdown(policyHash)}`)
    .join('; ')}`;
