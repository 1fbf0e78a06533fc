/**
 * One window of readings as a tally of its own. What is refused here: figures that may be somebody
 * else's, compute that was measured while others used the same card, and the time before a model is
 * loaded, which is no time of use. What was not read is not zero; it is not there.
 */
import type { Catalogue } from '../../core/products/catalogue.ts';
import { computeOf } from './activity.ts';
import { MIB } from './buckets.ts';
import { histogramOf } from './histogram.ts';
import { peaksOf, type OutOfMemory } from './peaks.ts';
import {
  devicesOf,
  loadsOf,
  markOf,
  MINUTE_S,
  minuteOf,
  minutesOf,
  samplesOf,
  sightsOf,
  type Sight,
} from './sights.ts';
import {
  joinedDoubts,
  joinedTally,
  marks,
  nothing,
  type Doubted,
  type Memory,
  type Tally,
} from './tally.ts';
import type { Measured } from '../measured.ts';

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

export function tallyOf(window: Window, catalogue: Catalogue): Tally {
  const sights = window.measured.flatMap((one) => sightsOf(one, window.until, catalogue));
  const busy = sights.filter(({ from, MiB }) => isOwn(from) && MiB >= IDLE_MIB);
  const memory = memoryOf(busy, window);
  const lastSeen = busy.reduce((last, { reading: { at } }) => Math.max(last, Math.floor(at)), 0);
  // Added to nothing, so that all of it is in the order in which a tally is kept.
  return joinedTally(nothing(window.revision), {
    revision: window.revision,
    tags:
      memory.minutes === 0
        ? new Map()
        : new Map([[window.tag, { minutes: memory.minutes, lastSeen }]]),
    firstSeen: busy.reduce(
      (first, { reading: { at } }) => Math.min(first || at, Math.floor(at)),
      0,
    ),
    lastSeen,
    readTo: minuteOf(window.until) * MINUTE_S,
    memory,
    compute: computeOf(busy),
    doubted: doubtedOf(sights.filter(({ from, MiB }) => !isOwn(from) && MiB >= IDLE_MIB)),
    engine: 'nothing',
    pods: marks(busy.map(({ pod }) => markOf(pod))),
    devices: devicesOf(sights),
  });
}

export const isOwn = ({ attribution }: Measured): boolean =>
  attribution === 'exact' || attribution === 'perProcess';

/**
 * Of a device that nobody shares, what is told is the most that its container can have had, whoever else it may be of: it may
 * have grown while a neighbour's exporter was silent, and a peak that is too high costs part of a card. On a shared one
 * it is everybody's.
 */
const mayBeAll = (from: Measured): boolean =>
  isOwn(from) || from.sharing === 'whole' || from.sharing === 'mig';

function memoryOf(busy: readonly Sight[], { measured, ooms, until }: Window): Memory {
  const all = measured.filter(mayBeAll);
  return {
    // Whatever card it was on: what a replica took of one that no catalogue knows it may take of the next.
    peaks: peaksOf(
      all.flatMap((from) => loadsOf(from, until).map(({ reading, MiB }) => [reading.at, MiB])),
      ooms,
    ),
    MiB: histogramOf(
      MIB,
      busy.map(({ reading, MiB }) => [reading.at, MiB]),
    ),
    minutes: minutesOf(busy),
    samples: samplesOf(busy),
    attribution: all.some(({ attribution }) => attribution === 'perProcess')
      ? 'perProcess'
      : 'exact',
  };
}

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
