/** A review for whoever reads a terminal or the log of a pipeline: object by object, then all that was found. */
import { counted, gpus } from '../../core/text.ts';
import { colours, type Colours } from '../../report/colour.ts';
import { inTerminal, spelt } from '../../report/spelt.ts';
import type {
  At,
  Finding,
  Level,
  Outcome,
  Render,
  Report,
  Reviewed,
  Side,
  TeamSum,
  Unread,
} from '../report.ts';
import { podsOf, subjectTitle } from '../title.ts';

export const render: Render = (report, { colour, quiet }) => {
  const shown = spelt(report, inTerminal);
  const paint = colours(colour);
  const sections = [
    ...(quiet ? [] : shown.reviewed.flatMap((one) => objectLines(one, shown, paint))),
    ...(quiet
      ? []
      : [
          asideLines(shown, paint),
          teamLines(shown, paint),
          changeLines(shown),
          limitLines(shown, paint),
        ]),
    shown.findings.map((one) => findingLine(one, shown, paint)),
    shown.unread.map((one) => unreadLine(one, paint)),
    [concluded(shown, paint)],
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.map((line) => `${line}\n`).join(''))
    .join('\n');
};

/** Pods that no cluster is asked about are counted, not shown one by one. */
const isAside = ({ outcomes }: Reviewed): boolean =>
  outcomes.every(({ verdict }) => verdict === 'never sent');

const NOT_EXPANDED = 'lint/not-expanded';

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

function outcomeLines(outcome: Outcome, whose: string, paint: Colours): string[] {
  const { asked, chosen, because, claimAsked, claimFinal, pods, diff } = outcome;
  const arrow = asked === chosen ? asked : `${asked} -> ${chosen}`;
  const words = arrow === '' ? '' : `${arrow}  `;
  const some =
    pods.admitted === pods.judged ? '' : `, ${pods.admitted} of ${pods.judged} pods admitted`;
  const claim = `${gpus(claimAsked.milliGPU)} -> ${gpus(claimFinal.milliGPU)} GPU`;
  return [
    `  ${whose}${painted(outcome, paint)}  ${words}${paint.dim(`(${claim}${some})`)}`,
    `    ${because.rule}${because.says === '' ? '' : `: ${because.says}`}`,
    ...diff.map((line) => `    ${coloured(line, paint)}`),
  ];
}

function painted({ verdict, inForce }: Outcome, paint: Colours): string {
  const word = inForce ? verdict : `${verdict} once enforced`;
  if (verdict === 'refused') return inForce ? paint.red(word) : paint.yellow(word);
  return ['rewritten', 'requests set'].includes(verdict) ? paint.green(word) : paint.yellow(word);
}

const coloured = (line: string, paint: Colours): string =>
  line.startsWith('+')
    ? paint.green(line)
    : line.startsWith('-')
      ? paint.red(line)
      : paint.dim(line);

function asideLines({ reviewed, findings, without }: Report, paint: Colours): string[] {
  // What is not expanded may be sent all the same, and is found below.
  const told = new Set(
    findings.flatMap(({ rule, subject }) => (rule === NOT_EXPANDED ? JSON.stringify(subject) : [])),
  );
  const aside = new Set(
    reviewed
      .filter((one) => isAside(one) && !told.has(JSON.stringify(one.subject)))
      .map(({ subject: { group: _group, ...of } }) => JSON.stringify(of)),
  ).size;
  const kinds = without.map(({ kind, objects }) => `${objects} ${kind}`).join(', ');
  return [
    ...(aside === 0
      ? []
      : [paint.dim(`never sent to the webhook: pods of ${counted(aside, 'object')}`)]),
    ...(kinds === '' ? [] : [paint.dim(`without pods: ${kinds}`)]),
  ];
}

function teamLines({ teams, clusters }: Report, paint: Colours): string[] {
  return teams.map((sum) => {
    const whose = clusters.length === 1 ? '' : `${sum.cluster}: `;
    return `${whose}team ${paint.bold(sum.team)}: asks for ${gpus(sum.asked.milliGPU)} GPU${refusedOf(sum)}, needs ${gpus(sum.needed.milliGPU)}${quotaOf(sum)}${moneyOf(sum)}`;
  });
}

const refusedOf = ({ asked, refused }: TeamSum): string => {
  if (refused.milliGPU === 0) return '';
  return refused.milliGPU === asked.milliGPU
    ? ', all refused'
    : `, ${gpus(refused.milliGPU)} refused`;
};

const quotaOf = ({ quota }: TeamSum): string =>
  quota === undefined
    ? ''
    : `; quota ${gpus(quota.limit)}, used ${gpus(quota.used)}, then ${gpus(quota.after)}`;

const moneyOf = ({ before, after }: TeamSum): string =>
  before === undefined || after === undefined
    ? ''
    : `; a month ${before.perMonth} -> ${after.perMonth} ${after.currency}`;

const side = (of: Side | undefined): string =>
  of === undefined ? 'not there' : `${of.verdict} ${of.chosen} (${gpus(of.claim.milliGPU)} GPU)`;

function changeLines({ comparison, clusters }: Report): string[] {
  if (comparison === undefined) return [];
  const { base, objects, newFindings, goneFindings } = comparison;
  return [
    `since ${base}: ${counted(objects.length, 'object')} otherwise, ${newFindings.length} found anew, ${goneFindings.length} found no more`,
    ...objects.flatMap(({ subject, clusters: where }) =>
      where.map(({ cluster, before, after }) => {
        const whose = clusters.length === 1 ? '' : `${cluster}: `;
        return `  ${whose}${subjectTitle(subject)}: ${side(before)} -> ${side(after)}`;
      }),
    ),
  ];
}

const limitLines = ({ limits }: Report, paint: Colours): string[] =>
  limits.map((line) => paint.dim(line));

const PAINTED: Readonly<Record<Level, (paint: Colours) => (text: string) => string>> = {
  error: (paint) => paint.red,
  warning: (paint) => paint.yellow,
  note: (paint) => paint.cyan,
};

function findingLine(finding: Finding, { clusters: all }: Report, paint: Colours): string {
  const { level, rule, says, help, subject, at, basis, clusters, known } = finding;
  const aside = [
    ...(clusters.length === all.length ? [] : [`in ${clusters.join(', ')}`]),
    ...(basis === 'today' ? ['today'] : []),
    ...(known === true ? ['known'] : []),
  ];
  const words = known === true ? paint.dim(level) : PAINTED[level](paint)(level);
  const behind = aside.length === 0 ? '' : paint.dim(` (${aside.join('; ')})`);
  const helping = help === undefined ? '' : `; ${help}`;
  return `${placeOf(at)}: ${words} ${rule}: ${subjectTitle(subject)}: ${says}${helping}${behind}`;
}

const placeOf = ({ file, line, column, renderedFrom }: At): string =>
  `${file}:${line}:${column}${renderedFrom === undefined ? '' : ` [${renderedFrom}]`}`;

function unreadLine({ file, line, column, says, help }: Unread, paint: Colours): string {
  const where = line === 0 ? file : `${file}:${line}:${column}`;
  return `${where}: ${paint.red('unread')}: ${says}${help === undefined ? '' : `; ${help}`}`;
}

function concluded({ conclusion: { exit, says } }: Report, paint: Colours): string {
  return exit === 0 ? paint.green(says) : paint.red(says);
}
