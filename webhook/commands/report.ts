/** `tranche report`: who uses less than half of what they hold, for the week's round. */
import { ranOnce } from '../adapters/profiler/run.ts';
import { connectionOf, type PrometheusConfig } from '../adapters/prometheus/connection.ts';
import { ofKind, type Document } from '../policy/documents.ts';
import { lineOf } from '../policy/render.ts';
import type { PoliciesBy } from '../scan/report.ts';
import type { Published } from '../usage/profiling/published.ts';
import { heldIn } from '../usage/underuse/held.ts';
import { joiningsOf } from '../usage/underuse/joining.ts';
import { titleOf, underUse } from '../usage/underuse/report.ts';
import type { ChosenCluster } from './asking/connected.ts';
import { knownBy, type Before } from './profile/known.ts';
import { placeOf } from './profile/place.ts';
import { doubts, lines } from './profile/told.ts';
import { withPrometheus } from './profile/with-prometheus.ts';
import { anewOf, type Anew } from './report/anew.ts';
import { failsOn, type FailOn } from './report/failing.ts';
import { figuresIn } from './report/figures.ts';
import { printed, type Format } from './report/printed.ts';
import { judgedBy } from './scan/policies.ts';
import { withProfiles, worldsOf, type Worlds } from './scan/worlds.ts';
import { failed, noted } from './terminal.ts';

export interface ReportOptions extends ChosenCluster {
  /** Absent: by the profiles that there are. */
  readonly prometheus?: PrometheusConfig;
  /** To judge by instead of those that are there. */
  readonly policies: readonly string[];
  /** Files instead of a cluster. */
  readonly world: readonly string[];
  /** Of the cluster these only; none: all that may be seen. */
  readonly namespace: readonly string[];
  readonly output: Format;
  readonly failOn: FailOn;
  readonly excludedNamespaces: readonly string[];
  /** Seconds back, where no earlier run has been. */
  readonly since: number;
  /** Seconds after which an answer is of no use. */
  readonly deadline: number;
  /** Days after which a request should have been looked at again. */
  readonly staleDays: number;
}

export async function run(options: ReportOptions): Promise<void> {
  const { world: files, staleDays, output, failOn } = options;
  const before = await knownBy({ ...placeOf(options), folder: undefined });
  before.notes.forEach(noted);
  const { measured, unsure } = await measuredNow(before, options);
  const judged = judgedNow(before, measured, options);
  // What is asked of evidence is asked by whom it is judged by.
  const { standing: world } = judged.worlds ?? { standing: before.known.world };
  const held = heldIn(before.known.standing, world);
  if (held.length === 0 && files.length > 0 && before.known.standing.pods.length > 0)
    return failed(NOBODY_RUNS);
  const { readAt: now } = before.known.world;
  const told = measured.map(({ metadata, spec }) => ({ ...metadata, ...spec }));
  const figures = figuresIn([...before.known.profiles, ...told], unsure);
  const found = underUse(held, figures, { now, staleDays });
  if (held.length > 0 && found.workloads.length === 0) failed(blind(options));
  const unmeasured = new Set(found.unmeasured.map(titleOf));
  const joinings = joiningsOf(held.filter((one) => unmeasured.has(titleOf(one))));
  const anew = whoAnew(before, judged, options);
  const teamless = ofKind(judged.documents, 'GpuQuota').length === 0;
  process.stdout.write(printed({ ...found, ...anew, at: now, joinings, teamless }, output));
  if (failsOn(failOn, found)) process.exitCode = 1;
}

interface Judged extends PoliciesBy {
  readonly documents: readonly Document[];
  readonly worlds?: Worlds;
}

/** Policies that contradict each other keep nobody from being told of use. */
function judgedNow(
  { documents, known }: Before,
  measured: readonly Published[],
  { world: files, policies }: ReportOptions,
): Judged {
  const { documents: chosen, ...by } = judgedBy(
    documents,
    policies,
    files.length > 0 ? 'files' : 'cluster',
  );
  const worlds = worldsOf(withProfiles(chosen, measured), known.world.readAt);
  if ('standing' in worlds) return { ...by, documents: chosen, worlds };
  const [first] = worlds;
  noted(
    `what each would be given anew cannot be told${first === undefined ? '' : `: ${lineOf(first)}`}`,
  );
  return { ...by, documents: chosen };
}

function whoAnew(
  { known: { standing } }: Before,
  { by, says, worlds }: Judged,
  { excludedNamespaces: excluded }: ReportOptions,
): { readonly anew?: Anew } {
  return worlds === undefined
    ? {}
    : { anew: { policies: { by, says }, rows: anewOf({ standing, worlds, excluded }) } };
}

const NOBODY_RUNS =
  'tranche: no pod of these files is said to run and to hold a GPU: a snapshot leaves the status out, kubectl get pods -A -o yaml has it';

/** Whoever asked a Prometheus already is told who of its exporters is silent by the run itself. */
const blind = ({ prometheus }: ReportOptions): string =>
  `tranche: pods hold GPUs, and none of them has figures that can be gone by; ${
    prometheus === undefined
      ? 'give --prometheus URL, or write profiles (tranche profile --apply)'
      : 'tranche profile says of each what to look at'
  }`;

interface Now {
  readonly measured: readonly Published[];
  readonly unsure: ReturnType<typeof doubts>;
}

/** With a Prometheus, what it says now is added to what is known; nothing is written. */
async function measuredNow(
  { known }: Before,
  { prometheus, since, deadline }: ReportOptions,
): Promise<Now> {
  if (prometheus === undefined) return { measured: [], unsure: [] };
  const ran = await withPrometheus(connectionOf(prometheus), deadline, (ask) =>
    ranOnce(ask, known, { now: Math.floor(Date.now() / 1000), since }),
  );
  lines(ran).forEach(noted);
  return { measured: ran.profiles, unsure: doubts(ran) };
}
