/** Teams and clusters; a table that is too wide moves within its own frame. */
import { html, type Markup, nothing, where } from '../../../report/page.ts';
import type { Outcome, Report, Reviewed, TeamSum } from '../../report.ts';
import { cards, quotaBar } from './bars.ts';
import { toneOf } from './objects-in-html.ts';
import {
  type Sum,
  gpusOf,
  moneyOf,
  quotaOf,
  sumOf,
  summed,
  teamOnceEnforced,
  titleOf,
  verdictOn,
} from './words.ts';

interface Table {
  readonly id: string;
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly Markup[];
}

const tabled = ({ title, ...of }: Table): Markup =>
  html`<section>
    <h2 id="${of.id}">${title}</h2>
    ${framed({ ...of, label: of.id })}
  </section>`;

/** `label`: the id of what it stands under. */
export const framed = ({
  id,
  label,
  head,
  rows,
}: Omit<Table, 'title'> & { readonly label: string }): Markup =>
  html`<div class="wide" tabindex="0" role="region" aria-labelledby="${label}">
    <table class="${id}">
      <thead>
        <tr>
          ${head.map((name) => html`<th scope="col">${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;

export function teamsIn(report: Report): Markup {
  const { teams, clusters } = report;
  if (teams.length === 0) return nothing;
  const several = clusters.length > 1;
  const shown = {
    several,
    quota: teams.some((team) => quotaOf(team) !== ''),
    money: teams.some((team) => moneyOf(team) !== ''),
    once: teams.some((team) => teamOnceEnforced(team) !== ''),
  };
  const head = [
    'Team',
    ...(several ? ['Cluster'] : []),
    'GPUs of these objects',
    ...(shown.quota ? ['Quota'] : []),
    ...(shown.money ? ['Cost of these objects'] : []),
    ...(shown.once ? ['Once enforced'] : []),
  ];
  const rows = teams.map((team) => teamRow(team, { ...shown, sum: sumOf(team) }));
  return tabled({ id: 'teams', title: 'Teams', head, rows });
}

interface Shown {
  readonly several: boolean;
  readonly quota: boolean;
  readonly money: boolean;
  readonly once: boolean;
  readonly sum: Sum;
}

function teamRow(team: TeamSum, { several, quota, money, once, sum }: Shown): Markup {
  return html`<tr>
    <th scope="row">${team.team}</th>
    ${where(several, () => html`<td>${team.cluster}</td>`)}
    <td class="amount">${summed(sum)} ${cards(sum.asked, sum.needed)}</td>
    ${where(
      quota,
      () =>
        html`<td class="amount">
          ${quotaOf(team)} ${team.quota === undefined ? nothing : quotaBar(team.quota)}
        </td>`,
    )}${where(money, () => html`<td class="amount">${moneyOf(team)}</td>`)}${where(once, () => html`<td class="amount">${teamOnceEnforced(team)}</td>`)}
  </tr>`;
}

export const matrixIn = ({ clusters, reviewed }: Report): Markup =>
  clusters.length < 2 || reviewed.length === 0
    ? nothing
    : tabled({
        id: 'matrix',
        title: 'Clusters',
        head: ['Object', ...clusters.map(({ name }) => name)],
        rows: reviewed.map((one, nth) =>
          matrixRow(one, { nth, names: clusters.map(({ name }) => name) }),
        ),
      });

const cell = (outcome: Outcome | undefined): Markup =>
  outcome === undefined
    ? html`<td></td>`
    : html`<td>
        <span class="chip ${toneOf(outcome)}">${verdictOn(outcome)}</span><br /><span class="soft"
          >${gpusOf(outcome)}</span
        >
      </td>`;

function matrixRow(
  { subject, outcomes }: Reviewed,
  { nth, names }: { readonly nth: number; readonly names: readonly string[] },
): Markup {
  return html`<tr>
    <th scope="row"><a href="#o-${nth}">${titleOf(subject)}</a></th>
    ${names.map((name) => cell(outcomes.find(({ cluster }) => cluster === name)))}
  </tr>`;
}
