/** From when until when a run reads: what earlier ones have not, of those that there are now. */
import { keyText, type Learned } from '../../usage/profiling/learned.ts';
import { isOurs, type StandingProfile } from '../../usage/profiling/published.ts';
import type { Member } from '../../usage/profiling/whose.ts';
import { STEP_S, type Span } from './windows.ts';

export interface Wish {
  /** Seconds since the epoch, and how far back where no earlier run has been. */
  readonly now: number;
  readonly since: number;
  /** From where on nobody has kept what was told, where that is known better than by what is kept. */
  readonly from?: number;
  /** Points of all series that are held at a time. */
  readonly mostPoints?: number;
}

/** Exporters are scraped, and scrapes are written, a moment later. */
const LATE_S = 60;

const minute = (at: number): number => Math.floor(at / STEP_S) * STEP_S;

/** As long as was asked, counted from its end: three days are the 72 hours that a policy may ask for. */
export function wholeOf({ now, since }: Wish): Span {
  const until = minute(now - LATE_S);
  return { after: until - Math.max(STEP_S, minute(since)), until };
}

/**
 * From where the earlier run ended that was the first to end, or from where somebody began whom no run has
 * looked at: what is read twice is counted once.
 */
export function spanOf(learned: readonly Learned[], notLooked: () => number, wish: Wish): Span {
  const { after, until } = wholeOf(wish);
  const kept = learned.reduce(
    (earliest, { tally }) => (tally === 'nothing' ? earliest : Math.min(earliest, tally.readTo)),
    Infinity,
  );
  if (kept === Infinity) return { after: minute(Math.min(after, until - STEP_S)), until };
  // Whoever says from where has looked at all that there was.
  const from = wish.from ?? Math.min(kept, notLooked());
  const since = Math.max(after, from - STEP_S);
  return { after: minute(Math.min(since, until - STEP_S)), until };
}

/**
 * When the first pod began of which no run can have read: a namespace that an earlier one was not asked of,
 * or a profile whose status is lost. Elsewhere it is one that had no figures then, or is younger, so that one idle notebook does not have a fortnight read anew each time; what somebody wrote by hand
 * needs none.
 */
export function notLookedAt(
  standing: readonly Member[],
  learned: readonly Learned[],
  profiles: readonly StandingProfile[],
): number {
  const kept = new Set<string>();
  const looked = new Set<string>();
  for (const { tally, ...one } of learned) {
    if (tally === 'nothing') continue;
    kept.add(keyText(one));
    looked.add(one.namespace);
  }
  const rows = new Map(
    profiles.flatMap(({ namespace, workload, containers }) =>
      containers.map(
        (row) => [keyText({ namespace, ...workload, container: row.name }), row] as const,
      ),
    ),
  );
  const isUnread = ({ workload, container }: Member): boolean => {
    const name = keyText({ ...workload, container });
    const row = rows.get(name);
    if (kept.has(name) || (row !== undefined && !isOurs(row))) return false;
    return row !== undefined || !looked.has(workload.namespace);
  };
  return standing
    .filter(isUnread)
    .reduce((earliest, { since }) => Math.min(earliest, since), Infinity);
}
