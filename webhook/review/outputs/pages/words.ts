/** What both pages say alike, as plain text: whoever prints it spells it. */
import { gpus } from '../../../core/text.ts';
import { kindOf, podsOf as many } from '../../title.ts';
import type { Finding, Money, Outcome, Report, Reviewed, Subject, TeamSum } from '../../report.ts';

export const titleOf = ({ namespace, name, group, ...of }: Subject): string =>
  `${kindOf(of)} ${[namespace, name].filter((part) => part !== '').join('/')}${group === '' ? '' : `, ${group}`}`;

const VERDICTS = { 0: 'Passes', 1: 'Fails', 2: 'Could not tell all' } as const;

export const headline = ({ conclusion }: Report): string => VERDICTS[conclusion.exit];

/** In `observe` and `warn` nothing comes of it yet. */
export function verdictOf({ verdict, inForce }: Pick<Outcome, 'verdict' | 'inForce'>): string {
  if (inForce || verdict === 'left' || verdict === 'never sent') return verdict;
  return verdict === 'requests set' ? 'would have requests set' : `would be ${verdict}`;
}

/** The file of a chart is what its author can mend; lines are of what was rendered from it. */
export const placeOf = ({ at: { file, line, renderedFrom } }: Pick<Finding, 'at'>): string =>
  renderedFrom ?? `${file}:${line}`;

export const renderedAt = ({ at: { file, line, renderedFrom } }: Pick<Finding, 'at'>): string =>
  renderedFrom === undefined ? '' : `${file}:${line}`;

/** What a reader must know beside the level: when it counts, and where. */
export const marksOf = (finding: Finding, { clusters }: Report): string[] => [
  ...(finding.known === true ? ['known before'] : []),
  ...(finding.worse === undefined ? [] : [`worse: ${finding.worse}`]),
  ...(finding.basis === 'today' ? ['as the cluster stands today'] : []),
  ...(finding.clusters.length < clusters.length ? [`in ${finding.clusters.join(', ')}`] : []),
];

export const podsOf = ({ atOnce }: Reviewed): string =>
  `${many(atOnce)}${atOnce.because === undefined ? '' : `, ${atOnce.because}`}`;

/** What is refused holds nothing. */
export function gpusOf(outcome: Outcome): string {
  const { claimAsked, claimFinal } = outcome;
  const [asked, final] = [gpus(claimAsked.milliGPU), gpus(claimFinal.milliGPU)];
  if (isRefused(outcome)) return `${asked} GPU asked`;
  return `${fromTo(asked, final)} GPU`;
}

export const quotaOf = ({ quota }: TeamSum): string =>
  quota === undefined
    ? ''
    : `${gpus(quota.used)} → ${gpus(quota.after)} of ${gpus(quota.limit)} GPU${quota.after > quota.limit ? ', over' : ''}`;

/** Grouped by hand: what `Intl` does is the machine's. */
const amount = (value: number): string => {
  const [whole = '', part = '00'] = value.toFixed(2).split('.');
  const grouped = whole.replaceAll(/\B(?=(\d{3})+$)/g, ',');
  return part === '00' ? grouped : `${grouped}.${part}`;
};

export const moneyOf = ({ before, after }: TeamSum): string =>
  before === undefined || after === undefined ? '' : amountsOf(before, after);

export const amountsOf = (before: Money, after: Money): string =>
  `${amount(before.perMonth)} → ${priced(after)} a month`;

const priced = ({ perMonth, currency }: Money): string => `${amount(perMonth)} ${currency}`;

/** Thousandths of a GPU, of one team or of all. What is refused frees nothing, and is told apart. */
export interface Sum {
  readonly asked: number;
  readonly needed: number;
  readonly refused: number;
}

export const isRefused = ({ verdict, inForce }: Outcome): boolean =>
  verdict === 'refused' && inForce;

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

/** E.g. `3 → 0.426, 8 refused`. */
export const summed = ({ asked, needed, refused }: Sum): string =>
  `${fromTo(gpus(asked), gpus(needed))}${refused === 0 ? '' : `, ${gpus(refused)} refused`}`;

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
