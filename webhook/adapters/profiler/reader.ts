/** What a Prometheus kept of one stretch of time after the other, told of the workloads that a cluster has. */
import type { Labels } from '../../core/pod.ts';
import type { World } from '../../core/world.ts';
import type { SeriesPatience, SeriesWanted } from '../../ports.ts';
import { engineMetricNames } from '../../usage/engines/all.ts';
import { ofSeveral, signsBy } from '../../usage/engines/read.ts';
import type { Engine, EngineSigns } from '../../usage/engines/signs.ts';
import type { Measured, Series, Source } from '../../usage/measured.ts';
import { Doubting } from '../../usage/profiling/doubtful.ts';
import { holdersAt, type Holding } from '../../usage/profiling/holders.ts';
import type { Heard, Told } from '../../usage/profiling/learned.ts';
import type { StandingProfile } from '../../usage/profiling/published.ts';
import type { Standing } from '../../usage/profiling/standing.ts';
import { nameOf, type MakerOf, type Member, type Whose } from '../../usage/profiling/whose.ts';
import { metricNames, sources } from '../../usage/sources/all.ts';
import { bestOf } from '../../usage/sources/best.ts';
import { beginningOf, earlierOf } from '../../usage/sources/earlier.ts';
import { elsewhereIn, type Elsewhere } from '../../usage/sources/elsewhere.ts';
import { measuredBy } from '../../usage/sources/measure.ts';
import { StrangeHosts } from '../../usage/sources/strangers.ts';
import { surplusIn, type Surplus } from '../../usage/sources/surplus.ts';
import { beyondBy, type SeriesByName } from '../../usage/sources/told.ts';
import type { PrometheusClient } from '../prometheus/client.ts';
import { metricsThere } from '../prometheus/names.ts';
import type { PrometheusSource } from '../prometheus/source.ts';
import { Course, type Progress } from './course.ts';
import { engineNames, enginesThere, engineWanted, heardFrom, targetsIn } from './engines.ts';
import { makersOf, POD_OWNER } from './makers.ts';
import { wantedOf, type Span } from './windows.ts';

export interface Known {
  readonly world: World;
  readonly standing: Standing;
  /** Labels of nodes by name. */
  readonly nodes: ReadonlyMap<string, Labels>;
  readonly profiles: readonly StandingProfile[];
  /** Absent: all. Of pods in others it is not known whether they are there. */
  readonly namespaces?: readonly string[];
}

export interface Ask {
  readonly client: PrometheusClient;
  readonly source: PrometheusSource;
  readonly patience: SeriesPatience;
  /** Of a whole run; that of `patience` is of one lot of questions. */
  readonly progress?: Progress;
}

/** Which metrics Prometheus had in that time. */
export function thereIn(
  { client, patience }: Ask,
  { after, until }: Span,
): Promise<ReadonlySet<string>> {
  const names = [
    ...Object.values(sources).flatMap(({ name }) => [...metricNames(name)]),
    ...engineNames.flatMap((name) => engineMetricNames(name)),
  ];
  return metricsThere(client, [...names, POD_OWNER], { start: after, end: until }, patience);
}

interface Reading {
  readonly whose: Whose;
  readonly there: ReadonlySet<string>;
}

/** What was told of a stretch of time, by exporters and by engines. */
export interface Window {
  readonly told: readonly Told[];
  readonly heard: readonly Heard[];
}

export class Reader {
  readonly sources: readonly Source[];
  readonly engines: readonly Engine[];
  readonly forgotten = new Set<string>();
  readonly elsewhere = new Map<string, Elsewhere>();
  readonly surplus = new Map<string, Surplus>();
  readonly doubting = new Doubting();
  readonly beyond = new Set<string>();
  readonly warnings = new Set<string>();
  readonly strangers = new StrangeHosts();
  /** How many Prometheus gave. */
  points = 0;
  /** Who was told of by name, and of whom with a figure of memory that a card can have. */
  readonly told = new Set<string>();
  readonly withMemory = new Set<string>();
  /** The last window's, by source. */
  readonly heard = new Map<Source, SeriesByName>();
  readonly #ask: Ask;
  readonly #known: Known;
  readonly #reading: Reading;
  #course: Course | undefined;

  constructor(ask: Ask, known: Known, reading: Reading) {
    this.#ask = ask;
    this.#known = known;
    this.#reading = reading;
    this.sources = Object.values(sources)
      .map(({ name }) => name)
      .filter((name) => metricNames(name).some((metric) => reading.there.has(metric)));
    this.engines = enginesThere(reading.there);
  }

  /** About how many there are to be read, of which each stretch of the time has its part. */
  async planned(span: Span): Promise<number> {
    const points = new Map<string, number>();
    for (const name of [...this.sources, ...this.engines]) {
      const wanted = this.#wanted(name, span);
      const { parts } = await this.#ask.source.plan(wanted, this.#ask.patience);
      const samples = parts.reduce((sum, one) => sum + one.samples, 0);
      points.set(name, samples * wanted.metrics.length);
    }
    this.#course = new Course(span, points, this.#ask.progress);
    return [...points.values()].reduce((sum, count) => sum + count, 0);
  }

  #wanted(of: Source | Engine, span: Span): SeriesWanted {
    const { there } = this.#reading;
    return isSource(of) ? wantedOf(of, there, span) : engineWanted(of, there, span);
  }

  async read(window: Span): Promise<Window> {
    const holders = holdersAt(this.#known.standing.pods, window.until);
    const measured: Measured[] = [];
    for (const source of this.sources.filter((one) => one !== 'recorded'))
      measured.push(...(await this.#measured(source, holders, window)));
    const heard = bestOf(measured);
    const best = [...heard, ...(await this.#earlier(heard, holders, window))];
    const signs = await this.#signs(window);
    const makers = await this.#makers([...best, ...signs], window);
    const told = this.#told(best, makers);
    this.doubting.note(told);
    this.#course?.over(window);
    return {
      told,
      heard: heardFrom(signs, this.#reading.whose, makers),
    };
  }

  async #measured(source: Source, holders: readonly Holding[], window: Span): Promise<Measured[]> {
    const seen = await this.#seen(source, window);
    this.heard.set(source, seen);
    for (const one of beyondBy(sources[source], seen)) this.beyond.add(one);
    this.strangers.note(source, seen, this.#known.nodes);
    const facts = this.#facts(source, holders);
    for (const one of elsewhereIn(source, seen, facts))
      this.elsewhere.set(JSON.stringify(one), one);
    const told = measuredBy(source, seen, facts);
    for (const one of surplusIn(told, facts.holders))
      this.surplus.set(nameOf(one.namespace, `${one.pod}/${one.container}`), one);
    return told;
  }

  /** What rules recorded, of the time of which the exporter's own series are not kept. */
  async #earlier(
    heard: readonly Measured[],
    holders: readonly Holding[],
    window: Span,
  ): Promise<Measured[]> {
    const before = beginningOf(this.heard.get('dcgm') ?? new Map());
    const late = before - window.after > RESTART_S;
    if (!this.sources.includes('recorded') || !late) return [];
    const until = Math.min(window.until, before);
    const recorded = await this.#measured('recorded', holders, { ...window, until });
    return earlierOf(recorded, heard, before);
  }

  async #signs(window: Span): Promise<EngineSigns[]> {
    const targets = targetsIn(this.#known.standing);
    const all: EngineSigns[] = [];
    for (const engine of this.engines) {
      const seen = await this.#seen(engine, window);
      for (const one of ofSeveral(seen, targets)) this.elsewhere.set(JSON.stringify(one), one);
      all.push(...signsBy(engine, seen, targets, window.after));
    }
    return all;
  }

  async #seen(of: Source | Engine, window: Span): Promise<SeriesByName> {
    const seen = new Map<string, Series[]>();
    const { source, patience } = this.#ask;
    const progress = this.#course?.asking(of, window);
    const asked = progress === undefined ? patience : { ...patience, progress };
    for await (const { series, warnings } of source.parts(this.#wanted(of, window), asked)) {
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

  async #makers(all: readonly (Measured | EngineSigns)[], window: Span): Promise<MakerOf> {
    const { whose, there } = this.#reading;
    const strangers = all.filter((one) => !isStanding(one, whose));
    const namespaces = [...new Set(strangers.map((one) => one.namespace))];
    return there.has(POD_OWNER)
      ? await makersOf(this.#ask.source, namespaces, window, this.#ask.patience)
      : NOBODY;
  }

  #sees(namespace: string): boolean {
    const { namespaces } = this.#known;
    return namespaces === undefined || namespaces.includes(namespace);
  }

  #told(measured: readonly Measured[], makers: MakerOf): Told[] {
    const { whose } = this.#reading;
    return measured.flatMap((one) => {
      const name = nameOf(one.namespace, `${one.pod}/${one.container}`);
      this.told.add(name);
      if (one.readings.some(({ vramMiB }) => vramMiB !== undefined)) this.withMemory.add(name);
      const members = whose.of(one, makers);
      if (members.length === 0 && this.#sees(one.namespace))
        this.forgotten.add(nameOf(one.namespace, one.pod));
      return members.flatMap((member, nth) => part(one, member, members[nth - 1]));
    });
  }
}

const isSource = (name: Source | Engine): name is Source => Object.hasOwn(sources, name);

/** An exporter that starts anew, with all of its cards, is back by then. */
const RESTART_S = 600;

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
