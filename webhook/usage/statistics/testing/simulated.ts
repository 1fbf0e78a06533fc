/**
 * A workload that wants the same whatever it is given, on devices that give it what they have: what an
 * exporter would say of it there.
 */
import type { MigProfile } from '../../../core/products/catalogue.ts';
import { h100 } from '../../../core/testing/catalogue.ts';
import type { Measured, Reading } from '../../measured.ts';
import { DAY, H100, MINUTE, measured } from './seen.ts';

/** Of a whole card. */
export interface Demand {
  /** MiB at rest and at work. */
  readonly restMiB: number;
  readonly peakMiB: number;
  /** Part of the card at rest and at work, and how much of the time it works. */
  readonly rest: number;
  readonly work: number;
  readonly working: number;
  readonly seed: number;
}

export type Device = MigProfile | 'whole' | 'timeSlice';

/** Of a number, 0 to 1, the same each time. */
export function chance(seed: number): number {
  let x = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return ((x ^ (x >>> 16)) >>> 0) / 2 ** 32;
}

const EVERY = 5 * MINUTE;

/** One day of it. */
export function dayOn(device: Device, demand: Demand, midnight: number): Measured {
  const readings: Reading[] = [];
  for (let at = midnight; at < midnight + DAY; at += EVERY) {
    const draw = (of: number) => chance(demand.seed + at / MINUTE + of * 7919);
    const works = draw(1) < demand.working;
    const wants = {
      vramMiB: works
        ? demand.restMiB + (demand.peakMiB - demand.restMiB) * (0.9 + 0.1 * draw(2))
        : demand.restMiB,
      // A tenth more or less from one minute to the next.
      part: (works ? demand.work : demand.rest) * (0.95 + 0.1 * draw(3)),
    };
    readings.push({ at, ...given(device, wants, draw(4)) });
  }
  return measured(readings, partsOf(device));
}

function given(
  device: Device,
  { vramMiB, part }: { vramMiB: number; part: number },
  neighbour: number,
): Omit<Reading, 'at'> {
  if (device === 'timeSlice')
    return { vramMiB: vramMiB + 20_000 * neighbour, sm: Math.min(1, part + neighbour) };
  if (device === 'whole') return { vramMiB, sm: told(part), dram: told(part / 2) };
  const sms = (device.sms ?? 0) / (h100.sms ?? 1);
  const memory = device.memorySlices / h100.memorySlices;
  return {
    vramMiB: Math.min(vramMiB, device.memoryMiB ?? 0),
    sm: told(part / sms),
    dram: told(part / 2 / memory),
  };
}

/** Exporters write six digits. */
const told = (ratio: number): number => Math.min(1, Math.round(ratio * 1e6) / 1e6);

function partsOf(device: Device): Partial<Measured> {
  if (device === 'whole') return {};
  if (device === 'timeSlice') return { sharing: 'timeSlice', attribution: 'duplicated' };
  return {
    device: { id: `GPU-1/${device.name}`, model: H100, migProfile: device.name },
    sharing: 'mig',
  };
}
