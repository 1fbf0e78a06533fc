/**
 * One run of the profiler: what a Prometheus kept of the time since the last one, told of the workloads
 * that a cluster has, added to what earlier runs kept, and put as GpuProfiles. Writes nothing.
 */
import type { World } from '../../core/world.ts';
import type { Labels } from '../../core/pod.ts';
import type { SeriesPatience } from '../../ports.ts';
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
import { metricNames, sources } from '../../usage/sources/all.ts';
import { bestOf } from '../../usage/sources/best.ts';
import { measuredBy } from '../../usage/sources/measure.ts';
import type { SeriesByName } from '../../usage/sources/told.ts';
import { byNow } from '../../usage/statistics/by-now.ts';
import { restored } from '../../usage/statistics/checkpoint.ts';
import type { PrometheusClient } from '../prometheus/client.ts';
import { metricsThere } from '../prometheus/names.ts';
import type { PrometheusSource } from '../prometheus/source.ts';
import { makersOf, POD_OWNER } from './makers.ts';
import { upToGap, wholeAnswers, type Gap } from './whole-answers.ts';
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
  /** From where on nobody has kept what was told, where that is known better than by what is kept. */
  readonly from?: number;
  /** Points of all series that are held at a time. */
  readonly mostPoints?: number;
}

export interface Ran extends Outcome {
  readonly span: Span;
  readonly sources: readonly Source[];
  readonly silent: readonly Silent[];
  /** Pods that are gone and whose revision nobody knows any more. */
  readonly forgotten: number;
  /** Whether kube-state-metrics could be asked whose a pod was that is gone. */
  readonly ownersKnown: boolean;
  /** What Prometheus said beside its answers. */
  readonly warnings: readonly string[];
  /** From where on nothing was taken, because something was missing from it. */
  readonly gap: Gap | 'none';
  /** How many Prometheus gave. */
  readonly points: number;
}

export async function ranOnce(asked: Ask, known: Known, wish: Wish): Promise<Ran> {
  const learning = new Learning(known.world.catalogue);
  const whose = whoseIn(known.standing, known.world);
  for (const { namespace, workload, checkpoints } of known.profiles)
    for (const checkpoint of checkpoints) {
      const tally = restored(checkpoint);
      const key = { namespace, ...workload, container: checkpoint.name };
      if (tally !== 'unreadable') learning.restore(key, byNow(tally, wish.now));
    }
  const span = spanOf(learning.latest(), wish);
  for (const member of whose.standing()) learning.meet(member);
  const ask = wholeAnswers(asked, span.until);
  const there = await thereIn(ask, span);
  const reader = new Reader(ask, known, { whose, learning, there });
  const windows = windowsOf(span, await reader.planned(span), wish.mostPoints);
  const gap = await upToGap(windows, (one) => reader.read(one));
  const learned = learning.latest();
  const outcome = publishedOf(learned, known.profiles, known.world.catalogue);
  return {
    ...outcome,
    span: gap === 'none' ? span : { ...span, until: gap.after },
    sources: reader.sources,
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
    gap,
    points: reader.points,
  };
}

/** Exporters are scraped, and scrapes are written, a moment later. */
const LATE_S = 60;

/**
 * From where the earlier run ended that was the first to end: what is read twice is counted once. Of a
 * container that it left without figures there were none until then, or somebody wrote them by hand, so
 * that one idle notebook does not have a fortnight read anew each time.
 */
function spanOf(learned: readonly Learned[], { now, since, from }: Wish): Span {
  const until = Math.floor((now - LATE_S) / STEP_S) * STEP_S;
  const first = Math.floor((now - since) / STEP_S) * STEP_S;
  const kept = learned.reduce(
    (earliest, { tally }) => (tally === 'nothing' ? earliest : Math.min(earliest, tally.readTo)),
    Infinity,
  );
  const after = kept === Infinity ? first : Math.max(first, (from ?? kept) - STEP_S);
  return { after: Math.floor(Math.min(after, until - STEP_S) / STEP_S) * STEP_S, until };
}

function thereIn({ client, patience }: Ask, { after, until }: Span): Promise<ReadonlySet<string>> {
  const names = Object.values(sources).flatMap(({ name }) => [...metricNames(name)]);
  return metricsThere(client, [...names, POD_OWNER], { start: after, end: until }, patience);
}

interface Reading {
  readonly whose: Whose;
  readonly learning: Learning;
  readonly there: ReadonlySet<string>;
}

class Reader {
  readonly sources: readonly Source[];
  readonly forgotten = new Set<string>();
  readonly warnings = new Set<string>();
  points = 0;
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
  }

  /** About how many points there are to be read. */
  async planned(span: Span): Promise<number> {
    let points = 0;
    for (const source of this.sources) {
      const wanted = wantedOf(source, this.#reading.there, span);
      const { parts } = await this.#ask.source.plan(wanted, this.#ask.patience);
      points += parts.reduce((sum, { samples }) => sum + samples, 0) * wanted.metrics.length;
    }
    return points;
  }

  async read(window: Span): Promise<void> {
    const holders = holdersAt(this.#known.standing.pods, window.until);
    const measured: Measured[] = [];
    for (const source of this.sources) {
      const seen = await this.#seen(source, window);
      this.heard.set(source, seen);
      measured.push(...measuredBy(source, seen, this.#facts(source, holders)));
    }
    const told = await this.#told(bestOf(measured), window);
    // A point speaks of the minute before it, so that the one at the end of the window is read.
    this.#reading.learning.feed(told, window.until + STEP_S);
  }

  async #seen(source: Source, window: Span): Promise<SeriesByName> {
    const seen = new Map<string, Series[]>();
    const wanted = wantedOf(source, this.#reading.there, window);
    for await (const { series, warnings } of this.#ask.source.parts(wanted, this.#ask.patience)) {
      for (const warning of warnings) this.warnings.add(warning);
      for (const one of series) {
        const name = one.labels['__name__'] ?? '';
        const all = seen.get(name) ?? [];
        all.push(one);
        this.points += one.points.length;
        seen.set(name, all);
      }
    }
    return seen;
  }

  #facts(source: Source, holders: readonly Holding[]) {
    const { vendor } = sources[source];
    return { nodes: this.#known.nodes, holders: holders.filter((one) => one.vendor === vendor) };
  }

  async #told(measured: readonly Measured[], window: Span): Promise<Told[]> {
    const { whose, there } = this.#reading;
    const strangers = measured.filter((one) => !isStanding(one, whose));
    const namespaces = [...new Set(strangers.map((one) => one.namespace))];
    const makers = there.has(POD_OWNER)
      ? await makersOf(this.#ask.source, namespaces, window, this.#ask.patience)
      : NOBODY;
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
const isStanding = (one: Measured, whose: Whose): boolean =>
  whose.of(one, NOBODY).some(({ since }) => since < (one.readings[0]?.at ?? Infinity));

/** What a pod did before another one took its name. */
function part(measured: Measured, member: Member, later: Member | undefined): Told[] {
  const before = later?.since ?? Infinity;
  const readings = measured.readings.filter(({ at }) => at > member.since && at <= before);
  return readings.length === 0 ? [] : [{ member, measured: { ...measured, readings } }];
}
