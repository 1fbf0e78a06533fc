/**
 * What a source tells, gathered by container and device. Two series of one container on one device are
 * two tellings of one figure (a second Prometheus job, an exporter that started anew, a copy per
 * replica), so at each moment the larger counts, and nothing is ever added up.
 */
import type { Labels } from '../../core/pod.ts';
import type { Measured, Series } from '../measured.ts';
import { layoutsOf, ownerOf, type Layout, type Owner } from './owners.ts';
import { firstOf, type Metric, type Quantity, type SourceTable } from './table.ts';
import { converted, scaleOf } from './units.ts';

/** By name, as Prometheus was asked. */
export type SeriesByName = ReadonlyMap<string, readonly Series[]>;

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
  readonly id: string;
  readonly tellings: readonly Told[];
  readonly unowned: Points;
}

interface Telling {
  owner: Owner;
  device: Measured['device'];
  node: string | undefined;
  replica: boolean;
  points: Map<Quantity, Map<number, number>>;
}

interface Gathered {
  readonly tellings: Map<string, Telling>;
  readonly unowned: Map<number, number>;
}

export function toldBy(table: SourceTable, seen: SeriesByName): ToldDevice[] {
  const devices = new Map<string, Gathered>();
  for (const quantity of quantitiesOf(table))
    for (const metric of quantity) gather({ table, quantity, metric }, seen, devices);
  return [...devices].map(([id, { tellings, unowned }]) => ({
    id,
    tellings: [...tellings.values()].map((telling) => toldFrom(table, telling)),
    unowned,
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
}

function gather(wanted: Wanted, seen: SeriesByName, devices: Map<string, Gathered>): void {
  const { table, metric } = wanted;
  const all = (seen.get(metric.name) ?? []).filter(({ labels }) => has(labels, metric.where ?? {}));
  const layouts = layoutsOf(all, table.owner);
  const scale = scaleOf(metric.unit, all);
  for (const { labels, points } of all) {
    const into = intoOf(wanted, labels, { layouts, devices });
    for (const [at, value] of points) keep(into, at, converted(value, scale));
  }
}

/** Where a series belongs; what belongs nowhere goes to a map that nobody looks at. */
function intoOf(
  { table, quantity }: Wanted,
  labels: Labels,
  { layouts, devices }: { layouts: ReadonlyMap<string, Layout>; devices: Map<string, Gathered> },
): Map<number, number> {
  const device = table.deviceOf(labels);
  const told =
    quantity === table.vram || quantity === table.limit || !table.withoutActivity?.(labels);
  if (device === 'none' || !told) return new Map();
  const of = devices.get(device.id) ?? { tellings: new Map(), unowned: new Map() };
  devices.set(device.id, of);
  const owner = ownerOf(labels, layouts);
  return owner === 'nobody'
    ? unownedOf(of, quantity === table.vram)
    : pointsOf(tellingOf(of, { owner, device, labels, table }), quantity);
}

const has = (labels: Labels, wanted: Labels): boolean =>
  Object.entries(wanted).every(([key, value]) => labels[key] === value);

/** Of a device that nobody is told to hold only memory is of use, to see who of its sharers has which part. */
const unownedOf = ({ unowned }: Gathered, isMemory: boolean): Map<number, number> =>
  isMemory ? unowned : new Map();

interface Said {
  readonly owner: Owner;
  readonly device: Measured['device'];
  readonly labels: Labels;
  readonly table: SourceTable;
}

function tellingOf({ tellings }: Gathered, { owner, device, labels, table }: Said): Telling {
  const key = JSON.stringify([owner.namespace, owner.pod, owner.container]);
  const known = tellings.get(key);
  const replica = table.replica !== undefined && (labels[table.replica] ?? '') !== '';
  if (known === undefined) {
    const node = firstOf(labels, table.node);
    const made = { owner, device, node, replica, points: new Map() };
    tellings.set(key, made);
    return made;
  }
  known.replica ||= replica;
  return known;
}

function pointsOf({ points }: Telling, quantity: Quantity): Map<number, number> {
  const known = points.get(quantity) ?? new Map<number, number>();
  points.set(quantity, known);
  return known;
}

function keep(into: Map<number, number>, at: number, value: number | 'invalid'): void {
  if (value === 'invalid') return;
  into.set(at, Math.max(into.get(at) ?? 0, value));
}

function toldFrom(table: SourceTable, telling: Telling): Told {
  const { owner, device, node, replica, points } = telling;
  const of = (quantity: Quantity): Points => points.get(quantity) ?? new Map();
  return {
    owner,
    device,
    node,
    replica,
    vram: of(table.vram),
    compute: table.compute.map(({ of: quantity }) => of(quantity)),
    dram: of(table.dram),
    tensor: of(table.tensor),
    limit: of(table.limit),
  };
}
