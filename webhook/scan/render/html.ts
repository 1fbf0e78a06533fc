/** The report as one page that asks nobody for anything: no script, no font, no picture. */
import { inHtml as escaped, LOOK } from '../../report/page.ts';
import type { Row, ScanReport } from '../report.ts';
import { PRODUCT_HEAD, productCells, ROW_HEAD, rowCells } from './cells.ts';
import { sections } from './sections.ts';
import { headline, origins, points } from './words.ts';

const STYLE = `${LOOK}body { max-width: 90rem; } meter { width: 10rem; }
`;

/** Whatever a workload is called, nothing in the page may run or be fetched. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'";

export const scanHtml = (report: ScanReport): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Tranche scan</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${escaped(headline(report))}</h1>
${list(points(report))}
<p class="soft">${origins(report).map(escaped).join('<br>\n')}</p>
<h2>Cards</h2>
${tabled(
  PRODUCT_HEAD,
  report.products.map((total) => productCells(total).map(escaped)),
)}
<h2>Workloads</h2>
${tabled(
  [...ROW_HEAD, ''],
  report.workloads.map((row) => [...rowCells(row).map(escaped), meter(row)]),
)}
${sections(report).map(sectionOf).join('\n')}
</body>
</html>
`;

const list = (lines: readonly string[]): string =>
  `<ul>\n${lines.map((line) => `<li>${escaped(line)}</li>`).join('\n')}\n</ul>`;

const sectionOf = ({ title, lines }: ReturnType<typeof sections>[number]): string =>
  `<h2>${escaped(title)}</h2>\n<ul>\n${lines
    .map(([whom, says]) => `<li><b>${escaped(whom)}</b>: ${escaped(says)}</li>`)
    .join('\n')}\n</ul>`;

/** Cells that are HTML already. */
const tabled = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  `<div class="wide"><table>\n<thead><tr>${head.map((name) => `<th scope="col">${escaped(name)}</th>`).join('')}</tr></thead>\n<tbody>\n${rows
    .map((cells) => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`)
    .join('\n')}\n</tbody>\n</table></div>`;

const meter = ({ vramMaxMiB, cardMiB }: Row): string =>
  vramMaxMiB === undefined || cardMiB === undefined
    ? ''
    : `<meter min="0" max="${cardMiB}" value="${Math.min(vramMaxMiB, cardMiB)}" title="${vramMaxMiB} of ${cardMiB} MiB"></meter>`;
