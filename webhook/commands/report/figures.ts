/** Figures by container, out of GpuProfiles; of two that name one container the later is taken. */
import type { StandingRow } from '../../usage/profiling/published.ts';
import type { Figures, FiguresOf } from '../../usage/underuse/report.ts';

export type Profiles = readonly {
  readonly namespace: string;
  readonly workload: { readonly kind: string; readonly name: string };
  readonly containers: readonly StandingRow[];
}[];

export function figuresIn(profiles: Profiles): FiguresOf {
  const all = new Map<string, StandingRow>();
  for (const { namespace, workload, containers } of profiles)
    for (const row of containers)
      all.set(JSON.stringify([namespace, workload.kind, workload.name, row.name]), row);
  return ({ namespace, kind, name }, container) => {
    const row = all.get(JSON.stringify([namespace, kind, name, container]));
    return row !== undefined && hasFigures(row) ? row : 'none';
  };
}

/** A row that went through the schema has them; what a profiler has just made has, too. */
const hasFigures = (row: StandingRow): row is StandingRow & Figures =>
  'vramMaxMiB' in row && 'revision' in row && 'attribution' in row && 'hours' in row;
