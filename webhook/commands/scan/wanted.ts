/** Which exporters would have to be heard, by container: what is silent, as what is to be done. */
import type { Silent } from '../../adapters/profiler/silent.ts';
import { keyText } from '../../usage/profiling/learned.ts';
import type { Want } from '../../scan/wants.ts';
import type { Silence } from '../../usage/sources/silence.ts';

export const wantsOf = (silent: readonly Silent[]): ReadonlyMap<string, Want> =>
  new Map(silent.flatMap((one) => wantOf(one)));

const WANTS: Readonly<Record<Silence['of'], Want['of'] | 'none'>> = {
  source: 'exporter',
  node: 'scrape',
  labels: 'names',
  // Others of its node are told of: nobody knows what it lacks.
  workload: 'none',
};

function wantOf({ silence, why: _why, ...key }: Silent): (readonly [string, Want])[] {
  const of = silence === undefined ? 'none' : WANTS[silence.of];
  if (silence === undefined || of === 'none') return [];
  const { source } = silence;
  const node = 'node' in silence ? silence.node : undefined;
  return [[keyText(key), { of, source, ...(node === undefined ? {} : { node }) }]];
}
