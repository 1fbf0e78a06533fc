/** What both pages say alike, as plain text: whoever prints it spells it. */
import { counted, gpus } from '../../../core/text.ts';
import { isSpared } from '../../conclusion.ts';
import { sumOf as moneyIn } from '../../money.ts';
import { memoryRoomOf } from '../../sums.ts';
import { podsOf as many } from '../../title.ts';
import type { Finding, Money, Outcome, Report, Reviewed, TeamSum } from '../../report.ts';

import { onceOf } from './once-enforced.ts';

export { subjectTitle as titleOf } from '../../title.ts';

const VERDICTS = { 0: 'Passes', 1: 'Fails', 2: 'Could not tell all' } as const;

export const headline = ({ conclusion, clusters }: Report): string =>
  clusters.length === 0 ? 'Not judged' : VERDICTS[conclusion.exit];

export const capital = (line: string): string => line.slice(0, 1).toUpperCase() + line.slice(1);

/** Apart: what is in doubt was read, and all else hangs on it. */
export const brokenAndDoubted = ({ unread }: Report) =>
  [
    {
      title: 'Could not be read',
      what: 'documents that could not be read',
      all: unread.filter(({ doubted }) => doubted === undefined),
    },
    {
      title: 'In doubt',
      what: 'doubts',
      all: unread.filter(({ doubted }) => doubted === true),
    },
  ].filter(({ all }) => all.length > 0);

/** In `observe` and `warn` nothing comes of it yet. */
export function verdictOf({
  verdict,
  inForce,
  onceEnforced,
}: Pick<Outcome, 'verdict' | 'inForce' | 'onceEnforced'>): string {
  const then = onceEnforced?.verdict ?? verdict;
  if (!inForce) return foretold(then);
  return then === verdict ? verdict : `${verdict} now, ${foretold(then)}`;
}

function foretold(verdict: Outcome['verdict']): string {
  if (verdict === 'left' || verdict === 'never sent') return verdict;
  return verdict === 'requests set' ? 'would have requests set' : `would be ${verdict}`;
}

/** Of replicas the quota may hold some. */
export function verdictOn(outcome: Outcome): string {
  const { judged, admitted } = outcome.pods;
  return isRefused(outcome) && admitted > 0
    ? `${judged - admitted} of ${counted(judged, 'pod')} refused`
    : verdictOf(outcome);
}

/** The file of a chart is what its author can mend; lines are of what was rendered from it. */
export const placeOf = ({ at: { file, line, renderedFrom } }: Pick<Finding, 'at'>): string =>
  renderedFrom ?? `${file}:${line}`;

export const renderedAt = ({ at: { file, line, renderedFrom } }: Pick<Finding, 'at'>): string =>
  renderedFrom === undefined ? '' : `${file}:${line}`;

/** What a reader must know beside the level: when it counts, and where. */
export const marksOf = (finding: Finding, { clusters, conclusion }: Report): string[] => [
  ...(finding.known === true ? ['known before'] : []),
  ...(finding.worse === undefined ? [] : [`worse: ${finding.worse}`]),
  ...(finding.basis === 'today' ? [byToday(finding, conclusion)] : []),
  ...(finding.clusters.length < clusters.length ? [`in ${finding.clusters.join(', ')}`] : []),
];

const byToday = (finding: Finding, conclusion: Report['conclusion']): string =>
  isSpared(finding, conclusion)
    ? 'as the cluster stands today, which does not count here'
    : 'as the cluster stands today';

export const podsOf = ({ atOnce }: Reviewed): string =>
  `${many(atOnce)}${atOnce.because === undefined ? '' : `, ${atOnce.because}`}`;

/** What is refused holds nothing; what is only foretold is told behind what is held now. */
export function gpusOf(outcome: Outcome): string {
  const { claimAsked, claimFinal, onceEnforced } = outcome;
  const [asked, final] = [gpus(claimAsked.milliGPU), gpus(claimFinal.milliGPU)];
  const now = isTurnedAway(outcome) ? `${asked} GPU asked` : `${fromTo(asked, final)} GPU`;
  const then = gpus(onceEnforced?.claim.milliGPU ?? claimFinal.milliGPU);
  return then === final ? now : `${now} now, ${then} once enforced`;
}

export function quotaOf(sum: TeamSum): string {
  const { quota, inTurn } = sum;
  const MiB = memoryRoomOf(sum);
  const atOnce = inTurn === undefined ? '' : ` (${gpus(inTurn.atOnce.milliGPU)} at once)`;
  return [
    ...(quota === undefined
      ? []
      : [
          `${gpus(quota.used)} → ${gpus(quota.after)} of ${gpus(quota.limit)} GPU${atOnce}${quota.after > quota.limit ? ', over' : ''}`,
        ]),
    ...(MiB === undefined
      ? []
      : [`${MiB.used} → ${MiB.after} of ${MiB.limit} MiB${MiB.after > MiB.limit ? ', over' : ''}`]),
  ].join('; ');
}

/** Grouped by hand: what `Intl` does is the machine's. */
const amount = (value: number): string => {
  const [whole = '', part = '00'] = value.toFixed(2).split('.');
  const grouped = whole.replaceAll(/\B(?=(\d{3})+$)/g, ',');
  return part === '00' ? grouped : `${grouped}.${part}`;
};

export const moneyOf = ({ before, after }: TeamSum): string =>
  before === undefined || after === undefined ? '' : amountsOf(before, after);

export const amountsOf = (before: Money, after: Money): string =>
  `${fromTo(amount(before.perMonth), amount(after.perMonth))} ${after.currency} a month`;

/** Thousandths of a GPU, of one team or of all. What is refused frees nothing, and is told apart. */
export interface Sum {
  readonly asked: number;
  readonly needed: number;
  readonly refused: number;
}

/** What a pod asks for or gets that names none. */
export const NO_GPU = 'no GPU';

export const isRefused = ({ verdict, inForce }: Outcome): boolean =>
  verdict === 'refused' && inForce;

/** All of its pods: it gets nothing, and what would have been changed in them is never stored. */
export const isTurnedAway = (outcome: Outcome): boolean =>
  isRefused(outcome) && outcome.pods.admitted === 0;

export const sumOf = ({ asked, needed, refused }: TeamSum): Sum => ({
  asked: Math.max(needed.milliGPU, asked.milliGPU - refused.milliGPU),
  needed: needed.milliGPU,
  refused: refused.milliGPU,
});

export const sumsOf = (report: Report): (Sum & { readonly cluster: string })[] =>
  report.clusters
    .map(({ name }) => {
      const own = report.teams.filter(({ cluster }) => cluster === name);
      const sums = own.map(sumOf);
      const of = (part: keyof Sum): number => sums.reduce((so, sum) => so + sum[part], 0);
      return { cluster: name, asked: of('asked'), needed: of('needed'), refused: of('refused') };
    })
    .filter(({ asked, refused }) => asked + refused > 0);

export interface SumOnce {
  readonly sum: string;
  /** Empty where nothing is priced. */
  readonly money: string;
}

/** What those of a cluster would come to, did all enforce; `as now` where that is no news. */
export function sumOnceEnforced({ teams }: Report, cluster: string): SumOnce | 'as now' {
  const own = teams.filter((one) => one.cluster === cluster);
  if (own.every(({ onceEnforced }) => onceEnforced === undefined)) return 'as now';
  const then = own.map(onceOf);
  const sums = then.map(sumOf);
  const of = (part: keyof Sum): number => sums.reduce((so, sum) => so + sum[part], 0);
  const [before, after] = [
    moneyIn(then.map((one) => one.before ?? 'unknown')),
    moneyIn(then.map((one) => one.after ?? 'unknown')),
  ];
  return {
    sum: summed({ asked: of('asked'), needed: of('needed'), refused: of('refused') }),
    money: before === 'unknown' || after === 'unknown' ? '' : amountsOf(before, after),
  };
}

/** All that a team would come to, in one cell; empty where that is as now. */
export function teamOnceEnforced(team: TeamSum): string {
  if (team.onceEnforced === undefined) return '';
  const then = onceOf(team);
  const [quota, money] = [quotaOf(then), moneyOf(then)];
  return [summed(sumOf(then)), ...(quota === '' ? [] : [`quota ${quota}`]), money]
    .filter((part) => part !== '')
    .join('; ');
}

/** E.g. `3 → 0.426`, and `11 asked, 8 refused; 3 → 0.426 needed`. */
export function summed({ asked, needed, refused }: Sum): string {
  const letIn = fromTo(gpus(asked), gpus(needed));
  if (refused === 0) return letIn;
  return asked === 0
    ? `${gpus(refused)} asked, all refused`
    : `${gpus(asked + refused)} asked, ${gpus(refused)} refused; ${letIn} needed`;
}

/** Outcomes that differ in nothing but where they are: one thing to read. */
export function alike(outcomes: readonly Outcome[]): { outcome: Outcome; clusters: string[] }[] {
  const groups = new Map<string, { outcome: Outcome; clusters: string[] }>();
  for (const outcome of outcomes) {
    const { cluster, ...rest } = outcome;
    const key = JSON.stringify(rest);
    const group = groups.get(key) ?? { outcome, clusters: [] };
    group.clusters.push(cluster);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** `3 → 3` says nothing. */
export const fromTo = (before: string, after: string): string =>
  before === after ? after : `${before} → ${after}`;
