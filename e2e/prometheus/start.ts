/**
 * A real Prometheus on loopback, on ports that are free, in a folder of its own: scraping the exporters
 * of a script, knowing a past, or both.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import { prometheus } from '../binaries/prometheus.ts';
import { freePorts } from '../control-plane/addresses.ts';
import { answering, serve, type Service } from '../process.ts';
import { rowsOf, writeRows, type Past, type Row } from './past.ts';
import type { FleetScript } from './script.ts';
import { targetsOf, type Target } from './targets.ts';

export interface PrometheusWishes {
  readonly script?: FleetScript;
  /** As most charts have it: the labels of the target stay, those of the exporter are renamed. */
  readonly honorLabels?: boolean;
  /** Absent: nothing is scraped. */
  readonly scrapeSeconds?: number;
  /** Of the script; or else rows as they are. */
  readonly past?: Past;
  readonly rows?: readonly Row[];
  readonly rules?: readonly string[];
  /** Prometheus' own `web.config.file`. */
  readonly web?: object;
  readonly flags?: readonly string[];
}

export interface StartedPrometheus {
  /** `http` or, by the web configuration, `https`. */
  readonly url: string;
  readonly folder: string;
  stop(): Promise<void>;
}

export async function startPrometheus(wishes: PrometheusWishes = {}): Promise<StartedPrometheus> {
  const folder = mkdtempSync(join(tmpdir(), 'tranche-prometheus-'));
  const services: Service[] = [];
  const stop = async (): Promise<void> => {
    for (const service of services.toReversed()) await service.kill();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const [port = 0, exporterPort = 0] = await freePorts(2);
    const targets = targetsOf(wishes.script ?? NOBODY, wishes.honorLabels ?? false);
    await remember(wishes, targets, folder);
    const scraped = wishes.scrapeSeconds === undefined ? [] : targets;
    if (scraped.length > 0) services.push(await exporter(wishes, exporterPort, folder));
    configure(folder, wishes, scrapeConfigs(scraped, exporterPort));
    services.push(await server(folder, `127.0.0.1:${port}`, wishes));
    return { url: `${protocolOf(wishes)}://127.0.0.1:${port}`, folder, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

const protocolOf = ({ web = {} }: PrometheusWishes): string =>
  'tls_server_config' in web ? 'https' : 'http';

const NOBODY: FleetScript = { uses: [] };

async function remember(wishes: PrometheusWishes, targets: readonly Target[], folder: string) {
  const { script = NOBODY, past, rows = past ? rowsOf(script, targets, past) : [] } = wishes;
  if (rows.length > 0) await writeRows(rows, folder);
}

function configure(folder: string, wishes: PrometheusWishes, scrape_configs: object[]): void {
  const interval = `${wishes.scrapeSeconds ?? 60}s`;
  const config = {
    global: { scrape_interval: interval, scrape_timeout: interval, evaluation_interval: interval },
    rule_files: wishes.rules ?? [],
    scrape_configs,
  };
  writeFileSync(join(folder, 'prometheus.yml'), stringify(config));
  if (wishes.web) writeFileSync(join(folder, 'web.yml'), stringify(wishes.web));
}

/** One job for each target: whether labels are honoured is said of a job. */
const scrapeConfigs = (targets: readonly Target[], port: number): object[] =>
  targets.map(({ path, labels, honorLabels }, nth) => ({
    job_name: `scripted-${nth}`,
    metrics_path: path,
    honor_labels: honorLabels,
    static_configs: [{ targets: [`127.0.0.1:${port}`], labels }],
  }));

async function exporter(wishes: PrometheusWishes, port: number, folder: string): Promise<Service> {
  const file = join(folder, 'script.json');
  writeFileSync(file, JSON.stringify(wishes.script ?? NOBODY));
  const program = fileURLToPath(new URL('exporter.ts', import.meta.url));
  const command = [process.execPath, program, file, `${port}`] as const;
  const service = await serve('exporter', command, { log: join(folder, 'exporter.log') });
  const url = `http://127.0.0.1:${port}/objects/metrics`;
  await answering(service, async () => (await fetch(url)).ok, 30);
  return service;
}

async function server(folder: string, address: string, wishes: PrometheusWishes): Promise<Service> {
  const log = join(folder, 'prometheus.log');
  const command = [
    (await prometheus()).server,
    `--config.file=${join(folder, 'prometheus.yml')}`,
    `--storage.tsdb.path=${join(folder, 'data')}`,
    '--storage.tsdb.retention.time=365d',
    `--web.listen-address=${address}`,
    ...(wishes.web ? [`--web.config.file=${join(folder, 'web.yml')}`] : []),
    ...(wishes.flags ?? []),
  ] as const;
  const service = await serve('prometheus', command, { log });
  // Its log says so whatever it takes to be let in.
  const ready = (): boolean => readFileSync(log, 'utf8').includes('ready to receive web requests');
  await answering(service, async () => ready(), 30);
  return service;
}
