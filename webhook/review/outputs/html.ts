/**
 * The report as one page that asks nobody for anything. Its style and its script are its own and known
 * by their hashes, so that no name in a manifest can add to them.
 */
import { createHash } from 'node:crypto';
import { counted } from '../../core/text.ts';
import { html, Markup, type Markup as Page, nothing, where } from '../../report/page.ts';
import { headsOf } from '../heads.ts';
import { levels, type Render, type Report } from '../report.ts';
import { cards } from './pages/bars.ts';
import { findingsIn } from './pages/findings-in-html.ts';
import { objectsIn } from './pages/objects-in-html.ts';
import { SCRIPT } from './pages/script.ts';
import { sinceIn } from './pages/since-in-html.ts';
import { STYLE } from './pages/style.ts';
import { matrixIn, teamsIn } from './pages/tables-in-html.ts';
import {
  brokenAndDoubted,
  capital,
  headline,
  summed,
  sumOnceEnforced,
  type SumOnce,
  sumsOf,
} from './pages/words.ts';

const hashOf = (text: string): string =>
  `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** The icon is in the page, too: without one a browser asks for it. */
const POLICY = `default-src 'none'; style-src ${hashOf(STYLE)}; script-src ${hashOf(SCRIPT)}; img-src data:; base-uri 'none'; form-action 'none'`;

const ICON =
  'data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22 viewBox=%220 0 16 16%22%3E%3Cpath fill=%22%238b949e%22 d=%22M6 2h8a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H6z%22/%3E%3Cpath fill=%22%230f9488%22 d=%22M2 2h3v12H2a1 1 0 0 1-1-1V3a1 1 0 0 1 1-1z%22/%3E%3C/svg%3E';

/** A letter more or less within, and the hash is another. */
const OWN_STYLE = new Markup(`<style>${STYLE}</style>`);
const OWN_SCRIPT = new Markup(`<script>${SCRIPT}</script>`);

export const render: Render = (report, { quiet }) => `${page(report, quiet).text.trimEnd()}\n`;

const page = (report: Report, quiet: boolean): Page =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${new Markup(POLICY)}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="referrer" content="no-referrer" />
        <title>Tranche review: ${headline(report).toLowerCase()}</title>
        <link rel="icon" href="${new Markup(ICON)}" />
        ${OWN_STYLE}
      </head>
      <body>
        <a class="skip" href="#findings">To the findings</a>
        ${headOf(report)}
        <main>
          ${filterOf(report)} ${findingsIn(report)} ${unreadIn(report)}
          ${where(
            !quiet,
            () =>
              html`${sinceIn(report)} ${matrixIn(report)} ${objectsIn(report)} ${teamsIn(report)}
              ${restOf(report)}`,
          )}
        </main>
        ${footOf(report)} ${OWN_SCRIPT}
      </body>
    </html> `;

const BRAND = html`<p class="brand">
  <svg viewBox="0 0 16 16" aria-hidden="true">
    <path class="rest" d="M6 2h8a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H6z" />
    <path class="cut" d="M2 2h3v12H2a1 1 0 0 1-1-1V3a1 1 0 0 1 1-1z" /></svg
  >Tranche review
</p>`;

const COLOURS = html`<fieldset class="theme">
  <legend class="unseen">Colours</legend>
  <label><input type="radio" name="colours" id="auto" checked />Auto</label>
  <label><input type="radio" name="colours" id="light" />Light</label>
  <label><input type="radio" name="colours" id="dark" />Dark</label>
</fieldset>`;

const headOf = (report: Report): Page =>
  html`<header>
    <div class="top">${BRAND}${COLOURS}</div>
    <div class="verdict exit-${report.conclusion.exit}">
      <h1>${headline(report)}</h1>
      ${headsOf(report).map((line) => html`<p><strong>${capital(line)}</strong></p>`)}
      <p>${report.conclusion.says}</p>
    </div>
    ${tilesOf(report)} ${sumsIn(report)}
  </header>`;

const tile = (count: number, what: string, tone = ''): Page =>
  html`<div class="${count > 0 && tone !== '' ? `some ${tone}` : 'none'}">
    <dt>${what}</dt>
    <dd>${count}</dd>
  </div>`;

function tilesOf({ conclusion: { counts, known, objects, pods } }: Report): Page {
  return html`<dl class="tiles">
    ${levels.map((level) => tile(counts[level], `new ${level}${counts[level] === 1 ? '' : 's'}`, level))}
    ${tile(known, 'known before')} ${tile(objects, 'objects')} ${tile(pods, 'pods')}
  </dl>`;
}

function sumsIn(report: Report): Page {
  const sums = sumsOf(report);
  if (sums.length === 0) return nothing;
  const several = report.clusters.length > 1;
  return html`<ul class="sums">
    ${sums.map(
      (sum) =>
        html`<li>
          <p>
            <span>GPUs asked and needed${several ? ` in ${sum.cluster}` : ''}</span>
            <b>${summed(sum)}</b>
          </p>
          ${onceEnforced(sumOnceEnforced(report, sum.cluster))} ${cards(sum.asked, sum.needed)}
        </li>`,
    )}
  </ul>`;
}

const onceEnforced = (once: SumOnce | 'as now'): Page =>
  once === 'as now'
    ? nothing
    : html`<p>
        <span>Once enforced${once.money === '' ? '' : `, ${once.money}`}</span> <b>${once.sum}</b>
      </p>`;

const filterOf = ({ clusters }: Report): Page =>
  html`<search class="filter" aria-label="What is shown">
    <label
      >Filter
      <input
        type="search"
        id="text"
        autocomplete="off"
        placeholder="name, rule, file"
        aria-keyshortcuts="/"
      />
      <kbd aria-hidden="true">/</kbd></label
    >
    <fieldset class="levels">
      <legend class="unseen">Levels</legend>
      ${[...levels, 'fine'].map((level) => html`<label><input type="checkbox" name="level" value="${level}" checked /> ${level === 'fine' ? 'nothing found' : `${level}s`}</label>`)}
    </fieldset>
    ${where(
      clusters.length > 1,
      () =>
        html`<label
          >Cluster
          <select id="cluster">
            <option value="">all</option>
            ${clusters.map(({ name }, nth) => html`<option value="${nth}">${name}</option>`)}
          </select></label
        >`,
    )}
    <output id="shown" role="status"></output>
  </search>`;

const unreadIn = (report: Report): Page[] =>
  brokenAndDoubted(report).map(
    ({ title, all }, nth) =>
      html`<section aria-labelledby="unread-${nth}">
        <h2 id="unread-${nth}">${title}</h2>
        <ul>
          ${all.map(({ file, line, column, says, help }) => html`<li><code>${line === 0 ? file : `${file}:${line}:${column}`}</code> ${says}${help === undefined ? '' : `; ${help}`}</li>`)}
        </ul>
      </section>`,
  );

const restOf = ({ without, limits }: Report): Page =>
  where(
    without.length + limits.length > 0,
    () =>
      html`<section aria-labelledby="rest">
        <h2 id="rest">What this does not know</h2>
        <ul>
          ${limits.map((line) => html`<li>${line}</li>`)}
          ${where(without.length > 0, () => html`<li>Make no pods: ${without.map(({ kind, objects }) => `${objects} ${kind}`).join(', ')}.</li>`)}
        </ul>
      </section>`,
  );

const footOf = ({ clusters, version, conclusion }: Report): Page =>
  html`<footer>
    <ul>
      ${clusters.map(({ name, from, readAt, age, serverVersion, policyHash }) => html`<li>${[`${name}: ${from}`, readAt === undefined || age !== undefined ? '' : `read at ${readAt}`, serverVersion ?? '', `policies ${policyHash}`].filter((part) => part !== '').join(', ')}</li>`)}
    </ul>
    <p>
      tranche ${version}, ${counted(clusters.length, 'cluster')}; fails on
      ${conclusion.failOn}${conclusion.includesToday ? ', also of today' : ''}: exit
      ${conclusion.exit}
    </p>
  </footer>`;
