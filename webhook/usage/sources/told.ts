/**
 * What a source tells, gathered by container and device. Two series of one container on one device are
 * two tellings of one figure (a second Prometheus job, an exporter that started anew, a copy per
 * replica), so at each moment the larger counts, and nothing is ever added up.
 */
import type { Labels } from '../../core/pod.ts';
import type { Measured, Series } from '../measured.ts';
import { layoutsOf, ownerOf, type Owner } from './owners.ts';
import { firstOf, type Metric, type Quantity, type SourceTable, type Unit } from './table.ts';
import { beyondIn, converted, scalesOf, type Scale } from './units.ts';

/** By name, as Prometheus was asked. */
export type SeriesByName = ReadonlyMap<string, readonly Series[]>;

/** Until when a series is believed that says it is of somebody, in seconds since the epoch. */
export type Until = (labels: Labels, owner: Owner) => number;

/** Value by time in seconds. */
export type Points = ReadonlyMap<number, number>;

export interface Told {
  readonly owner: Owner;
  readonly device: Measured['device'];
  /** As the source names it. */
  readonly node: string | undefined;
  /** The exporter hands the device out several times. */
  readonly replica: boolean;
  readonly vram: Points;
  /** In the order of the table's. */
  readonly compute: readonly Points[];
  readonly dram: Points;
  readonly tensor: Points;
  readonly limit: Points;
}

/** A device, who is told to be on it, and its own memory where a series without a workload stands beside. */
export interface ToldDevice {
  readonly tellings: readonly Told[];
  readonly unowned: Points;
}

/** A device whose series are found and not yet read: two weeks of a fleet need not be read at once. */
export interface FoundDevice {
  readonly owners: readonly Owner[];
  readonly read: () => ToldDevice;
}

/** A series, what its figures are in, and until when it is believed. */
interface Piece {
  readonly series: Series;
  readonly scale: Scale;
  readonly until: number;
  /** Its figures are in other units than we think, and then nobody's word for the same is taken. */
  readonly beyond: boolean;
}

interface Telling {
  readonly owner: Owner;
  readonly device: Measured['device'];
  readonly node: string | undefined;
  replica: boolean;
  readonly pieces: Map<Quantity, Piece[]>;
}

interface Gathered {
  readonly tellings: Map<string, Telling>;
  readonly unowned: Piece[];
}

export function toldBy(table: SourceTable, seen: SeriesByName, until: Until): FoundDevice[] {
  const devices = new Map<string, Gathered>();
  for (const quantity of quantitiesOf(table))
    for (const metric of quantity) gather({ table, quantity, metric, until }, seen, devices);
  return [...devices.values()].map(({ tellings, unowned }) => ({
    owners: [...tellings.values()].map(({ owner }) => owner),
    read: () => ({
      tellings: [...tellings.values()].map((telling) => toldFrom(table, telling)),
      unowned: pointsOf(unowned),
    }),
  }));
}

const quantitiesOf = ({ vram, compute, dram, tensor, limit }: SourceTable): Quantity[] => [
  vram,
  ...compute.map(({ of }) => of),
  dram,
  tensor,
  limit,
];

interface Wanted {
  readonly table: SourceTable;
  readonly quantity: Quantity;
  readonly metric: Metric;
  readonly until: Until;
}

function gather(wanted: Wanted, seen: SeriesByName, devices: Map<string, Gathered>): void {
  const { table, metric } = wanted;
  const all = (seen.get(metric.name) ?? []).filter(({ labels }) => has(labels, metric.where ?? {}));
  const layouts = layoutsOf(all, table.owner);
  const { scaleOf, beyond } = spokenIn(table, metric.unit, all);
  for (const series of all) {
    const owner = ownerOf(series.labels, layouts);
    const until = owner === 'nobody' ? Infinity : wanted.until(series.labels, owner);
    // What is not believed at all must not make anybody a sharer of the device.
    if (until < Infinity && !series.points.some(([at]) => at <= until)) continue;
    const piece = { series, scale: scaleOf(series), until, beyond: beyond.has(series) };
    placeOf(wanted, series.labels, { owner, devices })?.push(piece);
  }
}

/** In what scale each series speaks, and which of them say more than it has. */
function spokenIn(table: SourceTable, unit: Unit, all: readonly Series[]) {
  const scaleOf = scalesOf(unit, all, ({ labels }) => targetOf(table, labels));
  return { scaleOf, beyond: beyondIn(scaleOf, all, ({ labels }) => exporterOf(table, labels)) };
}

/** What is scraped, by the labels that Prometheus itself writes, and its host, since a proxy may stand before several. */
const targetOf = ({ node }: SourceTable, { job = '', instance = '', ...labels }: Labels): string =>
  JSON.stringify([job, instance, firstOf(labels, node) ?? '']);

/** As a person would look for it. */
function exporterOf({ node }: SourceTable, labels: Labels): string {
  const { job = '' } = labels;
  const host = firstOf(labels, node) ?? 'a host that it does not name';
  return `${job === '' ? 'series' : `job ${job}`} on ${host}`;
}

/** Metrics whose figures are no ratios, and of which exporter. */
export function beyondBy(table: SourceTable, seen: SeriesByName): string[] {
  const metrics = quantitiesOf(table).flat();
  return metrics.flatMap(({ name, unit }) => {
    const all = seen.get(name) ?? [];
    const { beyond } = spokenIn(table, unit, all);
    return [...new Set([...beyond].map(({ labels }) => exporterOf(table, labels)))].map(
      (exporter) => `${name}, ${exporter}`,
    );
  });
}

const has = (labels: Labels, wanted: Labels): boolean =>
  Object.entries(wanted).every(([key, value]) => labels[key] === value);

/** Where a series belongs, if anywhere. */
function placeOf(
  { table, quantity }: Wanted,
  labels: Labels,
  { owner, devices }: { owner: Owner | 'nobody'; devices: Map<string, Gathered> },
): Piece[] | undefined {
  const device = table.deviceOf(labels);
  const activity = quantity !== table.vram && quantity !== table.limit;
  if (device === 'none' || (activity && table.withoutActivity?.(labels))) return undefined;
  const of = devices.get(device.id) ?? { tellings: new Map(), unowned: [] };
  devices.set(device.id, of);
  // Of a device that nobody is told to hold memory alone is of use: who of its sharers has which part.
  if (owner === 'nobody') return quantity === table.vram ? of.unowned : undefined;
  const { pieces } = tellingOf(of, { owner, device, labels, table });
  const place = pieces.get(quantity) ?? [];
  pieces.set(quantity, place);
  return place;
}

interface Said {
  readonly owner: Owner;
  readonly device: Measured['device'];
  readonly labels: Labels;
  readonly table: SourceTable;
}

function tellingOf({ tellings }: Gathered, { owner, device, labels, table }: Said): Telling {
  const key = JSON.stringify([owner.namespace, owner.pod, owner.container]);
  const replica = table.replica !== undefined && (labels[table.replica] ?? '') !== '';
  const node = firstOf(labels, table.node);
  const telling = tellings.get(key) ?? { owner, device, node, replica, pieces: new Map() };
  tellings.set(key, telling);
  telling.replica ||= replica;
  return telling;
}

function toldFrom(table: SourceTable, { pieces, ...telling }: Telling): Told {
  const of = (quantity: Quantity): Points => pointsOf(pieces.get(quantity) ?? []);
  return {
    ...telling,
    vram: of(table.vram),
    compute: table.compute.map(({ of: quantity }) => of(quantity)),
    dram: of(table.dram),
    tensor: of(table.tensor),
    limit: of(table.limit),
  };
}

function pointsOf(pieces: readonly Piece[]): Points {
  const points = new Map<number, number>();
  if (pieces.some(({ beyond }) => beyond)) return points;
  for (const { series, scale, until } of pieces)
    for (const [at, value] of series.points) {
      if (at > until) break;
      const figure = converted(value, scale);
      if (figure !== 'invalid') points.set(at, Math.max(points.get(at) ?? 0, figure));
    }
  return points;
}
