/**
 * All that is kept of what one container of a workload was seen to use, in one revision. Two of
 * them add up to what both saw, so a month is fed a window at a time and the past need not be read
 * again.
 */
import { joinedCompute, none, worseSharing, type Compute } from './compute.ts';
import { EMPTY, joined, type Histogram } from './histogram.ts';
import { joinedPeaks, type Peaks } from './peaks.ts';
import { joinedSeen, type EngineSeen } from '../engines/seen.ts';
import type { ComputeBy, Measured } from '../measured.ts';

export interface Tally {
  readonly revision: string;
  /** Under each image tag. */
  readonly tags: ReadonlyMap<string, Tagged>;
  /** Seconds since the epoch; the first and the last reading that is evidence, 0 where there is none. */
  readonly firstSeen: number;
  readonly lastSeen: number;
  /** Readings before it are in here; the next window begins there. */
  readonly readTo: number;
  readonly memory: Memory;
  /** By product and kind of figure. */
  readonly compute: ReadonlyMap<string, Compute>;
  /** What was seen and may be somebody else's. */
  readonly doubted: Doubted | 'nothing';
  /** What an engine in it said of itself. */
  readonly engine: EngineSeen | 'nothing';
  /** Marks of the pods it was seen in. */
  readonly pods: readonly number[];
  /** Most that one pod had at a time. */
  readonly devices: number;
}

export interface Tagged {
  /** In which it was busy. */
  readonly minutes: number;
  readonly lastSeen: number;
}

export interface Memory {
  readonly peaks: Peaks;
  readonly MiB: Histogram;
  readonly minutes: number;
  readonly samples: number;
  /** Worst of what was taken. */
  readonly attribution: 'exact' | 'perProcess';
}

export interface Doubted {
  readonly product: string;
  readonly MiB: number;
  readonly minutes: number;
  readonly samples: number;
  readonly lastSeen: number;
  readonly attribution: Measured['attribution'];
  readonly sharing: Measured['sharing'];
}

export const nothing = (revision: string): Tally => ({
  revision,
  tags: new Map(),
  firstSeen: 0,
  lastSeen: 0,
  readTo: 0,
  memory: { peaks: new Map(), MiB: EMPTY, minutes: 0, samples: 0, attribution: 'exact' },
  compute: new Map(),
  doubted: 'nothing',
  engine: 'nothing',
  pods: [],
  devices: 0,
});

/** So many marks say exactly how many pods there were; of more it is enough to know that there were. */
export const MOST_PODS = 32;
/** A workload that was on more kinds of cards keeps those on which it was seen most. */
const MOST_COMPUTE = 8;
/** The latest: an image that is built every hour has a new tag every hour. */
const MOST_TAGS = 4;

/** Of the same revision, at times that do not overlap. */
export const joinedTally = (a: Tally, b: Tally): Tally => ({
  revision: a.revision,
  tags: most(MOST_TAGS, joinedTags(a.tags, b.tags), ({ lastSeen }) => lastSeen),
  firstSeen: Math.min(a.firstSeen || b.firstSeen, b.firstSeen || a.firstSeen),
  lastSeen: Math.max(a.lastSeen, b.lastSeen),
  readTo: Math.max(a.readTo, b.readTo),
  memory: joinedMemory(a.memory, b.memory),
  compute: most(MOST_COMPUTE, eachCompute(a, b), ({ samples }) => samples),
  doubted: joinedDoubts(a.doubted, b.doubted),
  engine: joinedSeen(a.engine, b.engine),
  pods: marks([...a.pods, ...b.pods]),
  devices: Math.max(a.devices, b.devices),
});

const joinedMemory = (a: Memory, b: Memory): Memory => ({
  peaks: joinedPeaks(a.peaks, b.peaks),
  MiB: joined(a.MiB, b.MiB),
  minutes: a.minutes + b.minutes,
  samples: a.samples + b.samples,
  attribution: a.attribution === 'exact' ? b.attribution : a.attribution,
});

export const computeKey = (product: string, by: ComputeBy): string => `${product} ${by}`;

function eachCompute(a: Tally, b: Tally): Map<string, Compute> {
  const all = new Map(a.compute);
  for (const [key, one] of b.compute)
    all.set(key, joinedCompute(all.get(key) ?? none(one.product, one.by), one));
  return all;
}

function joinedTags(a: Tally['tags'], b: Tally['tags']): Map<string, Tagged> {
  const all = new Map(a);
  for (const [tag, { minutes, lastSeen }] of b) {
    const so = all.get(tag) ?? { minutes: 0, lastSeen: 0 };
    all.set(tag, {
      minutes: so.minutes + minutes,
      lastSeen: Math.max(so.lastSeen, lastSeen),
    });
  }
  return all;
}

/** In the order of their names, so that two ways to the same tally give the same text. */
function most<T>(count: number, of: Map<string, T>, weight: (value: T) => number): Map<string, T> {
  const largest = [...of]
    .toSorted(([a, x], [b, y]) => weight(y) - weight(x) || (a < b ? -1 : 1))
    .slice(0, count);
  return new Map(largest.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

const ATTRIBUTION: readonly Measured['attribution'][] = [
  'exact',
  'perProcess',
  'duplicated',
  'unknown',
];

const worseAttribution = (a: Measured['attribution'], b: Measured['attribution']) =>
  ATTRIBUTION.indexOf(a) >= ATTRIBUTION.indexOf(b) ? a : b;

export function joinedDoubts(a: Doubted | 'nothing', b: Doubted | 'nothing'): Doubted | 'nothing' {
  if (a === 'nothing' || b === 'nothing') return a === 'nothing' ? b : a;
  return {
    product: a.product < b.product ? a.product : b.product,
    MiB: Math.max(a.MiB, b.MiB),
    minutes: a.minutes + b.minutes,
    samples: a.samples + b.samples,
    lastSeen: Math.max(a.lastSeen, b.lastSeen),
    attribution: worseAttribution(a.attribution, b.attribution),
    sharing: worseSharing(a.sharing, b.sharing),
  };
}

/** The smallest, so that whoever joins in another order keeps the same ones. */
export const marks = (pods: readonly number[]): number[] =>
  [...new Set(pods)].toSorted((a, b) => a - b).slice(0, MOST_PODS);
