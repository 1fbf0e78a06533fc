/** Readings one by one, each with whose it is and what it was taken on, and how many of them there are. */
import type { Catalogue } from '../../core/products/catalogue.ts';
import { partOf, type Part } from './device.ts';
import type { Measured, Reading } from '../measured.ts';

export const MINUTE_S = 60;
export const minuteOf = (at: number): number => Math.floor(at / MINUTE_S);

/** One reading of one device, and what it is of. */
export interface Sight {
  readonly pod: string;
  readonly device: string;
  readonly reading: Reading;
  readonly MiB: number;
  readonly from: Measured;
  readonly part: Part;
}

/** Memory in use, of whole minutes: the one that has begun is read with the next window. */
export const loadsOf = (
  { readings }: Measured,
  until: number,
): readonly { readonly reading: Reading; readonly MiB: number }[] =>
  readings.flatMap((reading) =>
    reading.vramMiB === undefined || minuteOf(reading.at) >= minuteOf(until)
      ? []
      : [{ reading, MiB: Math.ceil(reading.vramMiB) }],
  );

/** None of what no catalogue knows: nobody can say what part of a card it is. */
export function sightsOf(from: Measured, until: number, catalogue: Catalogue): Sight[] {
  const part = partOf(from.device, catalogue);
  if (part === 'unknown') return [];
  return loadsOf(from, until).map((load) => ({
    ...load,
    pod: from.pod,
    device: from.device.id,
    from,
    part,
  }));
}

export const minutesOf = (sights: readonly Sight[]): number =>
  new Set(sights.map(({ reading }) => minuteOf(reading.at))).size;

/** Minutes of pods: a second look within the minute is no second sample. */
export const samplesOf = (sights: readonly Sight[]): number =>
  new Set(sights.map(({ pod, reading }) => `${minuteOf(reading.at)} ${pod}`)).size;

/** Of one pod in one minute. */
export function devicesOf(sights: readonly Sight[]): number {
  const devices = new Map<string, Set<string>>();
  for (const { pod, device, reading } of sights) {
    const key = `${minuteOf(reading.at)} ${pod}`;
    devices.set(key, (devices.get(key) ?? new Set()).add(device));
  }
  return [...devices.values()].reduce((most, { size }) => Math.max(most, size), 0);
}

/** FNV-1a: names of pods are long, and all that is asked is whether two are the same. */
export function markOf(pod: string): number {
  let mark = 2_166_136_261;
  for (let at = 0; at < pod.length; at++)
    mark = Math.imul(mark ^ pod.charCodeAt(at), 16_777_619) >>> 0;
  return mark;
}
