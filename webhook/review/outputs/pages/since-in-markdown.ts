/** What a change changes, for a comment: the sentence, then what comes out otherwise, teams, and what is found no more. */
import { inMarkdown } from '../../../report/spelt.ts';
import type { Changed, Finding, Report, TeamChange } from '../../report.ts';
import { code, row, tabled, type Section } from './sections.ts';
import { baseOf, changesOf, costOf, neededOf, sidesOf } from './since.ts';
import { placeOf, titleOf } from './words.ts';

export function sinceIn({ comparison, clusters }: Report): Section[] {
  if (comparison === undefined) return [];
  const several = clusters.length > 1;
  const { objects, teams, goneFindings } = comparison;
  const shown = { several, money: teams.some(({ money }) => money !== undefined) };
  const base = inMarkdown(comparison.base);
  return [
    {
      what: 'sentences',
      most: 1024,
      head: [],
      items: [`**Since ${inMarkdown(baseOf(comparison))}**: ${inMarkdown(changesOf(comparison))}`],
      tail: [''],
    },
    {
      what: 'objects that come out otherwise',
      most: 6 * 1024,
      ...tabled('', ['', 'Object', ...(several ? ['Cluster'] : []), `In ${base}`, 'Now']),
      items: objects.flatMap((one) => objectRows(one, several)),
    },
    {
      what: 'teams that need more or less',
      most: 2 * 1024,
      ...tabled('', [
        ...(several ? ['Cluster'] : []),
        'Team',
        'GPUs needed',
        ...(shown.money ? ['Cost'] : []),
      ]),
      items: teams.map((one) => teamRow(one, shown)),
    },
    {
      what: 'findings that are no more',
      most: 4 * 1024,
      head: ['Found no more:', ''],
      items: goneFindings.map(goneItem),
      tail: [''],
    },
  ];
}

const objectRows = ({ subject, change, clusters }: Changed, several: boolean): string[] =>
  clusters.map(({ cluster, ...of }) => {
    const { before, after } = sidesOf(of);
    return row([
      change,
      inMarkdown(titleOf(subject)),
      ...(several ? [inMarkdown(cluster)] : []),
      inMarkdown(before),
      inMarkdown(after),
    ]);
  });

const teamRow = (
  one: TeamChange,
  { several, money }: { readonly several: boolean; readonly money: boolean },
): string =>
  row([
    ...(several ? [inMarkdown(one.cluster)] : []),
    inMarkdown(one.team),
    neededOf(one),
    ...(money ? [inMarkdown(costOf(one))] : []),
  ]);

const goneItem = (finding: Finding): string =>
  `- ${code(finding.rule)} ${inMarkdown(titleOf(finding.subject))}: ${inMarkdown(finding.says)} (${code(placeOf(finding))})`;
