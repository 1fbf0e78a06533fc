/** `tranche profile`: what a Prometheus knows of the workloads of a cluster, as GpuProfiles. */
import type { Api } from '../adapters/cluster/api.ts';
import { applied } from '../adapters/profiler/apply.ts';
import { ranOnce, type Ran } from '../adapters/profiler/run.ts';
import type { Refused } from '../adapters/profiler/sound.ts';
import { written, yamlOf } from '../adapters/profiler/write.ts';
import { connectionOf, type PrometheusConfig } from '../adapters/prometheus/connection.ts';
import type { Published } from '../usage/profiling/published.ts';
import type { ChosenCluster } from './asking/connected.ts';
import { knownBy } from './profile/known.ts';
import { placeOf } from './profile/place.ts';
import { refusedLines } from './profile/refused.ts';
import { failsToTell, lines } from './profile/told.ts';
import { withPrometheus } from './profile/with-prometheus.ts';
import { noted } from './terminal.ts';

export interface ProfileOptions extends ChosenCluster {
  readonly prometheus: PrometheusConfig;
  /** Files instead of a cluster. */
  readonly world: readonly string[];
  /** Of the cluster these only; none: all that may be seen. */
  readonly namespace: readonly string[];
  readonly output: 'yaml' | 'json';
  readonly write?: string;
  readonly apply: boolean;
  /** Seconds back, where no earlier run has been. */
  readonly since: number;
  /** Seconds after which an answer is of no use. */
  readonly deadline: number;
}

export async function run(options: ProfileOptions): Promise<void> {
  const { write, since, deadline } = options;
  const place = placeOf(options);
  const connection = connectionOf(options.prometheus);
  const { known, notes } = await knownBy({ ...place, folder: write });
  const ran = await withPrometheus(connection, deadline, (ask) =>
    ranOnce(ask, known, { now: Math.floor(Date.now() / 1000), since }),
  );
  for (const line of [...notes, ...lines(ran)]) noted(line);
  const refused = await put(ran, options, place.api);
  refusedLines(refused).forEach(noted);
  process.exitCode = statusOf(ran, refused);
}

/** Where no exporter is, nobody's use is known. */
function statusOf(ran: Ran, refused: readonly Refused[]): number {
  if (ran.sources.length === 0) return 2;
  return failsToTell(ran) || refused.length > 0 ? 1 : 0;
}

/** What could not be written, after all that could. */
async function put(
  { profiles }: Ran,
  options: ProfileOptions,
  api?: Api,
): Promise<readonly Refused[]> {
  const { write, apply, output } = options;
  if (write !== undefined) {
    const { files, refused } = written(write, profiles);
    for (const file of files) process.stderr.write(`tranche: wrote ${file}\n`);
    return refused;
  }
  if (apply && api !== undefined) {
    const { written: all, refused } = await applied(api, profiles);
    for (const { metadata } of all)
      process.stderr.write(`tranche: applied GpuProfile ${metadata.namespace}/${metadata.name}\n`);
    return refused;
  }
  process.stdout.write(printed(profiles, output));
  return [];
}

const printed = (profiles: readonly Published[], output: ProfileOptions['output']): string =>
  output === 'yaml'
    ? profiles.map(yamlOf).join('---\n')
    : `${JSON.stringify({ apiVersion: 'v1', kind: 'List', items: profiles }, null, 2)}\n`;
