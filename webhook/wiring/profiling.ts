/** The profiler of a server: where its thread begins, whom it waits for, and what is counted of it. */
import { Counter } from 'prom-client';
import {
  outcomes,
  profilerLoop,
  type LoopState,
  type ProfilerLoop,
} from '../adapters/profiler/loop.ts';
import { threadsOf } from '../adapters/profiler/thread.ts';
import type { PrometheusConfig } from '../adapters/prometheus/connection.ts';
import type { Tell } from '../adapters/tell.ts';
import type { Metrics } from '../http/metrics.ts';

/** What the operator said; times in seconds. */
export interface Profiling {
  readonly prometheus: PrometheusConfig;
  readonly every: number;
  readonly since: number;
  readonly deadline: number;
  readonly heapMiB: number;
}

interface Parts {
  readonly profiling: Profiling;
  readonly documents: readonly string[];
  readonly leads: () => boolean;
  readonly ready: () => boolean;
  readonly tell: Tell;
}

export function profilerOf({ profiling, documents, ...parts }: Parts): ProfilerLoop {
  const { prometheus, since, every, deadline, heapMiB } = profiling;
  return profilerLoop({
    ...parts,
    order: { prometheus, documents, since },
    begin: threadsOf(entry, heapMiB),
    timing: { every: every * 1000, deadline: deadline * 1000 },
  });
}

/** Bundled, a file of its own beside all others; from source, TypeScript as it is. */
const entry = new URL(
  import.meta.url.endsWith('.ts') ? '../commands/profile/in-thread.ts' : './profiler.js',
  import.meta.url,
);

export function countedRuns(metrics: Metrics, state: () => LoopState): void {
  void new Counter({
    name: 'tranche_profiler_runs_total',
    help: 'Runs of the profiler on this replica, by how they ended.',
    labelNames: ['outcome'],
    registers: [metrics.registry],
    collect() {
      this.reset();
      for (const outcome of outcomes) this.inc({ outcome }, state().runs[outcome]);
    },
  });
  for (const [name, help, of] of FIGURES)
    metrics.gauge(`profiler_${name}`, help, () => of(state()));
}

const last =
  (of: (report: Exclude<LoopState['last'], 'none'>) => number) =>
  (state: LoopState): number =>
    state.last === 'none' ? 0 : of(state.last);

const FIGURES: readonly [name: string, help: string, of: (state: LoopState) => number][] = [
  [
    'last_success_timestamp_seconds',
    'When a run of this replica last came to its end, and not to a gap, seconds since the epoch; 0 for never.',
    ({ succeededAt }) => succeededAt / 1000,
  ],
  ['last_run_seconds', 'How long the last run took, however it ended.', ({ seconds }) => seconds],
  [
    'samples',
    'Points that Prometheus gave to the last run that came to its end.',
    last(({ points }) => points),
  ],
  ['workloads', 'Workloads that the last run had figures of.', last(({ workloads }) => workloads)],
  [
    'silent_containers',
    'Containers that hold a GPU and that the last run had no figures of.',
    last(({ silent }) => silent),
  ],
  [
    'refused',
    'GpuProfiles that could not be written in the last run; the log says which, and why.',
    last(({ refused }) => refused.length),
  ],
  ['written', 'GpuProfiles written since the start of this replica.', ({ written }) => written],
];
