/**
 * The most that was in use on each of the last days on which anything was seen. A maximum and not a
 * percentile, because what does not fit kills the process; by the day, because a peak that comes
 * once a week must not be forgotten before it comes again.
 *
 * Days without a sample do not count: a silent source forgets nothing, so a running workload keeps
 * what was seen of it.
 */
export interface Peak {
  readonly MiB: number;
  /** Times it ran out of memory, and the most it had been seen or known to have then. */
  readonly ooms: number;
  readonly oomMiB: number;
}

/** By day since the epoch, in UTC. */
export type Peaks = ReadonlyMap<number, Peak>;

/** Two of whatever a week brings. */
export const DAYS = 14;

const DAY_S = 24 * 3600;
export const dayOf = (at: number): number => Math.floor(at / DAY_S);

const NOTHING: Peak = { MiB: 0, ooms: 0, oomMiB: 0 };

export interface OutOfMemory {
  readonly at: number;
  /** What it had: the most seen of it, or the memory of the slice that it filled. */
  readonly MiB: number;
}

export function peaksOf(
  readings: readonly (readonly [at: number, MiB: number])[],
  ooms: readonly OutOfMemory[] = [],
): Peaks {
  const days = new Map<number, Peak>();
  const raise = (at: number, more: Peak) =>
    days.set(dayOf(at), higher(days.get(dayOf(at)) ?? NOTHING, more));
  for (const [at, MiB] of readings) raise(at, { ...NOTHING, MiB });
  for (const { at, MiB } of ooms) raise(at, { MiB: 0, ooms: 1, oomMiB: MiB });
  return newest(days);
}

const higher = (a: Peak, b: Peak): Peak => ({
  MiB: Math.max(a.MiB, b.MiB),
  ooms: a.ooms + b.ooms,
  oomMiB: Math.max(a.oomMiB, b.oomMiB),
});

export function joinedPeaks(a: Peaks, b: Peaks): Peaks {
  const days = new Map(a);
  for (const [day, peak] of b) days.set(day, higher(days.get(day) ?? NOTHING, peak));
  return newest(days);
}

const newest = (days: Peaks): Peaks =>
  new Map([...days].toSorted(([a], [b]) => a - b).slice(-DAYS));

/**
 * Room for what it asked for when it was killed: nobody saw how much that was. A quarter, and not the
 * fifth that is usual for memory of the host: a policy whose headroom is 1 adds nothing to it.
 */
const beyond = (MiB: number): number => Math.max(MiB + 100, MiB * 1.25);

/** MiB, 0 where nothing was seen. */
export const highest = (peaks: Peaks): number =>
  Math.max(
    0,
    ...[...peaks.values()].map(({ MiB, ooms, oomMiB }) =>
      ooms === 0 ? MiB : beyond(Math.max(MiB, oomMiB)),
    ),
  );

export const oomsIn = (peaks: Peaks): number =>
  [...peaks.values()].reduce((sum, { ooms }) => sum + ooms, 0);
