/** What a change changes: the sentence, what comes out otherwise, teams before and after, and what is found no more. */
import { gpus } from '../../../core/text.ts';
import { html, type Markup, nothing, where } from '../../../report/page.ts';
import type { Changed, Comparison, Finding, Report, TeamChange } from '../../report.ts';
import { cards } from './bars.ts';
import { keyOf, type Anchors, anchorsOf, numbersOf } from './findings-in-html.ts';
import { baseOf, changesOf, costOf, neededOf, sidesOf } from './since.ts';
import { framed } from './tables-in-html.ts';
import { placeOf, titleOf } from './words.ts';

export const sinceIn = (report: Report): Markup =>
  report.comparison === undefined ? nothing : section(report, report.comparison);

const section = (report: Report, comparison: Comparison): Markup =>
  html`<section aria-labelledby="since">
    <h2 id="since">Since ${baseOf(comparison)}</h2>
    <p>${changesOf(comparison)}</p>
    ${objectsIn(report, comparison)} ${teamsIn(report, comparison)} ${goneIn(comparison)}
  </section>`;

/** Two frames need two names, or nobody who only hears them could tell them apart. */
const titled = (title: string, of: Omit<Parameters<typeof framed>[0], 'label'>): Markup =>
  html`<h3 id="${of.id}">${title}</h3>
    ${framed({ ...of, label: of.id })}`;

function objectsIn(report: Report, { base, objects }: Comparison): Markup {
  const several = report.clusters.length > 1;
  const anchors = anchorsOf(report);
  return where(objects.length > 0, () =>
    titled('What comes out otherwise', {
      id: 'otherwise',
      head: ['Object', 'Change', ...(several ? ['Cluster'] : []), `In ${base}`, 'Now'],
      rows: objects.flatMap((one) => objectRows(one, { report, anchors })),
    }),
  );
}

const objectRows = (
  { subject, change, clusters }: Changed,
  { report, anchors }: { readonly report: Report; readonly anchors: Anchors },
): Markup[] =>
  clusters.map(({ cluster, ...of }) => {
    const { before, after } = sidesOf(of);
    const anchor = anchors.get(keyOf(subject));
    return html`<tr data-clusters="${numbersOf([cluster], report)}">
      <th scope="row">
        ${
          anchor === undefined || change === 'gone'
            ? html`${titleOf(subject)}`
            : html`<a href="#${anchor}">${titleOf(subject)}</a>`
        }
      </th>
      <td>${change}</td>
      ${where(report.clusters.length > 1, () => html`<td>${cluster}</td>`)}
      <td>${before}</td>
      <td>${after}</td>
    </tr>`;
  });

function teamsIn(report: Report, { teams }: Comparison): Markup {
  const several = report.clusters.length > 1;
  const money = teams.some((one) => one.money !== undefined);
  const head = ['Team', ...(several ? ['Cluster'] : []), 'GPUs needed', ...(money ? ['Cost'] : [])];
  return where(teams.length > 0, () =>
    titled('Teams that need more or less', {
      id: 'needs',
      head,
      rows: teams.map((one) => teamRow(one, { several, money, report })),
    }),
  );
}

const teamRow = (
  one: TeamChange,
  {
    several,
    money,
    report,
  }: { readonly several: boolean; readonly money: boolean; readonly report: Report },
): Markup =>
  html`<tr data-clusters="${numbersOf([one.cluster], report)}">
    <th scope="row">${one.team}</th>
    ${where(several, () => html`<td>${one.cluster}</td>`)}
    <td class="amount">${neededOf(one)} ${growth(one)}</td>
    ${where(money, () => html`<td class="amount">${costOf(one)}</td>`)}
  </tr>`;

/** The fuller of the two is drawn, and how much of it the other is. */
function growth({ before, after }: TeamChange): Markup {
  const [less, more] = [before.milliGPU, after.milliGPU].toSorted((a, b) => a - b);
  return more === undefined || less === undefined || gpus(more) === '0'
    ? nothing
    : cards(more, less);
}

const goneIn = ({ goneFindings }: Comparison): Markup =>
  where(
    goneFindings.length > 0,
    () =>
      html`<h3>Found no more</h3>
        <ul>
          ${goneFindings.map(goneItem)}
        </ul>`,
  );

const goneItem = (finding: Finding): Markup =>
  html`<li>
    <code>${finding.rule}</code> ${titleOf(finding.subject)}: ${finding.says}
    <code>${placeOf(finding)}</code>
  </li>`;
