/** The whole report, of what was looked up: no clock, no cluster. */
import type { Pod } from '../core/pod.ts';
import { totalsOf } from './products.ts';
import type { ProductTotal, Row, ScanReport } from './report.ts';
import { joiningPolicy, joiningsOf } from '../usage/underuse/joining.ts';
import type { Held } from '../usage/underuse/held.ts';
import { titleOf } from '../usage/underuse/report.ts';
import { rowsOf, wasHeldAgainst, type Facts } from './rows.ts';
import { releasable, sumOf } from './sums.ts';

/** What is told as it was looked up. */
type Frame = Pick<
  ScanReport,
  | 'cluster'
  | 'readAt'
  | 'from'
  | 'until'
  | 'sources'
  | 'match'
  | 'strangers'
  | 'forbidden'
  | 'ofOthers'
  | 'policies'
  | 'namespaces'
  | 'notSeen'
>;

export interface Looked extends Facts, Frame {
  readonly pods: readonly Pod[];
  /** The same, as the report of under-use has them. */
  readonly held: readonly Held[];
  readonly waiting: number;
}

export function scanned(looked: Looked): ScanReport {
  const { cluster, readAt, from, until, sources, policies, namespaces, notSeen } = looked;
  const { trials, days } = looked.backTest;
  const sent = trials.filter(({ namespace }) => !looked.excluded.has(namespace));
  const backTest = { days, trials: sent };
  const rows = rowsOf(looked.pods, { ...looked, backTest });
  const products = totalsOf(rows, looked);
  return {
    apiVersion: 'tranche.dev/v1alpha1',
    kind: 'ScanReport',
    ...(cluster === undefined ? {} : { cluster }),
    readAt,
    from,
    until,
    sources,
    ...framed(looked),
    policies,
    namespaces,
    notSeen,
    summary: summaryOf(rows, products, looked.waiting),
    products,
    backTest: backTestOf(backTest),
    workloads: rows,
    joinings: joiningsIn(rows, looked.held),
  };
}

/** What is said only where it is so. */
function framed({ ofOthers, match, strangers, forbidden }: Frame): Partial<ScanReport> {
  return {
    ...(match === undefined || match.length === 0 ? {} : { match }),
    ...(strangers === undefined || strangers.length === 0 ? {} : { strangers }),
    ...(ofOthers ? { ofOthers } : {}),
    ...(forbidden === undefined ? {} : { forbidden }),
  };
}

/** Who was measured needs no joining. */
function joiningsIn(rows: readonly Row[], held: readonly Held[]): ScanReport['joinings'] {
  const unseen = new Set(rows.filter(({ verdict }) => verdict === 'unseen').map(titleOf));
  return joiningsOf(held.filter((one) => unseen.has(titleOf(one)))).map((one) => ({
    ...one,
    policy: joiningPolicy(one),
  }));
}

const freed = (rows: readonly Row[]): number => rows.reduce((sum, row) => sum + releasable(row), 0);

function summaryOf(rows: readonly Row[], products: readonly ProductTotal[], waiting: number) {
  const workloads = new Set(
    rows.map(({ namespace, kind, name }) => `${namespace}/${kind}/${name}`),
  );
  return {
    workloads: workloads.size,
    replicas: sumOf(rows, 'replicas'),
    heldMilliGPU: sumOf(rows, 'heldMilliGPU'),
    neededMilliGPU: sumOf(rows, 'neededMilliGPU'),
    releasableMilliGPU: freed(rows),
    offeredMilliGPU: freed(rows.filter(({ supply }) => supply === 'offered')),
    idleMilliGPU: products.reduce((sum, { idleMilliGPU }) => sum + idleMilliGPU, 0),
    waiting,
  };
}

function backTestOf({ days, trials }: Looked['backTest']): ScanReport['backTest'] {
  const judged = trials.filter(wasHeldAgainst);
  const tooSmall = judged.filter(({ outcome }) => outcome === 'tooSmall');
  return { days, judged: judged.length, held: judged.length - tooSmall.length, tooSmall };
}
