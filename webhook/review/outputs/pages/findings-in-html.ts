/** What was found, the worst first, each with the way to its object. */
import { counted } from '../../../core/text.ts';
import { html, type Markup, where } from '../../../report/page.ts';
import type { Finding, Report, Subject } from '../../report.ts';
import { marksOf, placeOf, renderedAt, titleOf } from './words.ts';

/** Where a page has an object, by what finding and object have in common. */
export type Anchors = ReadonlyMap<string, string>;

export const keyOf = ({ apiVersion, kind, namespace, name, group }: Subject): string =>
  JSON.stringify([apiVersion, kind, namespace, name, group]);

export const anchorsOf = ({ reviewed }: Report): Anchors =>
  new Map(reviewed.map(({ subject }, nth) => [keyOf(subject), `o-${nth}`]));

/** For the filter: which of the clusters, by their numbers. */
export const numbersOf = (names: readonly string[], { clusters }: Report): string =>
  clusters.flatMap(({ name }, nth) => (names.includes(name) ? [String(nth)] : [])).join(' ');

export function findingsIn(report: Report): Markup {
  const known = report.findings.filter((one) => one.known === true);
  const fresh = report.findings.filter((one) => one.known === undefined);
  return html`<section aria-labelledby="findings">
    <h2 id="findings">Findings</h2>
    ${fresh.length > 0 ? listOf(fresh, report) : html`<p class="soft">${known.length > 0 ? 'Nothing new was found.' : 'Nothing was found.'}</p>`}
    ${where(
      known.length > 0,
      () =>
        html`<details class="before">
          <summary>${counted(known.length, 'finding')} known before</summary>
          ${listOf(known, report)}
        </details>`,
    )}
  </section>`;
}

const listOf = (findings: readonly Finding[], report: Report): Markup =>
  html`<ol class="findings">
    ${findings.map((finding) => findingItem(finding, report, anchorsOf(report)))}
  </ol>`;

function findingItem(finding: Finding, report: Report, anchors: Anchors): Markup {
  const { level, rule, container, says, help, fingerprint } = finding;
  const rendered = renderedAt(finding);
  const { line, column } = finding.at;
  const place = rendered === '' ? `${placeOf(finding)}:${column}` : placeOf(finding);
  return html`<li
    class="${level}${finding.known === true ? ' known' : ''}"
    id="f-${fingerprint}"
    data-level="${level}"
    data-clusters="${numbersOf(finding.clusters, report)}"
  >
    <p><span class="chip">${level}</span> <strong>${says}</strong></p>
    ${where(help !== undefined, () => html`<p class="help">${help ?? ''}</p>`)}
    <p class="meta">
      ${whose(finding, anchors)}
      ${where(container !== undefined, () => html`<code>${container ?? ''}</code>`)}
      <code>${rule}</code>
      <code>${place}</code>
      ${where(rendered !== '', () => html`<span>rendered: line ${line}</span>`)}
      ${marksOf(finding, report).map((mark) => html` <span class="tag">${mark}</span>`)}
    </p>
  </li>`;
}

function whose({ subject }: Finding, anchors: Anchors): Markup {
  const anchor = anchors.get(keyOf(subject));
  return anchor === undefined
    ? html`<span>${titleOf(subject)}</span>`
    : html`<a href="#${anchor}">${titleOf(subject)}</a>`;
}
