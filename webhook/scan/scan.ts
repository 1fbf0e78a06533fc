/** The whole report, of what was looked up: no clock, no cluster. */
import type { Pod } from '../core/pod.ts';
import { totalsOf } from './products.ts';
import type { PoliciesBy, ProductTotal, Row, ScanReport } from './report.ts';
import { rowsOf, wasHeldAgainst, type Facts } from './rows.ts';
import { releasable, sumOf } from './sums.ts';

export interface Looked extends Facts {
  readonly pods: readonly Pod[];
  readonly waiting: number;
  readonly cluster?: string;
  readonly readAt: string;
  readonly from: string;
  readonly until: string;
  readonly sources: readonly string[];
  readonly ofOthers?: true;
  readonly policies: PoliciesBy;
  readonly namespaces: 'all' | readonly string[];
  readonly notSeen: readonly string[];
}

export function scanned(looked: Looked): ScanReport {
  const { cluster, readAt, from, until, sources, policies, namespaces, notSeen } = looked;
  const rows = rowsOf(looked.pods, looked);
  const products = totalsOf(rows, looked);
  return {
    apiVersion: 'tranche.dev/v1alpha1',
    kind: 'ScanReport',
    ...(cluster === undefined ? {} : { cluster }),
    readAt,
    from,
    until,
    sources,
    ...(looked.ofOthers ? { ofOthers: true } : {}),
    policies,
    namespaces,
    notSeen,
    summary: summaryOf(rows, products, looked.waiting),
    products,
    backTest: backTestOf(looked),
    workloads: rows,
  };
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

function backTestOf({ backTest: { days, trials } }: Looked): ScanReport['backTest'] {
  const judged = trials.filter(wasHeldAgainst);
  const tooSmall = judged.filter(({ outcome }) => outcome === 'tooSmall');
  return { days, judged: judged.length, held: judged.length - tooSmall.length, tooSmall };
}
