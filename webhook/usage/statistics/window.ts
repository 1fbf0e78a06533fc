/**
 * One window of readings as a tally of its own. What is refused here: figures that may be somebody
 * else's, compute that was measured while others used the same card, and the time before a model is
 * loaded, which is no time of use. What was not read is not zero; it is not there.
 */
import type { Catalogue } from '../../core/products/catalogue.ts';
import { MIB } from './buckets.ts';
import { FULL, histograms, none, worseSharing, type Compute } from './compute.ts';
import { partOf, type Part } from './device.ts';
import { histogramOf, type Sample } from './histogram.ts';
import { peaksOf, type OutOfMemory } from './peaks.ts';
import {
  computeKey,
  joinedDoubts,
  joinedTally,
  marks,
  nothing,
  type Doubted,
  type Memory,
  type Tally,
} from './tally.ts';
import type { ComputeBy, Measured, Reading } from '../measured.ts';

export interface Window {
  /** The container as its pods have it now (core/identity/revision.ts). */
  readonly revision: string;
  readonly tag: string;
  /** Seconds since the epoch. All of it has been read when the window is handed over. */
  readonly until: number;
  /** Of all pods of the workload that have this revision, this container only. */
  readonly measured: readonly Measured[];
  readonly ooms?: readonly OutOfMemory[];
}

/** Less is what a driver takes before anything is loaded. */
const IDLE_MIB = 200;

const MINUTE_S = 60;
export const minuteOf = (at: number): number => Math.floor(at / MINUTE_S);

/** One reading of one device, and what it is of. */
interface Sight {
  readonly pod: string;
  readonly device: string;
  readonly reading: Reading;
  readonly MiB: number;
  readonly from: Measured;
  readonly part: Part;
}

export function tallyOf(window: Window, catalogue: Catalogue): Tally {
  const sights = window.measured.flatMap((one) => sightsOf(one, window.until, catalogue));
  const own = sights.filter(({ from }) => isOwn(from));
  const busy = own.filter(({ MiB }) => MiB >= IDLE_MIB);
  const memory = memoryOf(own, busy, window);
  // Added to nothing, so that all of it is in the order in which a tally is kept.
  return joinedTally(nothing(window.revision), {
    revision: window.revision,
    tags: memory.minutes === 0 ? new Map() : new Map([[window.tag, memory.minutes]]),
    firstSeen: busy.reduce(
      (first, { reading: { at } }) => Math.min(first || at, Math.floor(at)),
      0,
    ),
    lastSeen: busy.reduce((last, { reading: { at } }) => Math.max(last, Math.floor(at)), 0),
    readTo: minuteOf(window.until) * MINUTE_S,
    memory,
    compute: computeOf(busy),
    doubted: doubtedOf(sights.filter(({ from, MiB }) => !isOwn(from) && MiB >= IDLE_MIB)),
    pods: marks(busy.map(({ pod }) => markOf(pod))),
    devices: devicesOf(sights),
  });
}

const isOwn = ({ attribution }: Measured): boolean =>
  attribution === 'exact' || attribution === 'perProcess';

/** Of whole minutes: the one that has begun is read with the next window. */
function sightsOf(from: Measured, until: number, catalogue: Catalogue): Sight[] {
  const part = partOf(from.device, catalogue);
  if (part === 'unknown') return [];
  return from.readings.flatMap((reading) =>
    reading.vramMiB === undefined || minuteOf(reading.at) >= minuteOf(until)
      ? []
      : [{ pod: from.pod, device: from.device.id, reading, MiB: reading.vramMiB, from, part }],
  );
}

const minutesOf = (sights: readonly Sight[]): number =>
  new Set(sights.map(({ reading }) => minuteOf(reading.at))).size;

/** Minutes of pods: a second look within the minute is no second sample. */
const samplesOf = (sights: readonly Sight[]): number =>
  new Set(sights.map(({ pod, reading }) => `${minuteOf(reading.at)} ${pod}`)).size;

const memoryOf = (own: readonly Sight[], busy: readonly Sight[], { ooms }: Window): Memory => ({
  peaks: peaksOf(
    own.map(({ reading, MiB }) => [reading.at, MiB]),
    ooms,
  ),
  MiB: histogramOf(
    MIB,
    busy.map(({ reading, MiB }) => [reading.at, MiB]),
  ),
  minutes: minutesOf(busy),
  samples: samplesOf(busy),
  attribution: own.some(({ from }) => from.attribution === 'perProcess') ? 'perProcess' : 'exact',
});

function computeOf(busy: readonly Sight[]): Map<string, Compute> {
  const groups = new Map<string, { blank: Compute; sights: Sight[] }>();
  for (const sight of busy) {
    const blank = none(sight.part.product, byOf(sight));
    const key = computeKey(blank.product, blank.by);
    const sights = groups.get(key)?.sights ?? [];
    sights.push(sight);
    groups.set(key, { blank, sights });
  }
  return new Map([...groups].map(([key, { blank, sights }]) => [key, computeIn(sights, blank)]));
}

/** While others use the card too, its activity is everybody's, and what one wanted more of is not in it. */
const byOf = ({ from, reading }: Sight): ComputeBy =>
  from.sharing === 'timeSlice' || from.sharing === 'mps' || reading.sm === undefined
    ? 'none'
    : from.computeBy;

function computeIn(sights: readonly Sight[], blank: Compute): Compute {
  const seen =
    blank.by === 'none'
      ? {}
      : histograms({
          sm: ratios(sights, ({ reading, part }) => times(reading.sm, part.sms)),
          dram: ratios(sights, ({ reading, part }) => times(reading.dram, part.memory)),
          tensor: ratios(sights, ({ reading, part }) => times(reading.tensor, part.sms)),
          on: ratios(sights, sizeOf),
          filled: ratios(sights, (sight) =>
            (sight.reading.sm ?? 0) >= FULL ? sizeOf(sight) : undefined,
          ),
        });
  return {
    ...blank,
    ...seen,
    minutes: minutesOf(sights),
    samples: samplesOf(sights),
    sharing: sights.reduce((worst, { from }) => worseSharing(worst, from.sharing), blank.sharing),
  };
}

const times = (ratio: number | undefined, share: number): number | undefined =>
  ratio === undefined ? undefined : Math.min(Math.max(ratio, 0), 1) * share;

/** Nothing is larger than a card, so nothing is bounded by a whole one. */
const sizeOf = ({ part }: Sight): number | undefined => (part.sms < 1 ? part.sms : undefined);

const ratios = (sights: readonly Sight[], value: (sight: Sight) => number | undefined): Sample[] =>
  sights.flatMap((sight) => {
    const one = value(sight);
    return one === undefined ? [] : [[sight.reading.at, one]];
  });

function doubtedOf(sights: readonly Sight[]): Doubted | 'nothing' {
  const each = sights.map(({ MiB, reading, part, from }): Doubted => ({
    product: part.product,
    MiB,
    minutes: 0,
    samples: 0,
    lastSeen: Math.floor(reading.at),
    attribution: from.attribution,
    sharing: from.sharing,
  }));
  const all = each.reduce<Doubted | 'nothing'>(joinedDoubts, 'nothing');
  return all === 'nothing'
    ? all
    : { ...all, minutes: minutesOf(sights), samples: samplesOf(sights) };
}

/** Of one pod in one minute. */
function devicesOf(sights: readonly Sight[]): number {
  const devices = new Map<string, Set<string>>();
  for (const { pod, device, reading } of sights) {
    const key = `${minuteOf(reading.at)} ${pod}`;
    devices.set(key, (devices.get(key) ?? new Set()).add(device));
  }
  return [...devices.values()].reduce((most, { size }) => Math.max(most, size), 0);
}

/** FNV-1a: names of pods are long, and all that is asked is whether two are the same. */
function markOf(pod: string): number {
  let mark = 2_166_136_261;
  for (let at = 0; at < pod.length; at++)
    mark = Math.imul(mark ^ pod.charCodeAt(at), 16_777_619) >>> 0;
  return mark;
}
