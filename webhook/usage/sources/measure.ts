/**
 * Series of an exporter, as Prometheus keeps them, to what each container was seen to use on each
 * device. Several devices of one pod stay apart; so do instances of one card.
 */
import type { Measured, Reading } from '../measured.ts';
import { sources } from './all.ts';
import { believedUntil } from './elsewhere.ts';
import { groundOf, type Facts, type Ground } from './ground.ts';
import { doubting } from './surplus.ts';
import type { SourceTable } from './table.ts';
import { toldBy, type Points, type SeriesByName, type Told } from './told.ts';
import { trustOf, type Trust } from './trust.ts';

const NOTHING: Points = new Map();

export function measuredBy(
  source: Measured['source'],
  seen: SeriesByName,
  facts: Facts,
): Measured[] {
  const table = sources[source];
  const devices = toldBy(table, seen, believedUntil(table, seen, facts));
  const ground = groundOf(table.vendor, devices, facts);
  const measuredOnes = devices
    .flatMap(({ read }) => {
      const device = read();
      const trust = trustOf(table, device, ground);
      return device.tellings.map((told) => measured(table, told, trust(told), ground));
    })
    .filter(({ readings }) => readings.length > 0);
  return doubting(measuredOnes, facts.holders).toSorted((a, b) =>
    orderOf(a) < orderOf(b) ? -1 : 1,
  );
}

const orderOf = ({ namespace, pod, container, device }: Measured): string =>
  JSON.stringify([namespace, pod, container, device.id]);

function measured(table: SourceTable, told: Told, trust: Trust, ground: Ground): Measured {
  const signals = signalsOf(table, told, trust);
  return {
    ...told.owner,
    device: deviceOf(told, ground),
    source: table.name,
    computeBy: signals.computeBy,
    ...trust,
    readings: readingsOf(told.vram, signals),
  };
}

/** Where the source does not say what card it is, the node does. */
function deviceOf(told: Told, ground: Ground): Measured['device'] {
  const product = ground.labelsOf(told)?.['nvidia.com/gpu.product'];
  const { device } = told;
  return device.model === 'unknown' && product !== undefined
    ? { ...device, model: product }
    : device;
}

interface Signals {
  readonly computeBy: Measured['computeBy'];
  readonly sm: Points;
  readonly dram: Points;
  readonly tensor: Points;
}

/** A better signal that was switched on for an hour does not speak for the week. */
const MOST_OF_IT = 0.9;
const NONE = { computeBy: 'none', sm: NOTHING } as const;

/**
 * An exporter that splits a shared device among its processes does so for memory and GPU_UTIL; the
 * profiling figures beside them are still the whole device's, and on a MIG instance there is no
 * GPU_UTIL to split.
 */
function signalsOf(table: SourceTable, told: Told, { attribution }: Trust): Signals {
  const split = attribution === 'perProcess' && !table.own;
  const choices = table.compute.flatMap(({ by }, index) => {
    const points = told.compute[index] ?? NOTHING;
    return points.size > 0 && (!split || by === 'utilisation')
      ? [{ computeBy: by, sm: points }]
      : [];
  });
  const widest = Math.max(0, ...choices.map(({ sm: { size } }) => size));
  const { computeBy, sm } = choices.find(({ sm: { size } }) => size >= MOST_OF_IT * widest) ?? NONE;
  return {
    computeBy,
    sm,
    dram: split ? NOTHING : told.dram,
    tensor: split ? NOTHING : told.tensor,
  };
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** A fleet has millions of them, so each is made once and whole. */
function readingsOf(vram: Points, { sm, dram, tensor }: Signals): Reading[] {
  const times = new Set([...vram.keys(), ...sm.keys(), ...dram.keys(), ...tensor.keys()]);
  return [...times]
    .toSorted((a, b) => a - b)
    .map((at) => {
      const reading: Writable<Reading> = { at };
      put(reading, 'vramMiB', vram.get(at));
      put(reading, 'sm', sm.get(at));
      put(reading, 'dram', dram.get(at));
      put(reading, 'tensor', tensor.get(at));
      return reading;
    });
}

function put(into: Writable<Reading>, key: keyof Reading, value: number | undefined): void {
  if (value !== undefined) into[key] = value;
}
