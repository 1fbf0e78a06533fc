/** Figures by container, out of GpuProfiles; of two that name one container the later is taken. */
import type { Key } from '../../usage/profiling/learned.ts';
import type { StandingRow } from '../../usage/profiling/published.ts';
import type { Figures, FiguresOf } from '../../usage/underuse/report.ts';

export type Profiles = readonly {
  readonly namespace: string;
  readonly workload: { readonly kind: string; readonly name: string };
  readonly containers: readonly StandingRow[];
}[];

/** `doubts`: what a run has found out just now of those that are nobody's for sure. */
export function figuresIn(
  profiles: Profiles,
  doubts: readonly (Key & { readonly why: string })[] = [],
): FiguresOf {
  const all = new Map<string, StandingRow>();
  for (const { namespace, workload, containers } of profiles)
    for (const row of containers)
      all.set(JSON.stringify([namespace, workload.kind, workload.name, row.name]), row);
  const unsure = new Map(
    doubts.map(({ namespace, kind, name, container, why }) => [
      JSON.stringify([namespace, kind, name, container]),
      why,
    ]),
  );
  return ({ namespace, kind, name }, container) => {
    const key = JSON.stringify([namespace, kind, name, container]);
    const row = all.get(key);
    if (row === undefined || !hasFigures(row)) return 'none';
    const doubt = unsure.get(key);
    return doubt === undefined ? row : { ...row, doubt };
  };
}

/** A row that went through the schema has them; what a profiler has just made has, too. */
const hasFigures = (row: StandingRow): row is StandingRow & Figures =>
  'vramMaxMiB' in row && 'revision' in row && 'attribution' in row && 'hours' in row;
