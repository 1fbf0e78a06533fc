/**
 * A tally without the future. A status can be written by hand, and a clock may have been ahead: what says
 * that it was seen tomorrow would outweigh all that comes, be the last that was read, and never grow old.
 */
import { periodOf, type Histogram } from './histogram.ts';
import { dayOf, joinedPeaks, type Peaks } from './peaks.ts';
import { MINUTE_S, minuteOf } from './sights.ts';
import type { Tally } from './tally.ts';

/** `now` in seconds since the epoch. What was counted stays; it was seen by now at the latest. */
export function byNow(tally: Tally, now: number): Tally {
  const time = (at: number): number => Math.min(at, now);
  const counted = (of: Histogram): Histogram => ({
    ...of,
    period: Math.min(of.period, periodOf(now)),
  });
  const { memory, compute, doubted, tags } = tally;
  return {
    ...tally,
    firstSeen: time(tally.firstSeen),
    lastSeen: time(tally.lastSeen),
    readTo: Math.min(tally.readTo, minuteOf(now) * MINUTE_S),
    tags: new Map([...tags].map(([tag, one]) => [tag, { ...one, lastSeen: time(one.lastSeen) }])),
    memory: { ...memory, peaks: peaksBy(memory.peaks, now), MiB: counted(memory.MiB) },
    compute: new Map(
      [...compute].map(([key, one]) => [
        key,
        {
          ...one,
          sm: counted(one.sm),
          dram: counted(one.dram),
          tensor: counted(one.tensor),
          sizes: counted(one.sizes),
          filled: counted(one.filled),
        },
      ]),
    ),
    doubted: doubted === 'nothing' ? doubted : { ...doubted, lastSeen: time(doubted.lastSeen) },
  };
}

/** Of days that have not come the highest is today's: what does not fit is killed, so no peak is dropped. */
const peaksBy = (peaks: Peaks, now: number): Peaks =>
  [...peaks].reduce<Peaks>(
    (days, [day, peak]) => joinedPeaks(days, new Map([[Math.min(day, dayOf(now)), peak]])),
    new Map(),
  );
