/**
 * How many devices of some kinds a node has, and how many a claim could have now. Devices that draw on
 * one set of counters, as the possible partitions of a card do, take each other's place: of a set at
 * most one is counted, and as free only while the counters hold what it needs.
 */
import type { DeviceKind } from './kinds.ts';
import { deviceId, type Draw, type SeenDevice, type SeenSlice } from './seen.ts';

interface Device extends SeenDevice {
  readonly id: string;
  /** Counters are of a pool. */
  readonly pool: string;
}

export interface NodeDevices {
  readonly devices: readonly Device[];
  /** By pool and name of the set. */
  readonly counters: ReadonlyMap<string, Readonly<Record<string, number>>>;
}

export interface Units {
  readonly all: number;
  readonly free: number;
}

const setKey = (pool: string, set: string): string => `${pool} ${set}`;

/** Of each pool the newest generation, and that only where all of it is there. */
export function devicesOn(slices: readonly SeenSlice[]): NodeDevices {
  const newest = new Map<string, number>();
  for (const { pool, generation } of slices)
    newest.set(pool, Math.max(newest.get(pool) ?? 0, generation));
  const current = slices.filter(({ pool, generation }) => generation === newest.get(pool));
  const complete = current.filter(
    ({ pool, slices: wanted }) => current.filter((one) => one.pool === pool).length >= wanted,
  );
  return {
    devices: complete.flatMap(({ pool, devices }) =>
      devices.map((device) => ({ ...device, pool, id: deviceId(pool, device.name) })),
    ),
    counters: new Map(
      complete.flatMap(({ pool, counters }) =>
        counters.map(({ set, counters: has }) => [setKey(pool, set), has] as const),
      ),
    ),
  };
}

export type Left = ReadonlyMap<string, Readonly<Record<string, number>>>;

/** What is left in each set once the devices that are held have drawn on it. */
export function countersLeft(
  { devices, counters }: NodeDevices,
  held: (id: string) => boolean,
): Left {
  const left = new Map<string, Record<string, number>>();
  for (const [set, has] of counters) left.set(set, { ...has });
  for (const { id, pool, draws } of devices) {
    if (!held(id)) continue;
    for (const { set, counters: drawn } of draws) {
      const counter = left.get(setKey(pool, set)) ?? {};
      for (const name in drawn) counter[name] = (counter[name] ?? 0) - (drawn[name] ?? 0);
    }
  }
  return left;
}

export function unitsOf(
  { devices }: NodeDevices,
  kinds: ReadonlySet<DeviceKind>,
  now: { readonly held: (id: string) => boolean; readonly left: Left },
): Units {
  const [all, free] = [new Tally(), new Tally()];
  for (const device of devices) {
    if (!device.plain || !kinds.has(device.kind)) continue;
    all.add(device);
    if (!now.held(device.id) && enough(device, now.left)) free.add(device);
  }
  return { all: all.count, free: Math.min(free.count, all.count) };
}

/** A set whose counters nobody has published holds nothing. */
const enough = ({ pool, draws }: Device, left: Left): boolean =>
  draws.every(({ set, counters }: Draw) =>
    Object.entries(counters).every(
      ([name, drawn]) => (left.get(setKey(pool, set))?.[name] ?? 0) >= drawn,
    ),
  );

class Tally {
  count = 0;
  readonly #sets = new Set<string>();

  add({ pool, draws }: Device): void {
    const sets = draws.map(({ set }) => setKey(pool, set));
    if (sets.some((set) => this.#sets.has(set))) return;
    for (const set of sets) this.#sets.add(set);
    this.count++;
  }
}
