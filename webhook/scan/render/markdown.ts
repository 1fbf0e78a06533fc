/** The report for an issue or a wiki: cut where they would refuse it, and never in the middle of a line. */
import { utf8Length } from '../../core/text.ts';
import { inMarkdown as escaped } from '../../report/spelt.ts';
import type { ScanReport } from '../report.ts';
import { PRODUCT_HEAD, productCells, ROW_HEAD, rowCells } from './cells.ts';
import { sections } from './sections.ts';
import { headline, origins, points } from './words.ts';

/** What GitHub takes of a comment, and a little less. */
const MOST_BYTES = 64 * 1024;

export function scanMarkdown(report: ScanReport): string {
  return cut([
    `## ${escaped(headline(report))}`,
    '',
    ...points(report).map((one) => `- ${escaped(one)}`),
    '',
    ...origins(report).map((one) => `> ${escaped(one)}  `),
    '',
    ...tabled(PRODUCT_HEAD, report.products.map(productCells)),
    ...tabled(ROW_HEAD, report.workloads.map(rowCells)),
    ...sections(report).flatMap(({ title, lines }) => [
      `### ${title}`,
      '',
      ...lines.map(([whom, says]) => `- ${escaped(whom)}: ${escaped(says)}`),
      '',
    ]),
  ]);
}

const line = (cells: readonly string[]): string => `| ${cells.map(escaped).join(' | ')} |`;

function tabled(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return rows.length === 0
    ? []
    : [line(head), `|${head.map(() => ' --- |').join('')}`, ...rows.map(line), ''];
}

function cut(lines: readonly string[]): string {
  const kept: string[] = [];
  const room = MOST_BYTES - utf8Length(lastLine(lines.length));
  let bytes = 0;
  for (const one of lines) {
    bytes += utf8Length(one) + 1;
    if (bytes > room) return `${kept.join('\n')}\n${lastLine(lines.length - kept.length)}`;
    kept.push(one);
  }
  return `${kept.join('\n').trimEnd()}\n`;
}

const lastLine = (left: number): string => `\nand ${left} more lines: -o csv or -o html has all\n`;
