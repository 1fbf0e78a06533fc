/** A header, and a row for each container of a workload, for a spreadsheet. */
import type { Row, ScanReport } from '../report.ts';
import { releasable } from '../sums.ts';

const COLUMNS: readonly (readonly [name: string, of: (row: Row) => string | number | undefined])[] =
  [
    ['namespace', (row) => row.namespace],
    ['kind', (row) => row.kind],
    ['name', (row) => row.name],
    ['container', (row) => row.container],
    ['class', (row) => row.class],
    ['replicas', (row) => row.replicas],
    ['product', (row) => row.product],
    ['asked', (row) => row.asked],
    ['heldMilliGPU', (row) => row.heldMilliGPU],
    ['neededMilliGPU', (row) => row.neededMilliGPU],
    ['releasableMilliGPU', releasable],
    ['verdict', (row) => row.verdict],
    ['shape', (row) => row.shape],
    ['supply', (row) => row.supply],
    ['vramMaxMiB', (row) => row.vramMaxMiB],
    ['cardMiB', (row) => row.cardMiB],
    ['smP95', (row) => row.smP95],
    ['hours', (row) => row.hours],
    ['samples', (row) => row.samples],
    ['confidence', (row) => row.confidence],
    ['rule', (row) => row.rule],
    ['says', (row) => row.says],
    ['missing', (row) => row.missing],
    ['template', (row) => row.template],
    ['trials', (row) => row.trials],
    ['tooSmall', (row) => row.tooSmall],
    ['engineNeedMiB', (row) => row.engineNeedMiB],
    ['reserved', (row) => row.reserved],
  ];

export const scanCsv = ({ workloads }: ScanReport): string =>
  [COLUMNS.map(([name]) => name), ...workloads.map((row) => COLUMNS.map(([, of]) => cell(of(row))))]
    .map((cells) => `${cells.join(',')}\n`)
    .join('');

/** A spreadsheet runs what begins so, whoever has named a workload. */
const FORMULA = /^[=+\-@\t\r]/;

export function cell(value: string | number | undefined): string {
  if (typeof value !== 'string') return value === undefined ? '' : String(value);
  const text = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
