/** `tranche report`: who uses less than half of what they hold, for the week's round. */
import { ranOnce } from '../adapters/profiler/run.ts';
import { prometheusClient } from '../adapters/prometheus/client.ts';
import { connectionOf, type PrometheusConfig } from '../adapters/prometheus/connection.ts';
import { prometheusSource } from '../adapters/prometheus/source.ts';
import { oneLine } from '../core/text.ts';
import { heldIn } from '../usage/underuse/held.ts';
import { joiningsOf } from '../usage/underuse/joining.ts';
import { titleOf, underUse } from '../usage/underuse/report.ts';
import type { ChosenCluster } from './asking/connected.ts';
import { knownBy, type Before } from './profile/known.ts';
import { placeOf } from './profile/place.ts';
import { progressBar } from './profile/progress.ts';
import { lines } from './profile/told.ts';
import { figuresIn, type Profiles } from './report/figures.ts';
import { printed, type Format } from './report/printed.ts';
import { failed } from './terminal.ts';

export interface ReportOptions extends ChosenCluster {
  /** Absent: by the profiles that there are. */
  readonly prometheus?: PrometheusConfig;
  /** Files instead of a cluster. */
  readonly world: readonly string[];
  /** Of the cluster these only; none: all that may be seen. */
  readonly namespace: readonly string[];
  readonly output: Format;
  /** Seconds back, where no earlier run has been. */
  readonly since: number;
  /** Seconds after which an answer is of no use. */
  readonly deadline: number;
  /** Days after which a request should have been looked at again. */
  readonly staleDays: number;
}

export async function run(options: ReportOptions): Promise<void> {
  const { world, staleDays, output } = options;
  const before = await knownBy({ ...placeOf(options), folder: undefined });
  for (const note of before.notes) process.stderr.write(`tranche: ${oneLine(note, LONGEST)}\n`);
  const profiles = await profilesOf(before, options);
  const held = heldIn(before.known.standing, before.known.world);
  if (held.length === 0 && world.length > 0 && before.known.standing.pods.length > 0)
    return failed(NOBODY_RUNS);
  const { readAt: now } = before.known.world;
  const found = underUse(held, figuresIn(profiles), { now, staleDays });
  if (held.length > 0 && found.workloads.length === 0) failed(BLIND);
  const blind = new Set(found.unmeasured.map(titleOf));
  const joinings = joiningsOf(held.filter((one) => blind.has(titleOf(one))));
  process.stdout.write(printed({ ...found, at: now, joinings }, output));
  if (found.workloads.some(({ standing }) => standing === 'under')) process.exitCode = 1;
}

const LONGEST = 2048;

const NOBODY_RUNS =
  'tranche: no pod of these files is said to run and to hold a GPU: a snapshot leaves the status out, kubectl get pods -A -o yaml has it';

const BLIND =
  'tranche: pods hold GPUs, and none of them has figures that can be gone by; tranche profile says of each what to look at';

/** With a Prometheus, what it says now is added to what is known; nothing is written. */
async function profilesOf(
  { known }: Before,
  { prometheus, since, deadline }: ReportOptions,
): Promise<Profiles> {
  if (prometheus === undefined) return known.profiles;
  const client = prometheusClient(connectionOf(prometheus));
  const bar = progressBar(process.stderr);
  try {
    const patience = { deadline: Date.now() + deadline * 1000, progress: bar.shows };
    const ask = { client, source: prometheusSource(client), patience };
    const ran = await ranOnce(ask, known, { now: Math.floor(Date.now() / 1000), since });
    bar.gone();
    for (const line of lines(ran)) process.stderr.write(`tranche: ${oneLine(line, LONGEST)}\n`);
    const measured = ran.profiles.map(({ metadata, spec }) => ({ ...metadata, ...spec }));
    return [...known.profiles, ...measured];
  } finally {
    bar.gone();
    client.close();
  }
}
