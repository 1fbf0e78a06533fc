/** Series of a serving engine to its signs, one for each pool of each container (owners.ts). */
import type { Labels } from '../../core/pod.ts';
import type { Series } from '../measured.ts';
import type { Owner } from '../sources/owners.ts';
import { firstOf, type Quantity } from '../sources/table.ts';
import type { SeriesByName } from '../sources/told.ts';
import { converted, scaleOf } from '../sources/units.ts';
import { engines } from './all.ts';
import { dayOf } from '../statistics/peaks.ts';
import { growth, highest, steps } from './counters.ts';
import { NO_TARGETS, ownerIn, type Targets } from './owners.ts';
import type { Engine, EngineReading, EngineSigns } from './signs.ts';
import type { Capacity, EngineTable } from './table.ts';

export function signsBy(
  engine: Engine,
  seen: SeriesByName,
  targets: Targets = NO_TARGETS,
): EngineSigns[] {
  const table = engines[engine];
  const pools = new Map<Labels, Pool | undefined>();
  const of: PoolOf = (labels) => {
    if (!pools.has(labels)) pools.set(labels, poolOf(table, labels, targets));
    return pools.get(labels);
  };
  return poolsOf(table, seen, of)
    .map((pool) => signsOf({ table, of }, pool, seen))
    .filter(({ readings }) => readings.length > 0);
}

/** A container's pool, by the labels that are its own. */
interface Pool extends Owner {
  readonly part: string;
}

type PoolOf = (labels: Labels) => Pool | undefined;

const SIGNALS = ['waiting', 'running', 'kvUse', 'tokens'] as const;

function poolsOf(table: EngineTable, seen: SeriesByName, of: PoolOf): Pool[] {
  const names = SIGNALS.flatMap((signal) => table[signal].map(({ name }) => name));
  const all = names.flatMap((name) => seen.get(name) ?? []);
  const pools = all.map(({ labels }) => of(labels)).filter((pool) => pool !== undefined);
  return [...new Map(pools.map((pool) => [keyOf(pool), pool])).entries()]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, pool]) => pool);
}

function poolOf({ parts }: EngineTable, labels: Labels, targets: Targets): Pool | undefined {
  const owner = ownerIn(labels, targets);
  if (owner === undefined) return undefined;
  const part = parts.map((key) => labels[key] ?? '').filter((value) => value !== '');
  return { ...owner, part: part.join('/') };
}

const keyOf = ({ namespace, pod, container, part }: Pool): string =>
  JSON.stringify([namespace, pod, container, part]);

interface Table {
  readonly table: EngineTable;
  readonly of: PoolOf;
}

function signsOf({ table, of }: Table, pool: Pool, seen: SeriesByName): EngineSigns {
  const own = (name: string): Series[] => ofPool(of, pool, seen.get(name) ?? []);
  const capacityTokens = firstKnown(table.capacity, (one) => tokensOf(one, own));
  const prefixHits = prefixHitsOf(table, own);
  const model = modelOf(table, own);
  const preemptedOn = preemptedBy(table, own);
  return {
    engine: table.name,
    ...pool,
    ...(model === undefined ? {} : { model }),
    ...(capacityTokens === undefined ? {} : { capacityTokens }),
    preempted:
      table.preempted.counters.reduce((sum, name) => sum + growth(own(name)), 0) +
      table.preempted.gauges.reduce((sum, name) => sum + highest(own(name)), 0),
    ...(preemptedOn.size === 0 ? {} : { preemptedOn }),
    ...(prefixHits === undefined ? {} : { prefixHits }),
    readings: readingsOf(table, own),
  };
}

/** Days without any are left out. */
function preemptedBy({ preempted: { counters, gauges } }: EngineTable, own: Own) {
  const days = new Map<number, number>();
  const shown = gauges.flatMap((name) => own(name).flatMap(({ points }) => points));
  for (const [at, requests] of [...counters.flatMap((name) => steps(own(name))), ...shown])
    if (requests > 0) days.set(dayOf(at), (days.get(dayOf(at)) ?? 0) + requests);
  return days;
}

/** Those of the container that name this pool, or none: an info metric need not say which. */
const ofPool = (of: PoolOf, pool: Pool, all: readonly Series[]): Series[] =>
  all.filter(({ labels }) => {
    const own = of(labels);
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
    const scale = scaleOf(unit, all);
    for (const [at, value] of all.flatMap(({ points: some }) => some)) {
      const of = converted(value, scale);
      if (of !== 'invalid') points.set(at, Math.max(points.get(at) ?? 0, of));
    }
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

function prefixHitsOf({ prefix }: EngineTable, own: Own): number | undefined {
  const { asked, found, ratio } = prefix;
  if (ratio !== undefined) {
    const all = own(ratio);
    return all.length === 0 ? undefined : Math.min(1, highest(all));
  }
  if (asked === undefined || found === undefined) return undefined;
  const tokens = growth(own(asked));
  return tokens > 0 ? Math.min(1, growth(own(found)) / tokens) : undefined;
}

const modelOf = (table: EngineTable, own: Own): string | undefined =>
  firstKnown([...table.kvUse, ...table.running], ({ name }) =>
    firstKnown(own(name), ({ labels }) => firstOf(labels, ['model_name', 'model'])),
  );
