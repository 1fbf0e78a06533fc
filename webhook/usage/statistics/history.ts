/**
 * A container's tally as its revisions come and go. Another revision is another program, of which
 * nothing is known; another tag of the same image inherits what its forerunner was seen to use.
 */
import type { Catalogue } from '../../core/products/catalogue.ts';
import type { Measured } from '../measured.ts';
import { minuteOf } from './sights.ts';
import { joinedTally, type Tally } from './tally.ts';
import { tallyOf, type Window } from './window.ts';

export function fed(so: Tally | 'nothing', window: Window, catalogue: Catalogue): Tally {
  const more = tallyOf(window, catalogue);
  return so === 'nothing' || so.revision !== more.revision ? more : joinedTally(so, more);
}

/** What is not in the tally yet: windows may overlap, readings are counted once. */
export const unread = (measured: readonly Measured[], { readTo }: Tally): Measured[] =>
  measured.map((one) => ({
    ...one,
    readings: one.readings.filter(({ at }) => minuteOf(at) >= minuteOf(readTo)),
  }));

/** The hours that policies ask for unless they say otherwise. */
const ENOUGH_MINUTES = 24 * 60;

/** The one that the figures are of: that of the pods now if enough was seen under it, else that of most of them. */
export function tagOf({ tags }: Tally, now: string): string | undefined {
  if ((tags.get(now)?.minutes ?? 0) >= ENOUGH_MINUTES) return now;
  return [...tags].toSorted(([, a], [, b]) => b.minutes - a.minutes)[0]?.[0];
}
