/** Every source that is read, and what Prometheus is to be asked for. */
import type { Source } from '../measured.ts';
import { amd } from './amd.ts';
import { dcgm } from './dcgm.ts';
import { hami } from './hami.ts';
import { recorded } from './recorded.ts';
import type { SourceTable } from './table.ts';
import { xpum } from './xpum.ts';

export const sources: Readonly<Record<Source, SourceTable>> = {
  dcgm,
  amd,
  xpum,
  hami,
  recorded,
};

/**
 * Names of metrics to ask for, in order of preference: memory before compute, the better signal before
 * the lesser one. All of them are worth asking for, since nodes of one cluster run different versions.
 */
export function metricNames(source: Source): readonly string[] {
  const { vram, compute, dram, tensor, limit } = sources[source];
  const all = [...vram, ...compute.flatMap(({ of }) => of), ...dram, ...tensor, ...limit];
  return [...new Set(all.map(({ name }) => name))];
}

/** One cheap question that tells whether a source says anything at all: is there any of these? */
export const probeNames = (source: Source): readonly string[] =>
  sources[source].vram.map(({ name }) => name);
