/** What all formats say alike. */
import { counted, gpus } from '../../core/text.ts';
import { OF_OTHERS, saysNobody, saysStrangers } from '../../usage/sources/silence.ts';
import type { Row, ScanReport } from '../report.ts';
import { releasable } from '../sums.ts';

const minute = (time: string): string => `${time.slice(0, 16)}Z`;

/** Which slices there are, and what a card is, nodes alone say. */
export const isNodeless = ({ forbidden }: ScanReport): boolean =>
  forbidden?.resources.includes('nodes') ?? false;

/** The release comes first, for that is what was asked. */
export function headline(report: ScanReport): string {
  if (isNodeless(report)) return 'Nodes may not be seen, so nothing can be said of slices';
  const { summary, workloads } = report;
  const { heldMilliGPU, releasableMilliGPU } = summary;
  const by = new Set(
    workloads
      .filter((row) => releasable(row) > 0)
      .map(({ namespace, kind, name }) => `${namespace}/${kind}/${name}`),
  );
  return releasableMilliGPU === 0
    ? `None of ${gpus(heldMilliGPU)} held cards would be released`
    : `${gpus(releasableMilliGPU)} of ${gpus(heldMilliGPU)} held cards would be released, by ${counted(by.size, 'workload')}`;
}

/** What goes with the headline, a line each. */
export function points(report: ScanReport): string[] {
  return [...(isNodeless(report) ? heldAtLeast(report) : judgedOnes(report)), ...asides(report)];
}

const heldAtLeast = ({ summary: { heldMilliGPU } }: ScanReport): string[] => [
  `${gpus(heldMilliGPU)} cards are held, by what pods ask for`,
];

function judgedOnes(report: ScanReport): string[] {
  const { summary, backTest, workloads, products } = report;
  const { releasableMilliGPU, offeredMilliGPU, idleMilliGPU } = summary;
  return [
    ...(releasableMilliGPU === 0
      ? []
      : [
          `${gpus(offeredMilliGPU)} with slices that nodes offer as they are, ${gpus(releasableMilliGPU - offeredMilliGPU)} once cards are cut`,
        ]),
    ...short(products),
    `${gpus(idleMilliGPU)} cards are held by nobody`,
    tried(backTest),
    ...kept(workloads),
  ];
}

function asides({ summary: { waiting }, ...report }: ScanReport): string[] {
  const { sources, match = [], ofOthers, strangers = [], forbidden } = report;
  return [
    ...(waiting === 0
      ? []
      : [
          `${counted(waiting, 'pod')} that ${waiting === 1 ? 'waits was' : 'wait were'} not judged`,
        ]),
    ...(sources.length === 0 ? [`nobody’s use is known: ${saysNobody(match)}`] : []),
    ...(ofOthers ? [OF_OTHERS] : []),
    ...strangers.map(saysStrangers),
    ...(forbidden === undefined ? [] : allowed(forbidden)),
  ];
}

const allowed = ({ resources, allow }: NonNullable<ScanReport['forbidden']>): string[] => [
  `who administers the cluster can let you list ${resources.join(', ')}:`,
  ...allow.map((command) => `  ${command}`),
];

/** What is there for some is not there for all. */
const short = (products: ScanReport['products']): string[] =>
  products.flatMap(({ wanted }) =>
    wanted
      .filter(({ units, offered }) => offered > 0 && units > offered)
      .map(
        ({ shape, units, offered }) =>
          `${units} of ${shape} would be wanted and ${offered} are there: more cards are to be cut`,
      ),
  );

function tried({ days, judged, tooSmall }: ScanReport['backTest']): string {
  if (judged === 0) return 'no decision could be tried on a day that followed it';
  return `of ${counted(judged, 'decision')} tried over ${counted(days, 'day')}, ${tooSmall.length} would have been too small the day after`;
}

function kept(rows: readonly Row[]): string[] {
  const whole = (verdict: Row['verdict']): number =>
    rows.filter((row) => row.verdict === verdict).length;
  const [never, unseen, excluded] = [whole('never'), whole('unseen'), whole('excluded')];
  return [
    ...(never === 0 ? [] : [`${counted(never, 'container')} must never be sliced`]),
    ...(unseen === 0 ? [] : [`of ${counted(unseen, 'container')} too little is known`]),
    ...(excluded === 0
      ? []
      : [
          `${counted(excluded, 'container')} in namespaces that are excluded: nothing of theirs is counted`,
        ]),
  ];
}

const readFrom = (sources: readonly string[]): string =>
  sources.length === 0 ? 'no figures' : `figures of ${sources.join(', ')}`;

/** Where it comes from, and what it leaves out. */
export function origins(report: ScanReport): string[] {
  const { cluster, readAt, sources, from, until, policies, namespaces, notSeen } = report;
  const where = cluster === undefined ? 'files' : cluster;
  return [
    `${where} at ${minute(readAt)}; ${readFrom(sources)} from ${minute(from)} to ${minute(until)}`,
    policies.says,
    'nothing was changed; what would be is said as if all of it were enforced and came anew',
    ...(namespaces === 'all' ? [] : [`only of ${namespaces.join(', ')}: no more may be seen`]),
    ...notSeen,
  ];
}
