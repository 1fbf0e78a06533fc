/**
 * When a profile that stands is replaced. The figure it has stays while the truth may well be there;
 * so noise moves nothing, and a slice is not given and taken away by turns.
 *
 * It grows by the lower bound of what is measured now, and shrinks by the upper one. Of memory the
 * lower bound is the peak itself, for what was seen was used: it grows at once, whatever the
 * confidence. It shrinks when the peak times (1 + 1/days of evidence) lies below what stands. Of
 * compute both bounds are the percentile's, with the factors of confidence.ts; and what an instance
 * held back has no upper bound, so it never falls to the size of that instance again.
 */
import { daysOf, lower, upper } from './confidence.ts';
import { said, type Row } from './row.ts';

export function settled(stands: Row | 'none', now: Row): Row {
  if (stands === 'none' || !isOfTheSame(stands, now)) return now;
  const days = daysOf(now);
  const bound = larger(stands.smBoundedAt, now.smBoundedAt);
  const held = (name: 'smP95' | 'smNeed') =>
    larger(kept(stands[name], now[name], days), now[name] === undefined ? undefined : bound);
  return {
    ...now,
    ...(stands.weightsMiB === undefined ? {} : { weightsMiB: stands.weightsMiB }),
    vramMaxMiB: keptMemory(stands.vramMaxMiB, now.vramMaxMiB, days),
    ...keptCache(stands, now),
    ...said('smP95', held('smP95')),
    ...said('smNeed', held('smNeed')),
    ...said('smBoundedAt', bound),
  };
}

/** Figures of another program, another card or somebody else's are no measure of these. */
const isOfTheSame = (a: Row, b: Row): boolean =>
  a.revision === b.revision &&
  a.measuredOn === b.measuredOn &&
  a.computeBy === b.computeBy &&
  isOwn(a) === isOwn(b);

const isOwn = ({ attribution }: Row): boolean =>
  attribution === 'exact' || attribution === 'perProcess';

/** A replica that comes while requests wait is told of as large a cache as those that run were. */
function keptCache({ engine: stands }: Row, { engine: now }: Row): Pick<Row, 'engine'> {
  if (now === undefined) return stands === undefined ? {} : { engine: stands };
  if (now.kvMiB !== undefined || stands?.kvMiB === undefined) return { engine: now };
  return { engine: { ...now, kvMiB: stands.kvMiB } };
}

const keptMemory = (stands: number, now: number, days: number): number =>
  now >= stands || now * upper(days) < stands ? now : stands;

function kept(stands: number | undefined, now: number | undefined, days: number) {
  if (stands === undefined || now === undefined) return now;
  return now * lower(days) > stands || now * upper(days) < stands ? now : stands;
}

const larger = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? (a ?? b) : Math.max(a, b);
