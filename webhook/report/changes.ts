/** What another set of policies would have made of the same admissions, one workload after the other. */
import { gpus, oneLine } from '../core/text.ts';
import type { Colours } from './colour.ts';
import type { Outcome } from './explain.ts';

export interface Side {
  readonly outcome: Outcome;
  /** What its containers were given, where something was in force. */
  readonly slices: readonly string[];
  readonly why: string;
  readonly milliGPU: number;
  /** Where real prices are set, and one is known. */
  readonly price?: number;
}

export interface Change {
  readonly workload: string;
  readonly was: Side;
  readonly becomes: Side;
}

export interface Outcomes {
  readonly admissions: number;
  readonly workloads: number;
  /** Admissions of which the record does not hold what decided them. */
  readonly lacking: number;
  readonly changes: readonly Change[];
}

export function changesText({ changes, ...counts }: Outcomes, colours: Colours): string {
  const lines = changes.flatMap((change) => [
    colours.bold(oneLine(change.workload, 1024)),
    colours.red(`  - ${sideLine(change.was)}`),
    colours.green(`  + ${sideLine(change.becomes)}`),
  ]);
  return `${[...lines, ...(lines.length > 0 ? [''] : []), ...summary(changes, counts)].join('\n')}\n`;
}

const sideLine = ({ outcome, slices, why, milliGPU, price }: Side): string =>
  oneLine(
    [
      `${outcome}${slices.length > 0 ? ` ${slices.join(', ')}` : ''}`,
      `${gpus(milliGPU)} GPU${price === undefined ? '' : `, costs ${round(price)}`}`,
      why,
    ].join('; '),
    1024,
  );

function summary(
  changes: readonly Change[],
  { admissions, workloads, lacking }: Omit<Outcomes, 'changes'>,
): string[] {
  const sum = (of: (change: Change) => number): number =>
    changes.reduce((total, change) => total + of(change), 0);
  const freed = sum(({ was, becomes }) => was.milliGPU - becomes.milliGPU);
  const priced = changes.filter(
    ({ was, becomes }) => was.price !== undefined && becomes.price !== undefined,
  );
  const saved = priced.reduce(
    (total, { was, becomes }) => total + (was.price ?? 0) - (becomes.price ?? 0),
    0,
  );
  const [less, more] = [freed >= 0 ? 'fewer' : 'more', saved >= 0 ? 'less' : 'more'];
  return [
    `${changes.length} of ${workloads} workloads come out otherwise (${admissions} admissions on record)`,
    ...(changes.length === 0
      ? []
      : [
          `by pod of each: ${gpus(Math.abs(freed))} GPU ${less}${priced.length === 0 ? '' : `, ${round(Math.abs(saved))} ${more} in money`}`,
        ]),
    ...(lacking === 0
      ? []
      : [
          `${lacking} admissions could not be decided again: what decided them, such as the value of a variable, is not kept`,
        ]),
  ];
}

const round = (amount: number): string => String(Math.round(amount * 1000) / 1000);
