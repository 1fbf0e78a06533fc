/** Those of whom more is to be said than a row of a table has room for, by what is said. */
import { counted } from '../../core/text.ts';
import { ONLY_RAN } from '../../usage/sources/compute.ts';
import type { Row, ScanReport } from '../report.ts';
import { titleOf } from './cells.ts';
import { nextSteps } from './next.ts';

export interface Section {
  readonly title: string;
  /** Whom, and what is said of it. */
  readonly lines: readonly (readonly [whom: string, says: string])[];
}

const told = (
  title: string,
  rows: readonly Row[],
  says: (row: Row) => string = ({ rule, says: why }) => `${rule}: ${why}`,
): Section => ({ title, lines: grouped(rows, says) });

export function sections(report: ScanReport): readonly Section[] {
  const { workloads, backTest, joinings } = report;
  const of = (verdict: Row['verdict']): readonly Row[] =>
    workloads.filter((row) => row.verdict === verdict);
  return [
    { title: 'Would have been too small', lines: backTest.tooSmall.map(tooSmallLine) },
    told(
      'Reserved is not needed',
      workloads.filter(({ reserved }) => reserved !== undefined),
      ({ reserved = '' }) => reserved,
    ),
    told('Never sliceable', of('never')),
    told(
      'Evidence missing',
      workloads.filter(({ missing }) => missing !== undefined),
      ({ missing = '' }) => missing,
    ),
    told(
      'Known poorly',
      workloads.filter(({ computeBy }) => computeBy === 'utilisation'),
      () => `confidence is low: ${ONLY_RAN}`,
    ),
    { title: 'Names that do not last', lines: joinings.map(joiningLine) },
    told('Keeps what it has', of('whole')),
    told('Excluded', of('excluded'), ({ says }) => says),
    told('A slice already', of('sliced')),
    told(
      'Would be judged otherwise when it comes anew',
      workloads.filter(({ template }) => template !== undefined),
      ({ template = '' }) => template,
    ),
    { title: 'What to do next', lines: nextSteps(report) },
  ].filter(({ lines }) => lines.length > 0);
}

const joiningLine = ({ by, ...one }: ScanReport['joinings'][number]): readonly [string, string] => [
  `${one.namespace}/${one.kind}`,
  by === undefined
    ? `${one.names} names, a workload each, and no label in common: give each template app.kubernetes.io/name, and a GpuPolicy for them identity: [app.kubernetes.io/name]`
    : `${one.names} names, a workload each; by ${by.label} they are ${counted(by.workloads, 'workload')}, which evidence reaches: a GpuPolicy for them with identity: [${by.label}] (-o yaml has it)`,
];

const tooSmallLine = ({
  namespace,
  kind,
  name,
  container,
  day,
  shape,
  capacityMiB,
  peakMiB,
}: ScanReport['backTest']['tooSmall'][number]): readonly [string, string] => [
  `${namespace}/${kind}/${name} ${container}`,
  `${shape} of day ${day + 1} holds ${capacityMiB} MiB, and the day after took ${peakMiB} MiB`,
];

/** One cause is said once, with whom it concerns. */
function grouped(rows: readonly Row[], says: (row: Row) => string): Section['lines'] {
  const causes = new Map<string, Set<string>>();
  for (const row of rows) {
    const whom = causes.get(says(row)) ?? new Set();
    whom.add(titleOf(row));
    causes.set(says(row), whom);
  }
  return [...causes].map(([why, whom]) => [shortened([...whom]), why]);
}

const SHOWN = 3;

const shortened = (whom: readonly string[]): string =>
  whom.length > SHOWN
    ? `${whom.slice(0, SHOWN).join(', ')} and ${whom.length - SHOWN} more`
    : whom.join(', ');
