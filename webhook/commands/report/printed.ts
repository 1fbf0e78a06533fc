/** The report for a terminal, a ticket and a program. */
import { counted, gpus } from '../../core/text.ts';
import { fenceFor, inMarkdown, inTerminal, spelt } from '../../report/spelt.ts';
import { yaml } from '../../report/yaml.ts';
import { table } from '../../status/table.ts';
import { joiningPolicy, type Joining } from '../../usage/underuse/joining.ts';
import { roomOf, titleOf, type UnderUse, type Use } from '../../usage/underuse/report.ts';
import { timeOf } from '../../usage/time.ts';
import { releasable } from '../../scan/sums.ts';
import type { Anew } from './anew.ts';
import { csv } from './csv.ts';

export const FORMATS = ['table', 'json', 'yaml', 'csv', 'md'] as const;
export type Format = (typeof FORMATS)[number];

export interface Report extends UnderUse {
  /** Seconds since the epoch. */
  readonly at: number;
  readonly joinings: readonly Joining[];
  /** Who would be given less today; absent where nobody can tell. */
  readonly anew?: Anew;
  /** There is no GpuQuota, so nobody is anybody's. */
  readonly teamless?: boolean;
}

export function printed(report: Report, format: Format): string {
  switch (format) {
    case 'json':
      return `${JSON.stringify(whole(report), undefined, 2)}\n`;
    case 'yaml':
      return yaml(whole(report));
    case 'csv':
      return csv(report);
    case 'md':
      return sections(written(report, inMarkdown), markdown, (title) => `## ${title}`);
    case 'table':
      return sections(written(report, inTerminal), table, (title) => title);
    default:
      return format satisfies never;
  }
}

const whole = ({ at, teams, workloads, unmeasured, anew, joinings }: Report) => ({
  apiVersion: 'tranche.dev/v1alpha1',
  kind: 'UnderUseReport',
  at: timeOf(at),
  teams,
  workloads,
  unmeasured,
  ...(anew === undefined ? {} : { anew }),
  joinings: joinings.map((one) => ({ ...one, policy: joiningPolicy(one) })),
});

/** Labels go into YAML as they are. */
const written = (report: Report, spell: (text: string) => string): Report => ({
  ...spelt(report, spell),
  joinings: report.joinings,
});

type Rows = (head: readonly string[], rows: readonly (readonly string[])[]) => readonly string[];

const TEAMLESS =
  'A team is a GpuQuota with the namespaces that are its, whatever labels those have; there is none yet.';

/** More rows than this are for -o csv. */
const MOST = 40;

function sections(report: Report, rows: Rows, title: (of: string) => string): string {
  const { at, teams, workloads, unmeasured, anew, joinings, teamless = false } = report;
  const under = workloads.filter(({ standing }) => standing === 'under');
  const parts: (readonly string[])[] = [
    [title(`Use of GPUs, ${timeOf(at)}`), '', summary(report)],
    [title('By team'), '', ...rows(TEAM, teams.map(teamRow)), ...(teamless ? [TEAMLESS] : [])],
    [title('Less than half in use'), '', ...(under.length === 0 ? ['nobody'] : [])].concat(
      under.length === 0 ? [] : rows(HEAD, under.slice(0, MOST).map(cells)),
      beyond(under.length),
    ),
  ];
  if (anew !== undefined && anew.rows.length > 0)
    parts.push([title('Made anew, they would get less'), '', ...anewLines(anew, rows)]);
  const others = workloads.filter(({ standing }) => standing !== 'under');
  if (others.length > 0)
    parts.push([
      title('The others'),
      '',
      ...rows(HEAD, others.slice(0, MOST).map(cells)),
      ...beyond(others.length),
    ]);
  if (unmeasured.length > 0)
    parts.push([
      title('Not measured'),
      '',
      ...rows(
        ['WORKLOAD', 'PODS', 'GPUS', 'WHY'],
        unmeasured
          .slice(0, MOST)
          .map((one) => [titleOf(one), String(one.pods), gpus(one.milliGPU), one.why]),
      ),
      ...beyond(unmeasured.length),
    ]);
  if (joinings.length > 0)
    parts.push([title('Names that do not last'), '', ...joinings.flatMap(joiningLines(rows))]);
  return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

const ANEW = ['WORKLOAD', 'PODS', 'HOLDS', 'WOULD GET', 'FREES'];

/** By the cluster's policies, were they all enforced; restarting is for whoever owns it. */
const anewLines = ({ rows: all, policies }: Anew, rows: Rows): string[] => [
  ...rows(ANEW, all.slice(0, MOST).map(anewCells)),
  ...beyond(all.length),
  '',
  `${policies.says}, as if all of it were enforced; the next rollout of each decides`,
];

const anewCells = (row: Anew['rows'][number]): string[] => [
  `${titleOf(row)} ${row.container}`,
  String(row.replicas),
  row.asked,
  row.supply === 'toCut' ? `${row.shape}, to be cut` : row.shape,
  gpus(releasable(row)),
];

const beyond = (count: number): string[] =>
  count > MOST ? [`and ${count - MOST} more: -o csv has all`] : [];

function summary({ workloads, teams }: Report): string {
  const held = teams.reduce((sum, { milliGPU }) => sum + milliGPU, 0);
  const room = workloads.reduce((sum, one) => sum + roomOf(one), 0);
  const stale = workloads.filter((one) => one.stale).length;
  return [
    `${gpus(held)} GPUs held, ${gpus(Math.round(room))} of them not needed by those who were measured`,
    ...(stale > 0 ? [`${counted(stale, 'request')} that nobody has looked at again`] : []),
  ].join('; ');
}

const TEAM = ['TEAM', 'GPUS', 'MEASURED', 'IN USE', ''];

const teamRow = ({
  team,
  milliGPU,
  measured,
  use,
  standing,
}: Report['teams'][number]): string[] => [
  team,
  gpus(milliGPU),
  gpus(measured),
  use === undefined ? '-' : percent(use),
  standing === undefined ? '' : WORDS[standing],
];

const WORDS: Readonly<Record<Use['standing'], string>> = {
  under: 'under-used',
  low: 'has room',
  good: 'well filled',
  tight: 'tight',
};

const HEAD = ['WORKLOAD', 'TEAM', 'PODS', 'GPUS', 'MEMORY', 'COMPUTE', 'ROOM', 'UNCHANGED', ''];

const cells = (one: Use): string[] => [
  titleOf(one),
  one.team,
  String(one.pods),
  gpus(one.milliGPU),
  percent(one.memory),
  percent(one.compute),
  gpus(Math.round(roomOf(one))),
  one.unchangedDays === undefined ? '-' : counted(one.unchangedDays, 'day'),
  one.stale ? 'look again' : one.standing === 'under' ? '' : WORDS[one.standing],
];

const percent = (part: number): string => `${Math.round(part * 100)} %`;

const joiningLines =
  (rows: Rows) =>
  (joining: Joining): string[] => {
    const { namespace, kind, names, by } = joining;
    const policy = yaml(joiningPolicy(joining)).trimEnd();
    const [spell, fence] = rows === markdown ? [inMarkdown, fenceFor(policy)] : [inTerminal, ''];
    const says =
      by === undefined
        ? `${counted(names, kind)} of ${namespace} have no label in common. Give the template of each app.kubernetes.io/name, and:`
        : `${counted(names, kind)} of ${namespace} are a workload each; by ${by.label} they are ${counted(by.workloads, 'workload')}, which evidence reaches:`;
    return [spell(says), fence === '' ? '' : `${fence}yaml`, policy, fence];
  };

const markdown: Rows = (head, rows) => [
  `| ${head.join(' | ')} |`,
  `| ${head.map(() => '---').join(' | ')} |`,
  ...rows.map((row) => `| ${row.join(' | ')} |`),
];
