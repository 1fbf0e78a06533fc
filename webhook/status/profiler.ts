/** Whether anybody measures, which is what slices go by: said beside what policies do, so that none is enforced blindly. */
import { counted } from '../core/text.ts';
import type { PolicyStatus, ProfilerStatus, ProfileStatus } from './report.ts';

/** A run takes minutes and comes back after ten; who has not come to an end for so long does not measure. */
export const MEASURED_HOURS = 24;
const HOUR_MS = 3_600_000;

interface Seen {
  readonly now: number;
  readonly profiler: ProfilerStatus;
  readonly profiles: ProfileStatus;
  readonly policies: readonly PolicyStatus[];
}

export function profilerAttention(seen: Seen): string[] {
  const { profiler } = seen;
  return [
    ...(profiler !== 'off' && profiler.failed > 0 && !isMeasuring(seen)
      ? [`the profiler fails: ${ended(profiler)}; the log says why (profile-failed)`]
      : []),
    ...unmeasured(seen),
  ];
}

function isMeasuring({ now, profiler }: Seen): boolean {
  if (profiler === 'off' || profiler.succeededAt === undefined) return false;
  return now - Date.parse(profiler.succeededAt) <= MEASURED_HOURS * HOUR_MS;
}

/** Profiles that somebody writes by the day are as good as our own; guardrails go by none. */
function unmeasured(seen: Seen): string[] {
  const named = seen.policies
    .filter(({ next, rolloutShare }) => next.to === 'enforce' && rolloutShare !== undefined)
    .map(({ name }) => name);
  if (named.length === 0 || isMeasuring(seen) || seen.profiles.fresh > 0) return [];
  const why = seen.profiler === 'off' ? 'the profiler is off' : ended(seen.profiler);
  return [
    `enforce is proposed for ${named.join(', ')}, and nobody measures: ${why}, and no profile is fresh`,
  ];
}

export function profilerLine(profiler: ProfilerStatus): string {
  if (profiler === 'off') return 'profiler: off, no Prometheus is asked what workloads use';
  const { workloads, silent } = profiler;
  if (profiler.succeededAt === undefined) return `profiler: ${ended(profiler)}`;
  const figures = `${counted(workloads, 'workload')} ${workloads === 1 ? 'has' : 'have'} figures`;
  return `profiler: ${ended(profiler)}, ${figures}, ${counted(silent, 'container')} with a GPU ${silent === 1 ? 'has' : 'have'} none`;
}

function ended({ succeededAt, failed }: Exclude<ProfilerStatus, 'off'>): string {
  const failures = failed === 0 ? '' : ` (${failed} failed)`;
  return succeededAt === undefined
    ? `no run of this replica has come to its end yet${failures}`
    : `last came to its end at ${succeededAt.slice(0, 16)}Z${failures}`;
}
