/** The report for a terminal, or for whoever reads its lines. */
import { counted } from '../../core/text.ts';
import type { Colours } from '../../report/colour.ts';
import { inTerminal as plain } from '../../report/spelt.ts';
import type { Row, ScanReport } from '../report.ts';
import { releasable } from '../sums.ts';
import { bar, type Bars } from './bar.ts';
import { PRODUCT_HEAD, productCells, ROW_HEAD, rowCells } from './cells.ts';
import { fitted, type Sheet, type Yields } from './fitted.ts';
import { sections } from './sections.ts';
import { headline, origins, points } from './words.ts';

export interface Screen {
  readonly colours: Colours;
  readonly bars: Bars;
  /** Columns of the terminal; without bars nobody looks, and lines are whole. */
  readonly width: number;
}

/** More rows than this are for -o csv. */
const ROWS = 50;
const LINES = 20;

export function scanText(report: ScanReport, screen: Screen): string {
  const { colours } = screen;
  const blocks = [
    [colours.bold(plain(headline(report))), ...points(report).map((line) => `  ${plain(line)}`)],
    origins(report).map((line) => colours.dim(plain(line))),
    productsText(report.products, screen),
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

const plainly = (cells: readonly string[]): string[] => cells.map(plain);

function productsText(products: ScanReport['products'], screen: Screen): string[] {
  if (products.length === 0) return [];
  const sheet = { head: [...PRODUCT_HEAD], rows: products.map(productCells).map(plainly) };
  return tabled(sheet, OF_PRODUCT, screen);
}

const OF_PRODUCT: Yields = {
  names: ['CARD', 'SLICES WANTED'],
  least: ['NODES', 'PACKED, AT LEAST', 'HELD', 'IDLE', 'CARDS', 'SLICES WANTED'],
};
const OF_ROW: Yields = {
  names: ['WORKLOAD', 'SHAPE'],
  least: ['SURE', 'HOURS', 'COMPUTE P95', 'REPLICAS', 'VRAM', 'HELD', 'SHAPE'],
};

function tabled(sheet: Sheet, yields: Yields, { colours, bars, width }: Screen): string[] {
  const { lines, left } = fitted(sheet, yields, bars === 'none' ? Infinity : width);
  const [head = '', ...rows] = lines;
  return [colours.bold(head), ...rows, ...narrow(left)];
}

const narrow = (left: number): string[] =>
  left === 0 ? [] : [`  and ${counted(left, 'column')} that there is no room for: -o csv`];

function some(lines: readonly string[], most: number): string[] {
  const more = lines.length - most;
  return more > 0 ? [...lines.slice(0, most), `  and ${more} more: -o json`] : [...lines];
}

const LEAST_BAR = 8;
const MOST_BAR = 32;
const GAP = 2;
/** In fewer columns the names and what becomes of them need all. */
const LEAST_WIDTH = 72;

function rowsText(rows: readonly Row[], screen: Screen): string[] {
  if (rows.length === 0) return ['no pod that runs holds a GPU'];
  const shown = rows.slice(0, ROWS);
  const sheet = { head: [...ROW_HEAD], rows: shown.map(rowCells).map(plainly) };
  const withBar = screen.bars !== 'none' && screen.width >= LEAST_WIDTH;
  const lines = withBar ? drawn(sheet, shown, screen) : tabled(sheet, OF_ROW, screen);
  return [...lines, ...moreRows(rows.length)];
}

/** A bar at the end of each line: what it needs less of is seen before it is read. */
function drawn(sheet: Sheet, rows: readonly Row[], { colours, bars, width }: Screen): string[] {
  const { lines, left } = fitted(sheet, OF_ROW, width - GAP - LEAST_BAR);
  const [head = '', ...body] = lines;
  const widest = Math.max(...lines.map(({ length }) => length));
  const room = Math.min(MOST_BAR, width - widest - GAP);
  const painted = rows.map((row, nth) => {
    const signs = bar(row, bars, room);
    const tinted = releasable(row) > 0 ? colours.green(signs) : colours.dim(signs);
    return `${(body[nth] ?? '').padEnd(widest + GAP)}${tinted}`.trimEnd();
  });
  return [colours.bold(head), ...painted, ...narrow(left)];
}

const moreRows = (all: number): string[] =>
  all > ROWS ? [`  and ${all - ROWS} more: -o csv`] : [];
