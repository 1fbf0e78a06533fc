/** What another set of policies would have made of the same admissions, one workload after the other. */
import { gpus, oneLine } from '../core/text.ts';
import type { Colours } from './colour.ts';
import type { Outcome } from './explain.ts';

export interface Side {
  readonly outcome: Outcome;
  /** What its containers were given, where something was in force. */
  readonly slices: readonly string[];
  /** Of the judgement. */
  readonly rule: string;
  readonly why: string;
  /** Each rule that found something, and what it does. */
  readonly found: readonly string[];
  /** As they are stored, but for our own words. */
  readonly edits: readonly string[];
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
  readonly changes: readonly Change[];
  /** Whose last record does not hold all that decides. */
  readonly lacking: readonly { readonly workload: string; readonly lacks: readonly string[] }[];
  /** What the cluster had decided otherwise than the old set does here. */
  readonly otherwise: readonly {
    readonly workload: string;
    readonly there: string;
    readonly here: string;
  }[];
  /** GpuQuotas that differ. */
  readonly quotas: readonly string[];
  /** Whether the old set has no GpuQuota at all; those of the World are never heard. */
  readonly quotaless: boolean;
  /** Whether one set has prices and the other none, so that no money can be told. */
  readonly halfPriced: boolean;
  /** Conditions on fields that no record holds. */
  readonly conditions: readonly string[];
}

/** Whether something may come out otherwise of which nothing is said. */
export const leavesOpen = (outcomes: Outcomes): boolean => {
  const { lacking, quotas, conditions, otherwise } = outcomes;
  // In a World without the pod's namespace nothing is decided, so two sets agree about nothing.
  const elsewhere = otherwise.some(({ here }) => here.startsWith('identity/namespace-unseen'));
  return elsewhere || lacking.length + quotas.length + conditions.length > 0;
};

export function changesText(outcomes: Outcomes, colours: Colours): string {
  const lines = outcomes.changes.flatMap((change) => [
    colours.bold(oneLine(change.workload, 1024)),
    colours.red(`  - ${sideLine(change.was, change.becomes)}`),
    colours.green(`  + ${sideLine(change.becomes, change.was)}`),
  ]);
  return `${[...lines, ...(lines.length > 0 ? [''] : []), ...summary(outcomes)].join('\n')}\n`;
}

/** Rules and edits only where the other side has others. */
function sideLine(side: Side, other: Side): string {
  const { outcome, slices, why, milliGPU, price } = side;
  const found = side.found.filter((one) => !other.found.includes(one));
  const alike = outcome === other.outcome && String(slices) === String(other.slices);
  const edits =
    alike || outcome === 'requests set'
      ? side.edits.filter((one) => !other.edits.includes(one))
      : [];
  return oneLine(
    [
      `${outcome}${slices.length > 0 ? ` ${slices.join(', ')}` : ''}`,
      `${gpus(milliGPU)} GPU${price === undefined ? '' : `, costs ${round(price)}`}`,
      why,
      ...found,
      ...edits,
    ].join('; '),
    1024,
  );
}

function summary(outcomes: Outcomes): string[] {
  const { changes, workloads, admissions } = outcomes;
  return [
    `${changes.length} of ${workloads} workloads come out otherwise (${admissions} admissions on record)`,
    ...(changes.length === 0 ? [] : [amounts(changes)]),
    ...open(outcomes),
  ];
}

/** What the figures leave open, each with those it concerns. */
function open(outcomes: Outcomes): string[] {
  const { lacking, otherwise, quotas, conditions, halfPriced } = outcomes;
  return [
    ...(halfPriced
      ? [
          'not told in money: one set alone has prices; a GpuCatalogue under --world is heard for both',
        ]
      : []),
    ...told(
      lacking.map(({ workload, lacks }) => `${workload} (${lacks.join(', ')})`),
      (of) => `not told of ${of}, since what decides it is not kept`,
    ),
    ...told(
      conditions,
      (of) => `not told what conditions decide that ask of fields which are not kept: ${of}`,
    ),
    ...told(
      quotas,
      (of) =>
        `not told what another GpuQuota makes of all pods together, only of each alone: ${of}`,
    ),
    ...told(
      otherwise.map(({ workload, there, here }) => `${workload} (${there} there, ${here} here)`),
      (of) =>
        `the cluster had decided otherwise than the old set does here, with other policies, profiles, nodes or pods: ${of}${forWantOfQuotas(outcomes)}`,
    ),
  ];
}

const forWantOfQuotas = ({ quotaless, otherwise }: Outcomes): string =>
  quotaless && otherwise.some(({ there }) => there.startsWith('quota/'))
    ? '; no GpuQuota is given under the old --policies, and those of --world are left out: name a folder that has the quotas too'
    : '';

/** As many as anybody reads. */
const MOST = 20;

function told(those: readonly string[], says: (of: string) => string): string[] {
  if (those.length === 0) return [];
  const more = those.length > MOST ? [`and ${those.length - MOST} more`] : [];
  const named = those.slice(0, MOST).map((one) => oneLine(one, 512));
  return [says([...named, ...more].join('; '))];
}

function amounts(changes: readonly Change[]): string {
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
  const cards =
    freed === 0 ? 'as many GPUs as before' : `${sign(-freed)}${gpus(Math.abs(freed))} GPU`;
  const money = `, ${sign(-saved)}${round(Math.abs(saved))} in money`;
  return `one pod of each workload: ${cards}${priced.length === 0 ? '' : money}`;
}

const sign = (more: number): string => (more > 0 ? '+' : more < 0 ? '-' : '');

const round = (amount: number): string => String(Math.round(amount * 1000) / 1000);
