/** `tranche scan`: what slices would release in a cluster as it is, read with the rights of whoever asks. */
import { apiOf } from '../adapters/cluster/api.ts';
import { namespaceOf } from '../adapters/cluster/config.ts';
import { connectionOf, type PrometheusConfig } from '../adapters/prometheus/connection.ts';
import { yaml } from '../report/yaml.ts';
import type { Bars } from '../scan/render/bar.ts';
import { scanCsv } from '../scan/render/csv.ts';
import { scanHtml } from '../scan/render/html.ts';
import { scanMarkdown } from '../scan/render/markdown.ts';
import { scanText } from '../scan/render/text.ts';
import { headline, isNodeless } from '../scan/render/words.ts';
import type { ScanReport } from '../scan/report.ts';
import { saysNobody } from '../usage/sources/silence.ts';
import { configOf, type ChosenCluster } from './asking/connected.ts';
import { withPrometheus } from './profile/with-prometheus.ts';
import { look, type Look } from './scan/look.ts';
import { noted, paintOf } from './terminal.ts';

export type Format = 'table' | 'json' | 'yaml' | 'csv' | 'md' | 'html';

export interface ScanOptions extends ChosenCluster {
  readonly prometheus: PrometheusConfig;
  /** Files instead of a cluster. */
  readonly world: readonly string[];
  readonly policies: readonly string[];
  readonly namespace: readonly string[];
  readonly excludedNamespaces: readonly string[];
  readonly output: Format;
  readonly failOn?: 'too-small';
  /** Seconds back. */
  readonly since: number;
  /** Seconds after which an answer is of no use. */
  readonly deadline: number;
}

export async function run(options: ScanOptions): Promise<void> {
  const { since, deadline, output } = options;
  const report = await withPrometheus(connectionOf(options.prometheus), deadline, (ask) =>
    look({
      ...whereOf(options),
      ask,
      policies: options.policies,
      excluded: options.excludedNamespaces,
      now: Math.floor(Date.now() / 1000),
      since,
    }),
  );
  process.stdout.write(printed(report, output));
  // Whoever reads rows alone would take them for an answer.
  if (output !== 'table') whyNot(report).forEach(noted);
  process.exitCode = statusOf(report, options);
}

function whereOf(
  options: ScanOptions,
): Pick<Look, 'api' | 'home' | 'cluster' | 'world' | 'namespaces'> {
  const { world, namespace: namespaces } = options;
  if (world.length > 0) return { api: undefined, home: '', world, namespaces };
  const config = configOf(options);
  const cluster = config.getCurrentCluster()?.name ?? '';
  return { api: apiOf(config), home: namespaceOf(config), cluster, world, namespaces };
}

function whyNot(report: ScanReport): string[] {
  const { sources, match, forbidden } = report;
  return [
    ...(isNodeless(report) ? [`${headline(report)}: ${forbidden?.allow.join(' && ')}`] : []),
    ...(sources.length === 0 ? [saysNobody(match ?? [])] : []),
  ];
}

/** Nobody's use is known where no exporter is, nor slices where no nodes are: then nothing could be told that was asked. */
function statusOf(report: ScanReport, { failOn }: ScanOptions): number {
  const { sources, backTest } = report;
  if (sources.length === 0 || isNodeless(report)) return 2;
  return failOn === 'too-small' && backTest.tooSmall.length > 0 ? 1 : 0;
}

const FORMATS: Readonly<Record<Format, (report: ScanReport) => string>> = {
  table: (report) =>
    scanText(report, {
      colours: paintOf(),
      bars: barsHere(),
      width: process.stdout.columns || USUAL,
    }),
  json: (report) => `${JSON.stringify(report, null, 2)}\n`,
  yaml,
  csv: scanCsv,
  md: scanMarkdown,
  html: scanHtml,
};

/** Of a terminal that does not say how wide it is. */
const USUAL = 80;

const printed = (report: ScanReport, output: Format): string => FORMATS[output](report);

/** For eyes alone; in letters that every terminal has where nobody says that it has others. */
function barsHere(): Bars {
  if (!process.stdout.isTTY) return 'none';
  const { NO_COLOR = '', LC_ALL = '', LC_CTYPE = '', LANG = '' } = process.env;
  const locale = LC_ALL || LC_CTYPE || LANG;
  return NO_COLOR === '' && /utf-?8/i.test(locale) ? 'blocks' : 'ascii';
}
