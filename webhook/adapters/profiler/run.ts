/**
 * One run of the profiler: what a Prometheus kept of the time since the last one, told of the workloads
 * that a cluster has, added to what earlier runs kept, and put as GpuProfiles. Writes nothing.
 */
import type { World } from '../../core/world.ts';
import type { Labels } from '../../core/pod.ts';
import type { SeriesPatience, SeriesWanted } from '../../ports.ts';
import type { Measured, Series, Source } from '../../usage/measured.ts';
import { holdersAt, type Holding } from '../../usage/profiling/holders.ts';
import { Learning, type Learned, type Told } from '../../usage/profiling/learned.ts';
import {
  publishedOf,
  type Outcome,
  type StandingProfile,
} from '../../usage/profiling/published.ts';
import type { Standing } from '../../usage/profiling/standing.ts';
import {
  nameOf,
  whoseIn,
  type MakerOf,
  type Member,
  type Whose,
} from '../../usage/profiling/whose.ts';
import { engineMetricNames } from '../../usage/engines/all.ts';
import { signsBy } from '../../usage/engines/read.ts';
import type { Engine, EngineSigns } from '../../usage/engines/signs.ts';
import { metricNames, sources } from '../../usage/sources/all.ts';
import { bestOf } from '../../usage/sources/best.ts';
import { measuredBy } from '../../usage/sources/measure.ts';
import type { SeriesByName } from '../../usage/sources/told.ts';
import { restored } from '../../usage/statistics/checkpoint.ts';
import type { PrometheusClient } from '../prometheus/client.ts';
import { metricsThere } from '../prometheus/names.ts';
import type { PrometheusSource } from '../prometheus/source.ts';
import { engineNames, enginesThere, engineWanted, heardFrom, targetsIn } from './engines.ts';
import { makersOf, POD_OWNER } from './makers.ts';
import { silentOnes, type Silent } from './silent.ts';
import { STEP_S, wantedOf, windowsOf, type Span } from './windows.ts';

export interface Known {
  readonly world: World;
  readonly standing: Standing;
  /** Labels of nodes by name. */
  readonly nodes: ReadonlyMap<string, Labels>;
  readonly profiles: readonly StandingProfile[];
}

export interface Ask {
  readonly client: PrometheusClient;
  readonly source: PrometheusSource;
  readonly patience: SeriesPatience;
}

export interface Wish {
  /** Seconds since the epoch, and how far back where no earlier run has been. */
  readonly now: number;
  readonly since: number;
}

export interface Ran extends Outcome {
  readonly span: Span;
  readonly sources: readonly Source[];
  /** Whose engines say of themselves what they need. */
  readonly engines: readonly Engine[];
  readonly silent: readonly Silent[];
  /** Pods that are gone and whose revision nobody knows any more. */
  readonly forgotten: number;
  /** Whether kube-state-metrics could be asked whose a pod was that is gone. */
  readonly ownersKnown: boolean;
  /** What Prometheus said beside its answers. */
  readonly warnings: readonly string[];
}

export async function ranOnce(ask: Ask, known: Known, wish: Wish): Promise<Ran> {
  const learning = new Learning(known.world.catalogue);
  const whose = whoseIn(known.standing, known.world);
  for (const { namespace, workload, checkpoints } of known.profiles)
    for (const checkpoint of checkpoints) {
      const tally = restored(checkpoint);
      if (tally !== 'unreadable')
        learning.restore({ namespace, ...workload, container: checkpoint.name }, tally);
    }
  const span = spanOf(learning.latest(), wish);
  for (const member of whose.standing()) learning.meet(member);
  const there = await thereIn(ask, span);
  const reader = new Reader(ask, known, { whose, learning, there });
  for (const window of windowsOf(span, await reader.points(span))) await reader.read(window);
  const learned = learning.latest();
  const outcome = publishedOf(learned, known.profiles, known.world.catalogue);
  return {
    ...outcome,
    span,
    sources: reader.sources,
    engines: reader.engines,
    silent: silentOnes({
      holders: holdersAt(known.standing.pods, span.until),
      whose,
      outcome,
      heard: reader.heard,
      nodes: known.nodes,
      told: reader.told,
    }),
    forgotten: reader.forgotten.size,
    ownersKnown: there.has(POD_OWNER),
    warnings: [...reader.warnings],
  };
}

/** Exporters are scraped, and scrapes are written, a moment later. */
const LATE_S = 60;

/**
 * From where the earlier run ended that was the first to end: what is read twice is counted once. Of a
 * container that it left without figures there were none until then, or somebody wrote them by hand, so
 * that one idle notebook does not have a fortnight read anew each time.
 */
function spanOf(learned: readonly Learned[], { now, since }: Wish): Span {
  const until = Math.floor((now - LATE_S) / STEP_S) * STEP_S;
  const first = Math.floor((now - since) / STEP_S) * STEP_S;
  const ended = learned.flatMap(({ tally }) => (tally === 'nothing' ? [] : tally.readTo - STEP_S));
  const after = ended.length === 0 ? first : Math.max(first, Math.min(...ended));
  return { after: Math.floor(Math.min(after, until - STEP_S) / STEP_S) * STEP_S, until };
}

function thereIn({ client, patience }: Ask, { after, until }: Span): Promise<ReadonlySet<string>> {
  const names = [
    ...Object.values(sources).flatMap(({ name }) => [...metricNames(name)]),
    ...engineNames.flatMap((name) => engineMetricNames(name)),
  ];
  return metricsThere(client, [...names, POD_OWNER], { start: after, end: until }, patience);
}

interface Reading {
  readonly whose: Whose;
  readonly learning: Learning;
  readonly there: ReadonlySet<string>;
}

class Reader {
  readonly sources: readonly Source[];
  readonly engines: readonly Engine[];
  readonly forgotten = new Set<string>();
  readonly warnings = new Set<string>();
  /** Who was told of by name, with memory. */
  readonly told = new Set<string>();
  /** The last window's, by source. */
  readonly heard = new Map<Source, SeriesByName>();
  readonly #ask: Ask;
  readonly #known: Known;
  readonly #reading: Reading;

  constructor(ask: Ask, known: Known, reading: Reading) {
    this.#ask = ask;
    this.#known = known;
    this.#reading = reading;
    this.sources = Object.values(sources)
      .map(({ name }) => name)
      .filter((name) => metricNames(name).some((metric) => reading.there.has(metric)));
    this.engines = enginesThere(reading.there);
  }

  /** About how many there are to be read. */
  async points(span: Span): Promise<number> {
    let points = 0;
    for (const wanted of this.#allWanted(span)) {
      const { parts } = await this.#ask.source.plan(wanted, this.#ask.patience);
      points += parts.reduce((sum, { samples }) => sum + samples, 0) * wanted.metrics.length;
    }
    return points;
  }

  #allWanted(span: Span): SeriesWanted[] {
    const { there } = this.#reading;
    return [
      ...this.sources.map((source) => wantedOf(source, there, span)),
      ...this.engines.map((engine) => engineWanted(engine, there, span)),
    ];
  }

  async read(window: Span): Promise<void> {
    const holders = holdersAt(this.#known.standing.pods, window.until);
    const measured: Measured[] = [];
    for (const source of this.sources) {
      const seen = await this.#seen(wantedOf(source, this.#reading.there, window));
      this.heard.set(source, seen);
      measured.push(...measuredBy(source, seen, this.#facts(source, holders)));
    }
    const best = bestOf(measured);
    const signs = await this.#signs(window);
    const makers = await this.#makers([...best, ...signs], window);
    const told = this.#told(best, makers);
    const heard = heardFrom(signs, this.#reading.whose, makers);
    // A point speaks of the minute before it, so that the one at the end of the window is read.
    this.#reading.learning.feed(told, window.until + STEP_S, heard);
  }

  async #signs(window: Span): Promise<EngineSigns[]> {
    const targets = targetsIn(this.#known.standing);
    const all: EngineSigns[] = [];
    for (const engine of this.engines) {
      const seen = await this.#seen(engineWanted(engine, this.#reading.there, window));
      all.push(...signsBy(engine, seen, targets));
    }
    return all;
  }

  async #seen(wanted: SeriesWanted): Promise<SeriesByName> {
    const seen = new Map<string, Series[]>();
    for await (const { series, warnings } of this.#ask.source.parts(wanted, this.#ask.patience)) {
      for (const warning of warnings) this.warnings.add(warning);
      for (const one of series) {
        const name = one.labels['__name__'] ?? '';
        const all = seen.get(name) ?? [];
        all.push(one);
        seen.set(name, all);
      }
    }
    return seen;
  }

  #facts(source: Source, holders: readonly Holding[]) {
    const { vendor } = sources[source];
    return { nodes: this.#known.nodes, holders: holders.filter((one) => one.vendor === vendor) };
  }

  async #makers(all: readonly (Measured | EngineSigns)[], window: Span): Promise<MakerOf> {
    const { whose, there } = this.#reading;
    const strangers = all.filter((one) => !isStanding(one, whose));
    const namespaces = [...new Set(strangers.map((one) => one.namespace))];
    return there.has(POD_OWNER)
      ? await makersOf(this.#ask.source, namespaces, window, this.#ask.patience)
      : NOBODY;
  }

  #told(measured: readonly Measured[], makers: MakerOf): Told[] {
    const { whose } = this.#reading;
    return measured.flatMap((one) => {
      this.told.add(nameOf(one.namespace, `${one.pod}/${one.container}`));
      const members = whose.of(one, makers);
      if (members.length === 0) this.forgotten.add(nameOf(one.namespace, one.pod));
      return members.flatMap((member, nth) => part(one, member, members[nth - 1]));
    });
  }
}

const NOBODY: MakerOf = new Map();

/** Whether all of it is of the pod of that name that the cluster has now. */
const isStanding = (one: Measured | EngineSigns, whose: Whose): boolean =>
  whose.of(one, NOBODY).some(({ since }) => since < (one.readings[0]?.at ?? Infinity));

/** What a pod did before another one took its name. */
function part(measured: Measured, member: Member, later: Member | undefined): Told[] {
  const before = later?.since ?? Infinity;
  const readings = measured.readings.filter(({ at }) => at > member.since && at <= before);
  return readings.length === 0 ? [] : [{ member, measured: { ...measured, readings } }];
}
