/**
 * One run of the profiler: what a Prometheus kept of the time since the last one, told of the workloads
 * that a cluster has, added to what earlier runs kept, and put as GpuProfiles. Writes nothing.
 */
import type { Engine } from '../../usage/engines/signs.ts';
import type { Source } from '../../usage/measured.ts';
import type { Doubtful } from '../../usage/profiling/doubtful.ts';
import { holdersAt, youngAt, type Holding } from '../../usage/profiling/holders.ts';
import { Learning, type Heard, type Told } from '../../usage/profiling/learned.ts';
import { publishedOf, type Outcome } from '../../usage/profiling/published.ts';
import { nameOf, whoseIn } from '../../usage/profiling/whose.ts';
import type { Elsewhere } from '../../usage/sources/elsewhere.ts';
import type { Strangers } from '../../usage/sources/silence.ts';
import type { Surplus } from '../../usage/sources/surplus.ts';
import { byNow } from '../../usage/statistics/by-now.ts';
import { restored } from '../../usage/statistics/checkpoint.ts';
import { POD_OWNER } from './makers.ts';
import { Reader, thereIn, type Ask, type Known } from './reader.ts';
import { silentOnes, type Silent } from './silent.ts';
import { notLookedAt, spanOf, wholeOf, type Wish } from './span.ts';
import { upToGap, wholeAnswers, type Gap } from './whole-answers.ts';
import { daysIn, STEP_S, windowsOf, type Span } from './windows.ts';

export type { Ask, Known } from './reader.ts';
export type { Wish } from './span.ts';

export interface Ran extends Outcome {
  readonly span: Span;
  readonly sources: readonly Source[];
  /** Whose engines say of themselves what they need. */
  readonly engines: readonly Engine[];
  readonly silent: readonly Silent[];
  /** Other pods are told of, and of those that hold a GPU here none. */
  readonly ofOthers: boolean;
  /** Pods that hold a GPU and have not run for long enough to be told of. */
  readonly young: number;
  /** Pods that are gone and whose revision nobody knows any more. */
  readonly forgotten: number;
  /** Whether kube-state-metrics could be asked whose a pod was that is gone. */
  readonly ownersKnown: boolean;
  /** Pods that are told of on another node than theirs, which is not believed. */
  readonly elsewhere: readonly Elsewhere[];
  /** Sources whose hosts are all no nodes here, which may be those of another cluster. */
  readonly strangers: readonly Strangers[];
  /** What every series was asked to have besides. */
  readonly match: readonly string[];
  /** Containers that are told to be on more devices at once than they ask for, of which none is sure. */
  readonly surplus: readonly Surplus[];
  /** Containers whose figures are nobody's for sure, and why. */
  readonly doubtful: readonly Doubtful[];
  /** Metrics of ratios that say more than all of a card, by exporter: none of it is taken. */
  readonly beyond: readonly string[];
  /** What Prometheus said beside its answers. */
  readonly warnings: readonly string[];
  /** From where on nothing was taken, because something was missing from it. */
  readonly gap: Gap | 'none';
  /** How many Prometheus gave. */
  readonly points: number;
}

/** Whoever listens is told of all the time that was asked for, day by day, whatever earlier runs kept of it. */
export interface Listener {
  /** `until`: all readings before it have been told. */
  hear(told: readonly Told[], until: number, heard: readonly Heard[]): void;
  /** The end of a day, in seconds since the epoch. */
  evening(at: number): void;
}

export async function ranOnce(
  asked: Ask,
  known: Known,
  wish: Wish,
  listener?: Listener,
): Promise<Ran> {
  const learning = learnedBefore(known, wish.now);
  const whose = whoseIn(known.standing, known.world);
  const from = () => notLookedAt(whose.standing(), learning.latest(), known.profiles);
  const span = listener === undefined ? spanOf(learning.latest(), from, wish) : wholeOf(wish);
  for (const member of whose.standing()) learning.meet(member);
  const ask = wholeAnswers(asked, span.until);
  const there = await thereIn(ask, span);
  const reader = new Reader(ask, known, { whose, there });
  const days = listener === undefined ? [span] : daysIn(span);
  const windows = windowsIn(days, await reader.planned(span), wish.mostPoints);
  const gap = await upToGap(windows, async ({ isEvening, ...window }) => {
    const { told, heard } = await reader.read(window);
    // A point speaks of the minute before it, so that the one at the end of the window is read.
    const until = window.until + STEP_S;
    learning.feed(told, until, heard);
    listener?.hear(told, until, heard);
    if (isEvening) listener?.evening(window.until);
  });
  const holders = holdersAt(known.standing.pods, span.until);
  const outcome = publishedOf(learning.latest(), known.profiles, known.world.catalogue);
  return {
    ...outcome,
    span: gap === 'none' ? span : { ...span, until: gap.after },
    sources: reader.sources,
    engines: reader.engines,
    silent: silentOnes({
      holders,
      whose,
      outcome,
      heard: reader.heard,
      nodes: known.nodes,
      told: reader.told,
      withMemory: reader.withMemory,
    }),
    ofOthers: isOfOthers(holders, reader.told),
    young: youngAt(known.standing.pods, span.until),
    forgotten: reader.forgotten.size,
    ...unsureOf(reader),
    match: ask.client.match,
    ownersKnown: there.has(POD_OWNER),
    warnings: [...reader.warnings],
    gap,
    points: reader.points,
  };
}

/** What is not believed of what it told, or not for sure. */
const unsureOf = ({ elsewhere, surplus, doubting, beyond, strangers }: Reader) => ({
  strangers: strangers.all(),
  elsewhere: [...elsewhere.values()],
  surplus: [...surplus.values()],
  doubtful: doubting.all(),
  beyond: [...beyond],
});

/** So it is where the Prometheus is that of another cluster. */
const isOfOthers = (holders: readonly Holding[], told: ReadonlySet<string>): boolean =>
  holders.length > 0 &&
  told.size > 0 &&
  holders.every(
    ({ namespace, pod, container }) => !told.has(nameOf(namespace, `${pod}/${container}`)),
  );

function learnedBefore({ world, profiles }: Known, now: number): Learning {
  const learning = new Learning(world.catalogue);
  for (const { namespace, workload, checkpoints } of profiles)
    for (const checkpoint of checkpoints) {
      const tally = restored(checkpoint);
      const key = { namespace, ...workload, container: checkpoint.name };
      if (tally !== 'unreadable') learning.restore(key, byNow(tally, now));
    }
  return learning;
}

interface Window extends Span {
  readonly isEvening: boolean;
}

/** Asked once how much there is in all, of which each day has its part. */
const windowsIn = (days: readonly Span[], points: number, most?: number): Window[] => {
  const all = days.reduce((sum, { after, until }) => sum + until - after, 0);
  return days.flatMap((day) =>
    windowsOf(day, (points * (day.until - day.after)) / all, most).map((window) => ({
      ...window,
      isEvening: window.until === day.until,
    })),
  );
};
