/** A review for whoever reads a terminal or the log of a pipeline: object by object, then all that was found. */
import { counted, gpus } from '../../core/text.ts';
import { colours, type Colours } from '../../report/colour.ts';
import { reasonLine } from '../../report/lines.ts';
import { inTerminal, spelt } from '../../report/spelt.ts';
import type {
  At,
  Finding,
  Level,
  Outcome,
  Render,
  Report,
  Reviewed,
  TeamSum,
  Unread,
} from '../report.ts';
import { isAside, objectsAside } from '../aside.ts';
import { isSpared } from '../conclusion.ts';
import { headsOf } from '../heads.ts';
import { memoryRoomOf } from '../sums.ts';
import { isAbove, noReasons, reasonsAbove } from './pages/reasons-above.ts';
import { podsOf, subjectTitle } from '../title.ts';
import {
  comesNow,
  givenNow,
  hasOwnReason,
  later,
  onceOf,
  type Later,
} from './pages/once-enforced.ts';
import { baseOf, changesOf, costOf, neededOf, sidesOf } from './pages/since.ts';
import { amountsOf, isTurnedAway } from './pages/words.ts';

export const render: Render = (report, { colour, quiet }) => {
  const shown = spelt(report, inTerminal);
  const paint = colours(colour);
  const sections = [
    headsOf(shown).map((line) => paint.bold(line)),
    ...(quiet ? [] : shown.reviewed.flatMap((one) => objectLines(one, shown, paint))),
    ...(quiet
      ? []
      : [
          asideLines(shown, paint),
          teamLines(shown, paint),
          changeLines(shown),
          limitLines(shown, paint),
        ]),
    ...found(shown, { paint, quiet }),
    shown.unread.map((one) => unreadLine(one, paint)),
    [concluded(shown, paint)],
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.map((line) => `${line}\n`).join(''))
    .join('\n');
};

function objectLines(one: Reviewed, { clusters }: Report, paint: Colours): string[][] {
  if (isAside(one)) return [];
  const { subject, at, atOnce, outcomes, notes } = one;
  const [first] = outcomes;
  const alike = outcomes.every((other) => sayOf(other) === sayOf(first));
  const told = alike ? outcomes.slice(0, 1) : outcomes;
  const because = atOnce.because === undefined ? '' : `: ${atOnce.because}`;
  const many = `${podsOf(atOnce)}${because}`;
  return [
    [
      `${paint.bold(subjectTitle(subject))}  ${paint.dim(`${many}, ${placeOf(at)}`)}`,
      ...told.flatMap((outcome) =>
        outcomeLines(outcome, alike || clusters.length === 1 ? '' : `${outcome.cluster}: `, paint),
      ),
      ...notes.map((note) => paint.dim(`  note: ${note}`)),
    ],
  ];
}

const sayOf = (outcome: Outcome | undefined): string =>
  JSON.stringify({ ...outcome, cluster: '', id: '' });

/** What happens now, and beneath it what would once all enforces. */
function outcomeLines(outcome: Outcome, whose: string, paint: Colours): string[] {
  const { claimFinal, pods, diff } = outcome;
  const then = later(outcome);
  const nowLine = `${whose}${wordOf(outcome, then, paint)}  ${wordsOf(outcome, { chosen: givenNow(outcome), claim: claimFinal, pods }, paint)}`;
  const shown = isTurnedAway(outcome) ? [] : diff;
  const nowLines = shown.map((line) => `    ${coloured(line, paint)}`);
  if (then === 'as now') return [`  ${nowLine}`, `    ${reasonLine(outcome.because)}`, ...nowLines];
  const { verdict, because, notYet = '', diff: change = [] } = then;
  const another = hasOwnReason(outcome, then);
  const paintThen = ['rewritten', 'requests set'].includes(verdict) ? paint.green : paint.yellow;
  return [
    `  ${nowLine}`,
    `    ${another ? reasonLine(outcome.because) : notYet}`,
    ...nowLines,
    `  ${whose}${paintThen(`${verdict} once enforced`)}  ${wordsOf(outcome, then, paint)}`,
    `    ${reasonLine(because)}`,
    ...(another ? [`    not yet: ${notYet}`] : []),
    ...change.map((line) => `    ${coloured(line, paint)}`),
  ];
}

function wordOf(outcome: Outcome, then: Later | 'as now', paint: Colours): string {
  const { verdict, inForce } = outcome;
  const word = `${comesNow(outcome)}${then === 'as now' ? '' : ' now'}`;
  if (verdict === 'refused' && inForce) return paint.red(word);
  return inForce && ['rewritten', 'requests set'].includes(verdict)
    ? paint.green(word)
    : paint.yellow(word);
}

/** What is asked for and given, and what that takes, where that is known. */
function wordsOf(
  { asked, claimAsked }: Outcome,
  { chosen, claim, pods }: Pick<Later, 'chosen' | 'claim' | 'pods'>,
  paint: Colours,
): string {
  const arrow = asked === chosen ? asked : `${asked} -> ${chosen}`;
  const words = arrow === '' ? '' : `${arrow}  `;
  if (claim === undefined || pods === undefined) return arrow;
  const some =
    pods.admitted === pods.judged ? '' : `, ${pods.admitted} of ${pods.judged} pods admitted`;
  const takes = `${gpus(claimAsked.milliGPU)} -> ${gpus(claim.milliGPU)} GPU`;
  return `${words}${paint.dim(`(${takes}${some})`)}`;
}

const coloured = (line: string, paint: Colours): string =>
  line.startsWith('+')
    ? paint.green(line)
    : line.startsWith('-')
      ? paint.red(line)
      : paint.dim(line);

function asideLines({ reviewed, findings, without }: Report, paint: Colours): string[] {
  const aside = objectsAside(reviewed, findings);
  const kinds = without.map(({ kind, objects }) => `${objects} ${kind}`).join(', ');
  return [
    ...(aside === 0
      ? []
      : [paint.dim(`never sent to the webhook: pods of ${counted(aside, 'object')}`)]),
    ...(kinds === '' ? [] : [paint.dim(`without pods: ${kinds}`)]),
  ];
}

function teamLines({ teams, clusters }: Report, paint: Colours): string[] {
  return teams.flatMap((sum) => {
    const whose = clusters.length === 1 ? '' : `${sum.cluster}: `;
    const { onceEnforced } = sum;
    return [
      `${whose}team ${paint.bold(sum.team)}: asks for ${gpus(sum.asked.milliGPU)} GPU${refusedOf(sum)}, ${takesOf(sum)}`,
      ...(onceEnforced === undefined
        ? []
        : [`  once enforced${refusedOf(onceOf(sum))}: ${takesOf(onceOf(sum))}`]),
    ];
  });
}

const takesOf = (sum: TeamSum): string =>
  `needs ${gpus(sum.needed.milliGPU)}${inTurnOf(sum)}${quotaOf(sum)}${moneyOf(sum)}`;

const refusedOf = ({ asked, refused }: TeamSum): string => {
  if (refused.milliGPU === 0) return '';
  return refused.milliGPU === asked.milliGPU
    ? ', all refused'
    : `, ${gpus(refused.milliGPU)} refused`;
};

const quotaOf = (sum: TeamSum): string => {
  const { quota } = sum;
  const MiB = memoryRoomOf(sum);
  return [
    ...(quota === undefined
      ? []
      : [`; quota ${gpus(quota.limit)}, used ${gpus(quota.used)}, then ${gpus(quota.after)}`]),
    ...(MiB === undefined ? [] : [`; VRAM ${MiB.limit} MiB, used ${MiB.used}, then ${MiB.after}`]),
  ].join('');
};

const inTurnOf = ({ inTurn }: TeamSum): string =>
  inTurn === undefined
    ? ''
    : `, of which ${gpus(inTurn.runs.milliGPU)} by schedules or hooks, one after the other, so ${gpus(inTurn.atOnce.milliGPU)} at once`;

const moneyOf = ({ before, after }: TeamSum): string =>
  before === undefined || after === undefined ? '' : `; ${inAscii(amountsOf(before, after))}`;

function changeLines({ comparison, clusters }: Report): string[] {
  if (comparison === undefined) return [];
  const whose = (cluster: string) => (clusters.length === 1 ? '' : `${cluster}: `);
  return [
    `since ${baseOf(comparison)}: ${changesOf(comparison)}`,
    ...comparison.objects.flatMap(({ subject, change, clusters: where }) =>
      where.map((one) => {
        const { before, after } = sidesOf(one);
        return `  ${change}: ${whose(one.cluster)}${subjectTitle(subject)}: ${before} -> ${after}`;
      }),
    ),
    ...comparison.teams.map((one) => {
      const cost = costOf(one);
      return `  ${whose(one.cluster)}team ${one.team}: ${neededOf(one)}${cost === '' ? '' : `; ${cost}`}`;
    }),
    ...comparison.goneFindings.map(
      ({ rule, subject, says }) => `  no more: ${rule}: ${subjectTitle(subject)}: ${says}`,
    ),
  ].map(inAscii);
}

/** A log may be read where there are no arrows. */
const inAscii = (line: string): string => line.replaceAll(' → ', ' -> ');

const limitLines = ({ limits }: Report, paint: Colours): string[] =>
  limits.map((line) => paint.dim(line));

const PAINTED: Readonly<Record<Level, (paint: Colours) => (text: string) => string>> = {
  error: (paint) => paint.red,
  warning: (paint) => paint.yellow,
  note: (paint) => paint.cyan,
};

/** What is new stands last and by itself, where whoever reads a terminal looks first. */
function found(
  report: Report,
  { paint, quiet }: { readonly paint: Colours; readonly quiet: boolean },
): string[][] {
  const lines = (all: readonly Finding[]) => all.map((one) => findingLine(one, report, paint));
  const told = quiet ? noReasons : reasonsAbove(report);
  const left = report.findings.filter((one) => !isAbove(one, told));
  const known = left.filter((one) => one.known === true);
  const fresh = left.filter((one) => one.known === undefined);
  return [
    quiet ? countedAway(known.length, paint) : lines(known),
    [...lines(fresh), ...above(report.findings.length - left.length, paint)],
  ];
}

const countedAway = (known: number, paint: Colours): string[] =>
  known === 0 ? [] : [paint.dim(`${counted(known, 'finding')} known before`)];

const above = (notes: number, paint: Colours): string[] =>
  notes === 0
    ? []
    : [
        paint.dim(
          `${counted(notes, 'note')} told above, with ${notes === 1 ? 'its object' : 'their objects'}`,
        ),
      ];

function findingLine(finding: Finding, { clusters: all, conclusion }: Report, paint: Colours) {
  const { level, rule, says, help, subject, at, basis, clusters, known, worse } = finding;
  const aside = [
    ...(clusters.length === all.length ? [] : [`in ${clusters.join(', ')}`]),
    ...(basis === 'today'
      ? [isSpared(finding, conclusion) ? 'today, does not count' : 'today']
      : []),
    ...(known === true ? ['known'] : []),
    ...(worse === undefined ? [] : [`worse: ${worse}`]),
  ];
  const words = known === true ? paint.dim(level) : PAINTED[level](paint)(level);
  const behind = aside.length === 0 ? '' : paint.dim(` (${aside.join('; ')})`);
  const helping = help === undefined ? '' : `; ${help}`;
  return `${placeOf(at)}: ${words} ${rule}: ${subjectTitle(subject)}: ${says}${helping}${behind}`;
}

const placeOf = ({ file, line, column, renderedFrom }: At): string =>
  `${file}:${line}:${column}${renderedFrom === undefined ? '' : ` [${renderedFrom}]`}`;

function unreadLine(one: Unread, paint: Colours): string {
  const { file, line, column, says, help, doubted } = one;
  const where = line === 0 ? file : `${file}:${line}:${column}`;
  return `${where}: ${paint.red(doubted === true ? 'in doubt' : 'unread')}: ${says}${help === undefined ? '' : `; ${help}`}`;
}

function concluded({ conclusion: { exit, says } }: Report, paint: Colours): string {
  return exit === 0 ? paint.green(says) : paint.red(says);
}
