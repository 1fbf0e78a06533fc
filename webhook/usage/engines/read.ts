/**
 * Series of a serving engine to its signs, one for each pool of each container (owners.ts). Points until
 * `after` are no part of what is told: they are there for counters to go on from (counters.ts).
 */
import type { Labels } from '../../core/pod.ts';
import type { Series } from '../measured.ts';
import type { Owner } from '../sources/owners.ts';
import { firstOf, type Quantity } from '../sources/table.ts';
import { Clusters } from '../sources/clusters.ts';
import type { Elsewhere } from '../sources/elsewhere.ts';
import type { SeriesByName } from '../sources/told.ts';
import { beyondIn, converted, scalesOf } from '../sources/units.ts';
import { engines } from './all.ts';
import { dayOf } from '../statistics/peaks.ts';
import { MINUTE_S } from '../statistics/sights.ts';
import { growth, highest, steps, type Since } from './counters.ts';
import { NO_TARGETS, ownerIn, type Targets } from './owners.ts';
import type { Engine, EngineReading, EngineSigns } from './signs.ts';
import type { Capacity, EngineTable } from './table.ts';

export function signsBy(
  engine: Engine,
  seen: SeriesByName,
  targets: Targets = NO_TARGETS,
  after = -Infinity,
): EngineSigns[] {
  const table = engines[engine];
  const strangers = new Set(ofSeveral(seen, targets).map(podOf));
  const pools = new Map<Series, Pool | undefined>();
  const of: PoolOf = (series) => {
    if (!pools.has(series)) {
      const pool = poolOf(table, series, targets);
      pools.set(series, pool && strangers.has(podOf(pool)) ? undefined : pool);
    }
    return pools.get(series);
  };
  return poolsOf(table, seen, of)
    .map((pool) => signsOf({ table, of, targets, after }, pool, seen))
    .filter(({ readings }) => readings.length > 0);
}

const podOf = ({ namespace, pod }: Pick<Owner, 'namespace' | 'pod'>): string =>
  `${namespace}/${pod}`;

/** Pods whose engines are told of by several clusters, so that nobody knows which of them is ours. */
export function ofSeveral(seen: SeriesByName, targets: Targets): Elsewhere[] {
  const clusters = new Clusters();
  const owners = new Map<string, Owner>();
  for (const { labels } of [...seen.values()].flat()) {
    const owner = ownerIn(labels, targets);
    if (owner === undefined) continue;
    owners.set(podOf(owner), owner);
    clusters.note(podOf(owner), labels);
  }
  return [...owners].flatMap(([key, { namespace, pod }]) => {
    const several = clusters.severalOf(key);
    return several.length === 0 ? [] : [{ namespace, pod, node: { clusters: several } }];
  });
}

/** A container's pool, by the labels that are its own. */
interface Pool extends Owner {
  readonly part: string;
}

type PoolOf = (series: Series) => Pool | undefined;

const SIGNALS = ['waiting', 'running', 'kvUse', 'tokens'] as const;

function poolsOf(table: EngineTable, seen: SeriesByName, of: PoolOf): Pool[] {
  const names = SIGNALS.flatMap((signal) => table[signal].map(({ name }) => name));
  const all = names.flatMap((name) => seen.get(name) ?? []);
  const pools = all.map(of).filter((pool) => pool !== undefined);
  return [...new Map(pools.map((pool) => [keyOf(pool), pool])).entries()]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, pool]) => pool);
}

function poolOf(
  { parts }: EngineTable,
  { labels, points }: Series,
  targets: Targets,
): Pool | undefined {
  const owner = ownerIn(labels, targets, points.at(-1)?.[0]);
  if (owner === undefined) return undefined;
  const part = parts.map((key) => labels[key] ?? '').filter((value) => value !== '');
  return { ...owner, part: part.join('/') };
}

const keyOf = ({ namespace, pod, container, part }: Pool): string =>
  JSON.stringify([namespace, pod, container, part]);

interface Table {
  readonly table: EngineTable;
  readonly of: PoolOf;
  readonly targets: Targets;
  readonly after: number;
}

function signsOf(
  { table, of, targets, after }: Table,
  pool: Pool,
  seen: SeriesByName,
): EngineSigns {
  const own = (name: string): Series[] => ofPool(of, pool, seen.get(name) ?? []);
  const capacityTokens = firstKnown(table.capacity, (one) => tokensOf(one, own));
  const readings = readingsOf(table, own);
  const since = {
    after,
    isNew: isNew(readings, targets.createdAt(pool.namespace, pool.pod), after),
  };
  const prefixHits = prefixHitsOf(table, own, since);
  const model = modelOf(table, own);
  const preemptedOn = preemptedBy(table, own, since);
  return {
    engine: table.name,
    ...pool,
    ...(model === undefined ? {} : { model }),
    ...(capacityTokens === undefined ? {} : { capacityTokens }),
    preempted:
      table.preempted.counters.reduce((sum, name) => sum + growth(own(name), since), 0) +
      table.preempted.gauges.reduce((sum, name) => sum + highest(own(name)), 0),
    ...(preemptedOn.size === 0 ? {} : { preemptedOn }),
    ...(prefixHits === undefined ? {} : { prefixHits }),
    readings: readings.filter(({ at }) => at > after),
  };
}

/** An engine loads for so long at most before it first says anything. */
const LOADS_S = 3600;

/**
 * Of a counter that is first told of in this window. It began there if its engine was heard before it, or
 * with its pod; of a pod that is gone nobody knows, and one too many is the safer mistake.
 */
const isNew =
  (readings: readonly EngineReading[], created: number | 'gone', after: number) =>
  (first: number): boolean => {
    if (first <= after || after === -Infinity) return false;
    if ((readings[0]?.at ?? Infinity) < first) return true;
    if (created === 'gone') return first > after + MINUTE_S;
    return created >= after || first <= created + LOADS_S;
  };

/** Days without any are left out. */
function preemptedBy({ preempted: { counters, gauges } }: EngineTable, own: Own, since: Since) {
  const days = new Map<number, number>();
  const shown = gauges.flatMap((name) => own(name).flatMap(({ points }) => points));
  for (const [at, requests] of [...counters.flatMap((name) => steps(own(name), since)), ...shown])
    if (requests > 0) days.set(dayOf(at), (days.get(dayOf(at)) ?? 0) + requests);
  return days;
}

/** Those of the container that name this pool, or none: an info metric need not say which. */
const ofPool = (of: PoolOf, pool: Pool, all: readonly Series[]): Series[] =>
  all.filter((series) => {
    const own = of(series);
    if (own === undefined || (own.part !== '' && own.part !== pool.part)) return false;
    return keyOf({ ...own, part: pool.part }) === keyOf(pool);
  });

type Own = (name: string) => readonly Series[];

function readingsOf(table: EngineTable, own: Own): EngineReading[] {
  const readings = new Map<number, { at: number } & EngineReading>();
  for (const signal of SIGNALS)
    for (const [at, value] of pointsOf(table[signal], own))
      readings.set(at, { ...readings.get(at), at, [signal]: value });
  return [...readings.values()].toSorted((a, b) => a.at - b.at);
}

function pointsOf(quantity: Quantity, own: Own): Map<number, number> {
  const points = new Map<number, number>();
  for (const { name, unit, where = {} } of quantity) {
    const all = own(name).filter(({ labels }) =>
      Object.entries(where).every(([key, value]) => labels[key] === value),
    );
    const scaleOf = scalesOf(unit, all, () => 'the engine');
    const beyond = beyondIn(scaleOf, all, () => 'the engine');
    const within = all.filter((one) => !beyond.has(one));
    const figures = within.flatMap((series) =>
      series.points.map(([at, value]) => [at, converted(value, scaleOf(series))] as const),
    );
    for (const [at, of] of figures)
      if (of !== 'invalid') points.set(at, Math.max(points.get(at) ?? 0, of));
  }
  return points;
}

function firstKnown<T, R>(all: readonly T[], of: (one: T) => R | undefined): R | undefined {
  for (const one of all) {
    const known = of(one);
    if (known !== undefined) return known;
  }
  return undefined;
}

/** The most of the window, since a pool that was larger held more at the same share. */
function tokensOf(capacity: Capacity, own: Own): number | undefined {
  if (!('info' in capacity))
    return product(
      largest([...pointsOf(capacity.blocks, own).values()]),
      largest([...pointsOf(capacity.tokensPerBlock, own).values()]),
    );
  const figures = own(capacity.info).map(({ labels }) =>
    'tokens' in capacity
      ? figureIn(labels, capacity.tokens)
      : product(figureIn(labels, capacity.blocks), figureIn(labels, capacity.tokensPerBlock)),
  );
  return largest(figures.filter((figure) => figure !== undefined));
}

const figureIn = (labels: Labels, key: string): number | undefined => {
  const value = labels[key] ?? '';
  return /^[1-9]\d{0,14}$/.test(value) ? Number(value) : undefined;
};

const product = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? undefined : a * b;

const largest = (all: readonly number[]): number | undefined =>
  all.length === 0 ? undefined : all.reduce((most, one) => Math.max(most, one));

function prefixHitsOf({ prefix }: EngineTable, own: Own, since: Since): number | undefined {
  const { asked, found, ratio } = prefix;
  if (ratio !== undefined) {
    const all = own(ratio);
    return all.length === 0 ? undefined : Math.min(1, highest(all));
  }
  if (asked === undefined || found === undefined) return undefined;
  const tokens = growth(own(asked), since);
  return tokens > 0 ? Math.min(1, growth(own(found), since) / tokens) : undefined;
}

const modelOf = (table: EngineTable, own: Own): string | undefined =>
  firstKnown([...table.kvUse, ...table.running], ({ name }) =>
    firstKnown(own(name), ({ labels }) => firstOf(labels, ['model_name', 'model'])),
  );
