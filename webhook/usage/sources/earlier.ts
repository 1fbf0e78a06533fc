/**
 * Two accounts of one thing, of which the one lasts longer and the other says more: what rules recorded
 * counts for the time before the exporter's own series begin, and is trusted no further than these are.
 */
import type { Measured } from '../measured.ts';
import { attributions } from './best.ts';
import type { SeriesByName } from './told.ts';

/** Seconds since the epoch; Infinity where there is no point. */
export function beginningOf(seen: SeriesByName): number {
  let first = Infinity;
  for (const all of seen.values())
    for (const { points } of all) first = Math.min(first, points[0]?.at(0) ?? Infinity);
  return first;
}

/** `best`: what is known of the same window otherwise; `before`: when the exporter's own series begin. */
export function earlierOf(
  recorded: readonly Measured[],
  best: readonly Measured[],
  before: number,
): Measured[] {
  const known = new Map(best.map((one) => [keyOf(one), one]));
  return recorded.flatMap((one) => {
    const own = known.get(keyOf(one));
    // Another exporter has told of it all the time.
    if (own !== undefined && own.source !== 'dcgm') return [];
    const readings = one.readings.filter(({ at }) => at < before);
    if (readings.length === 0) return [];
    return [{ ...one, ...(own !== undefined && isSurer(one, own) ? trustOf(own) : {}), readings }];
  });
}

const isSurer = (a: Measured, b: Measured): boolean =>
  attributions.indexOf(a.attribution) < attributions.indexOf(b.attribution);

const trustOf = ({ sharing, attribution, doubt }: Measured) => ({
  sharing,
  attribution,
  ...(doubt === undefined ? {} : { doubt }),
});

const keyOf = ({ namespace, pod, container, device }: Measured): string =>
  JSON.stringify([namespace, pod, container, device.id]);
