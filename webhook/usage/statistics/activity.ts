/**
 * How busy the cards were while a container was on them, in parts of a whole card, by product and
 * kind of figure.
 */
import { FULL, histograms, none, worseSharing, type Compute } from './compute.ts';
import type { Sample } from './histogram.ts';
import { minutesOf, samplesOf, type Sight } from './sights.ts';
import { computeKey } from './tally.ts';
import type { ComputeBy } from '../measured.ts';

export function computeOf(busy: readonly Sight[]): Map<string, Compute> {
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
          sizes: ratios(sights, sizeOf),
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
