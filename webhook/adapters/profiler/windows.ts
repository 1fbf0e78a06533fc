/**
 * What is read at once. All series of a source and a stretch of time belong together, because who was
 * on a device with whom is read from them; so a fortnight of a large fleet is cut by time alone.
 */
import { metricNames, sources } from '../../usage/sources/all.ts';
import type { SourceTable } from '../../usage/sources/table.ts';
import type { Source } from '../../usage/measured.ts';
import type { SeriesWanted } from '../../ports.ts';

/** A point for each minute, which is what the statistics count in. */
export const STEP_S = 60;

/** Points of all series that are held at a time; some hundred bytes each. */
const MOST_POINTS = 1_000_000;

export interface Span {
  /** Points after the one and until the other, in seconds since the epoch. */
  readonly after: number;
  readonly until: number;
}

export function wantedOf(
  source: Source,
  there: ReadonlySet<string>,
  { after, until }: Span,
): SeriesWanted {
  const { owner } = sources[source];
  const metrics = metricNames(source)
    .filter((name) => there.has(name))
    .map((name) => ({ name, over: overOf(sources[source], name) }));
  const namespaceLabels = owner.namespace;
  return { metrics, namespaces: 'all', namespaceLabels, after, until, everySeconds: STEP_S };
}

/** Memory by its peak, for what does not fit is killed; activity as it was over the minute. */
function overOf({ vram, limit }: SourceTable, name: string): 'max' | 'avg' {
  return [...vram, ...limit].some((metric) => metric.name === name) ? 'max' : 'avg';
}

export function windowsOf({ after, until }: Span, points: number, most = MOST_POINTS): Span[] {
  const steps = Math.floor((until - after) / STEP_S);
  const count = Math.max(1, Math.min(steps, Math.ceil(points / most)));
  const length = Math.ceil(steps / count) * STEP_S;
  return Array.from({ length: count }, (_, nth) => ({
    after: after + nth * length,
    until: Math.min(until, after + (nth + 1) * length),
  })).filter((span) => span.until > span.after);
}
