/** A card for each object: closed it says what becomes of it, open it says why. */
import { html, type Markup, nothing, where } from '../../../report/page.ts';
import { levels, type Finding, type Outcome, type Report, type Reviewed } from '../../report.ts';
import { cards } from './bars.ts';
import { keyOf, numbersOf } from './findings-in-html.ts';
import { givenNow, hasOwnReason, later, type Later } from './once-enforced.ts';
import {
  alike,
  fromTo,
  gpusOf,
  isRefused,
  isTurnedAway,
  NO_GPU,
  placeOf,
  podsOf,
  titleOf,
  verdictOn,
} from './words.ts';

/** So few are read one after the other. */
const OPEN = 3;

export function objectsIn(report: Report): Markup {
  if (report.clusters.length === 0) return nothing;
  const found = new Map<string, Finding[]>();
  for (const one of report.findings) {
    const key = keyOf(one.subject);
    found.set(key, [...(found.get(key) ?? []), one]);
  }
  return html`<section aria-labelledby="objects">
    <div class="top">
      <h2 id="objects">Objects</h2>
      ${where(report.reviewed.length > 0, () => html`<button type="button" id="all">Open all</button>`)}
    </div>
    ${
      report.reviewed.length === 0
        ? html`<p class="soft">No object makes pods.</p>`
        : report.reviewed.map((one, nth) =>
            card(one, { report, nth, found: found.get(keyOf(one.subject)) ?? [] }),
          )
    }
  </section>`;
}

interface Around {
  readonly report: Report;
  readonly nth: number;
  readonly found: readonly Finding[];
}

function card(reviewed: Reviewed, { report, nth, found }: Around): Markup {
  const { subject, outcomes, notes } = reviewed;
  const groups = alike(outcomes);
  const several = report.clusters.length > 1;
  const worst = levels.find((level) => found.some((one) => one.level === level)) ?? 'fine';
  const names = outcomes.map(({ cluster }) => cluster);
  return html`<details
    class="card"
    id="o-${nth}"
    data-level="${worst}"
    data-clusters="${numbersOf(names, report)}"
    ${where(report.reviewed.length <= OPEN, () => html` open`)}
  >
    <summary>
      <h3>${titleOf(subject)}</h3>
      <span class="chips">${chipsOf(outcomes)}</span>
      ${gpusIn(outcomes)}
    </summary>
    <div class="inside">
      <p class="meta soft"><span>${podsOf(reviewed)}</span> <code>${placeOf(reviewed)}</code></p>
      ${notes.map((note) => html`<p>${note}</p>`)}
      ${where(found.length > 0, () => html`<p>Found: ${found.map(({ fingerprint, level, rule }) => html` <a class="${level}" href="#f-${fingerprint}">${rule}</a>`)}</p>`)}
      ${groups.map(({ outcome, clusters }) => outcomeIn(outcome, several ? clusters : [], numbersOf(clusters, report)))}
    </div>
  </details>`;
}

/** Each verdict once, wherever it is. */
const chipsOf = (outcomes: readonly Outcome[]): Markup[] =>
  [...new Map(outcomes.map((outcome) => [verdictOn(outcome), outcome]))].map(
    ([says, outcome]) => html`<span class="chip ${toneOf(outcome)}">${says}</span>`,
  );

const TONES: Readonly<Record<Outcome['verdict'], string>> = {
  rewritten: 'fine',
  'kept whole': 'plain',
  'requests set': 'fine',
  left: 'plain',
  refused: 'error',
  'never sent': 'plain',
};

export const toneOf = ({ verdict }: Outcome): string => TONES[verdict];

/** Of the cluster where it changes most, for that is what there is to look at. */
function gpusIn(outcomes: readonly Outcome[]): Markup {
  const [first] = outcomes.toSorted((a, b) => freed(b) - freed(a));
  if (first === undefined) return html`<span></span>`;
  const { claimAsked, claimFinal } = first;
  const held = isTurnedAway(first) ? 0 : claimFinal.milliGPU;
  return html`<span class="gpus">${gpusOf(first)} ${cards(claimAsked.milliGPU, held)}</span>`;
}

const freed = ({ claimAsked, claimFinal }: Outcome): number =>
  claimAsked.milliGPU - claimFinal.milliGPU;

const gib = (MiB: number): string => `${Number((MiB / 1024).toFixed(1))} GiB`;

function memoryOf(outcome: Outcome): string {
  const { claimAsked, claimFinal, onceEnforced } = outcome;
  const [asked, final] = [gib(claimAsked.MiB), gib(claimFinal.MiB)];
  const now = isTurnedAway(outcome) ? `${asked} asked` : fromTo(asked, final);
  const then = gib(onceEnforced?.claim.MiB ?? claimFinal.MiB);
  return then === final ? now : `${now} now, ${then} once enforced`;
}

function outcomeIn(outcome: Outcome, clusters: readonly string[], numbers: string): Markup {
  const { because, diff, onceEnforced } = outcome;
  const changes = onceEnforced?.diff ?? [];
  return html`<div class="outcome" data-clusters="${numbers}">
    <h4>
      ${where(clusters.length > 0, () => html`${clusters.join(', ')}: `)}<span
        class="chip ${toneOf(outcome)}"
        >${verdictOn(outcome)}</span
      >
    </h4>
    <p><code>${because.rule}</code> ${because.says}</p>
    ${notYetIn(outcome)} ${slicesOf(outcome)}
    <dl class="facts">
      <dt>GPUs</dt>
      <dd>${gpusOf(outcome)}</dd>
      <dt>Memory</dt>
      <dd>${memoryOf(outcome)}</dd>
      <dt>Policy</dt>
      <dd>${outcome.policy} (${outcome.mode}), class ${outcome.class}, team ${outcome.team}</dd>
      <dt>Pods</dt>
      <dd>${outcome.pods.admitted} of ${outcome.pods.judged} admitted</dd>
      <dt>Decision</dt>
      <dd><code>${outcome.id}</code></dd>
    </dl>
    ${diffIn(isTurnedAway(outcome) ? [] : diff, 'What changes in the first pod')}
    ${where(changes.length > 0, () => html`<p>Once enforced:</p>`)}
    ${diffIn(changes, 'What would change in the first pod once enforced')}
  </div>`;
}

const diffIn = (diff: readonly string[], label: string): Markup =>
  where(
    diff.length > 0,
    () =>
      html`<pre class="diff" tabindex="0" role="region" aria-label="${label}">
${diff.map(diffLine)}</pre>`,
  );

/** Of an outcome in force its own reason stands above. */
function notYetIn(outcome: Outcome): Markup {
  const then = later(outcome);
  if (then === 'as now') return nothing;
  const { because, pods, notYet = '' } = then;
  const another = hasOwnReason(outcome, then);
  const some =
    pods === undefined || pods.admitted === pods.judged
      ? ''
      : `, ${pods.admitted} of ${pods.judged} pods admitted`;
  return html`${where(another, () => html`<p>Once enforced${some}: <code>${because.rule}</code> ${because.says}</p>`)}
    <p class="soft">Not in force yet${another ? '' : some}: ${notYet}</p>`;
}

function slicesOf(outcome: Outcome): Markup {
  const { asked, chosen, pods } = outcome;
  const some = isRefused(outcome) ? ` (${pods.admitted} of ${pods.judged} pods)` : '';
  const then = later(outcome);
  if (then !== 'as now') return slicesLater(outcome, then);
  if (isTurnedAway(outcome) || asked === chosen)
    return html`<div class="slices">
      <div class="same">
        <span>asks for${isTurnedAway(outcome) ? '' : `, and gets${some}`}</span>${shaped(asked)}
      </div>
    </div>`;
  return html`<div class="slices">
    <div><span>asks for</span>${shaped(asked)}</div>
    <b aria-hidden="true">→</b>
    <div class="gets"><span>gets${some}</span>${shaped(chosen)}</div>
  </div>`;
}

const shaped = (shape: string): Markup => html`<code>${shape === '' ? NO_GPU : shape}</code>`;
function slicesLater(outcome: Outcome, { verdict, chosen, pods }: Later): Markup {
  const given = givenNow(outcome);
  const isNothing = verdict === 'refused' && (pods?.admitted ?? 0) === 0;
  const now = isTurnedAway(outcome) ? 'asks for' : 'gets now';
  return html`<div class="slices">
    <div>
      <span>${given === outcome.asked && now === 'gets now' ? 'asks for, and gets now' : now}</span
      >${shaped(now === 'asks for' ? outcome.asked : given)}
    </div>
    <b aria-hidden="true">→</b>
    <div class="gets">
      <span>would get, once enforced</span
      >${isNothing ? html`<code>nothing</code>` : shaped(chosen)}
    </div>
  </div>`;
}

const SIGNS: Readonly<Record<string, string>> = { '+': 'in', '-': 'out', '@': 'at' };

const diffLine = (line: string): Markup =>
  html`<span class="${SIGNS[line.slice(0, 1)] ?? 'as'}">${line}</span>`;
