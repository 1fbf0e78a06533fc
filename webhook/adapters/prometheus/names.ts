/** Which of some metrics there are, by the index alone. */
import type { Patience, PrometheusClient } from './client.ts';

export interface Span {
  /** Seconds since the epoch. */
  readonly start: number;
  readonly end: number;
}

export async function metricsThere(
  client: PrometheusClient,
  names: readonly string[],
  { start, end }: Span,
  patience: Patience,
): Promise<ReadonlySet<string>> {
  // All of them are words of our tables, which no matcher reads otherwise.
  const selectors = [
    `{${[`__name__=~${JSON.stringify(names.join('|'))}`, ...client.match].join(',')}}`,
  ];
  const { result } = await client.values('__name__', { selectors, start, end }, patience);
  return new Set(result);
}
