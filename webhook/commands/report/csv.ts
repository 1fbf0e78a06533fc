/** The report for a spreadsheet: a row for each workload, measured or not. */
import { cell } from '../../report/csv-cell.ts';
import type { UnderUse, Unmeasured, Use } from '../../usage/underuse/report.ts';

type Cell = string | number | boolean;

const ofUse =
  (of: (one: Use) => Cell, otherwise: Cell = '') =>
  (one: Use | Unmeasured): Cell =>
    'why' in one ? otherwise : of(one);

const COLUMNS: readonly (readonly [head: string, of: (one: Use | Unmeasured) => Cell])[] = [
  ['namespace', (one) => one.namespace],
  ['kind', (one) => one.kind],
  ['name', (one) => one.name],
  ['team', (one) => one.team],
  ['class', ofUse((one) => one.class)],
  ['pods', (one) => one.pods],
  ['gpus', (one) => one.milliGPU / 1000],
  ['memory', ofUse((one) => one.memory.toFixed(3))],
  ['compute', ofUse((one) => one.compute.toFixed(3))],
  ['use', ofUse((one) => one.use.toFixed(3))],
  ['standing', ofUse((one) => one.standing, 'unmeasured')],
  ['unchanged_days', ofUse((one) => one.unchangedDays ?? '')],
  ['stale', ofUse((one) => one.stale)],
  ['why', (one) => ('why' in one ? one.why : '')],
];

export const csv = ({ workloads, unmeasured }: UnderUse): string =>
  [
    COLUMNS.map(([head]) => head),
    ...[...workloads, ...unmeasured].map((one) => COLUMNS.map(([, of]) => of(one))),
  ]
    .map((row) => `${row.map(cell).join(',')}\r\n`)
    .join('');
