/** The report for a terminal, or for whoever reads its lines. */
import { oneLine } from '../../core/text.ts';
import type { Colours } from '../../report/colour.ts';
import { table } from '../../status/table.ts';
import type { Row, ScanReport } from '../report.ts';
import { releasable } from '../sums.ts';
import { bar, type Bars } from './bar.ts';
import { PRODUCT_HEAD, productCells, ROW_HEAD, rowCells } from './cells.ts';
import { sections } from './sections.ts';
import { headline, origins, points } from './words.ts';

export interface Screen {
  readonly colours: Colours;
  readonly bars: Bars;
  /** Columns of the terminal. */
  readonly width: number;
}

/** More rows than this are for -o csv. */
const ROWS = 50;
const LINES = 20;
const LONGEST = 400;

export function scanText(report: ScanReport, screen: Screen): string {
  const { colours } = screen;
  const blocks = [
    [colours.bold(plain(headline(report))), ...points(report).map((line) => `  ${plain(line)}`)],
    origins(report).map((line) => colours.dim(plain(line))),
    headed(table([...PRODUCT_HEAD], report.products.map(productCells).map(plainly)), colours),
    rowsText(report.workloads, screen),
    ...sections(report).map(({ title, lines }) => [
      colours.bold(title),
      ...some(
        lines.map(([whom, says]) => `  ${plain(whom)}: ${plain(says)}`),
        LINES,
      ),
    ]),
  ];
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n');
}

/** What a cluster and its files say may hold what a terminal obeys. */
const plain = (text: string): string => oneLine(text, LONGEST);
const plainly = (cells: readonly string[]): string[] => cells.map(plain);

const headed = ([head = '', ...rows]: readonly string[], colours: Colours): string[] =>
  rows.length === 0 ? [] : [colours.bold(head), ...rows];

function some(lines: readonly string[], most: number): string[] {
  const more = lines.length - most;
  return more > 0 ? [...lines.slice(0, most), `  and ${more} more: -o json`] : [...lines];
}

const LEAST_BAR = 8;
const MOST_BAR = 32;

function rowsText(rows: readonly Row[], { colours, bars, width }: Screen): string[] {
  if (rows.length === 0) return ['no pod that runs holds a GPU'];
  const shown = rows.slice(0, ROWS);
  const lines = table([...ROW_HEAD], shown.map(rowCells).map(plainly));
  const widest = Math.max(...lines.map(({ length }) => length));
  const room = Math.max(LEAST_BAR, Math.min(MOST_BAR, width - widest - 2));
  const [head = '', ...body] = lines.map((line) => line.padEnd(widest));
  const painted = body.map((line, nth) => {
    const row = shown[nth];
    if (row === undefined || bars === 'none') return line.trimEnd();
    const drawn = bar(row, bars, room);
    return `${line}  ${releasable(row) > 0 ? colours.green(drawn) : colours.dim(drawn)}`.trimEnd();
  });
  return [colours.bold(head.trimEnd()), ...painted, ...moreRows(rows.length)];
}

const moreRows = (all: number): string[] =>
  all > ROWS ? [`  and ${all - ROWS} more: -o csv`] : [];
