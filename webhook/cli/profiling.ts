/** `tranche serve --prometheus`: the profiler beside the server. */
import { Option, type Command } from 'commander';
import type { Profiling } from '../wiring/profiling.ts';
import { configOf, halfGiven, ofPrometheus, type PrometheusTyped } from './prometheus.ts';
import { duration, mebibytes, seconds, since } from './values.ts';

export interface ProfilingTyped extends PrometheusTyped {
  readonly prometheus?: string;
  readonly profileEvery: number;
  readonly profileSince: number;
  readonly profileDeadlineSeconds: number;
  readonly profileHeapMib: number;
  readonly cluster?: boolean;
  readonly writeStatus: boolean;
}

export function ofProfiling(serve: Command): void {
  serve
    .optionsGroup('What workloads use:')
    .option(
      '--prometheus <url>',
      'learn it from this Prometheus and write GpuProfiles, as holder of the Lease (with --cluster and --write-status)',
    )
    .addOption(
      new Option('--profile-every <duration>', 'from the beginning of a run to that of the next')
        .argParser(duration)
        .default(600, '10m'),
    )
    .addOption(
      new Option('--profile-since <duration>', 'how far back, where no earlier run has been')
        .argParser(since)
        .default(14 * 86_400, '14d'),
    )
    .option('--profile-deadline-seconds <s>', 'after which a run is ended', seconds, 600)
    .option('--profile-heap-mib <n>', 'memory that a run may fill', mebibytes, 192);
  ofPrometheus(serve);
}

/** Absent where nobody is to be asked. */
export function profilingOf(serve: Command, typed: ProfilingTyped): Profiling | undefined {
  const { prometheus, cluster = false, writeStatus } = typed;
  if (prometheus === undefined) return undefined;
  if (!cluster || !writeStatus)
    serve.error(
      "error: option '--prometheus' needs '--cluster' and '--write-status': profiles are written there, by the holder of a Lease",
    );
  const half = halfGiven(typed);
  if (half !== undefined) serve.error(half);
  return {
    prometheus: configOf(prometheus, typed),
    every: typed.profileEvery,
    since: typed.profileSince,
    deadline: typed.profileDeadlineSeconds,
    heapMiB: typed.profileHeapMib,
  };
}
