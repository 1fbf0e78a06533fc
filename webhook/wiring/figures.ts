/** What is counted and said beside each visit: figures of what stands behind the door, and news of the adapters. */
import type { ServingCertificate } from '../../certs/serving-certificate.ts';
import type { Retreat } from '../core/back-off.ts';
import type { Tell } from '../adapters/tell.ts';
import type { Log } from '../http/log.ts';
import type { Metrics } from '../http/metrics.ts';
import type { Backing } from './backing.ts';
import { countedRuns } from './profiling.ts';

export function observed(
  metrics: Metrics,
  backing: Backing,
  certificate: ServingCertificate,
): void {
  metrics.gauge(
    'serving_cert_not_after_seconds',
    'End of the serving certificate, seconds since the epoch.',
    () => certificate.notAfter() / 1000,
  );
  metrics.gauge('view_age_seconds', 'Age of the view that was heard from longest ago.', () =>
    Math.max(0, ...backing.ages().values()),
  );
  const missed = () => {
    const now = backing.missed.missed();
    return now === 'unwatched' ? { found: [], unread: 0 } : now;
  };
  metrics.gauge(
    'missed_pods',
    'Pods that wait for a node as they were submitted, and that would be rewritten if they came now.',
    () => missed().found.reduce((sum, { names }) => sum + names.length, 0),
  );
  metrics.gauge(
    'missed_pods_unread',
    'Pods that wait without a decision of ours, and have not been looked at yet.',
    () => missed().unread,
  );
  metrics.gauge(
    'backed_off_workloads',
    'Workloads that get larger slices for a while, because their pods died on smaller ones.',
    () => new Set(backing.backOff.retreats().map(workloadOf)).size,
  );
  const { profiler } = backing;
  if (profiler !== undefined) countedRuns(metrics, () => profiler.state());
  for (const [name, help, of] of OF_EXEMPTIONS)
    metrics.gauge(name, help, () => backing.exemptions()[of]);
}

const workloadOf = ({ namespace, kind, name }: Retreat): string =>
  [namespace, kind, name].join('\n');

const OF_EXEMPTIONS = [
  ['exemptions_in_force', 'GpuExemptions that have not ended.', 'inForce'],
  ['exemptions_expiring', 'GpuExemptions that end within 14 days.', 'expiring'],
  ['exemptions_ended', 'GpuExemptions that have ended, and have no effect.', 'ended'],
  ['exemptions_unmatched', 'GpuExemptions in force that match no live pod.', 'unmatched'],
] as const;

/** What is told for the record, not because something is wrong. */
const NEWS: readonly string[] = ['ca-bundle-written', 'lease-taken', 'profiled'];

/** Events of the adapters: a log line and a counter. Facts are words and numbers, never objects of the cluster. */
export function telling(log: Log, metrics: Metrics): Tell {
  const count = metrics.counter(
    'adapter_events_total',
    'Things that adapters had to say: restarts of watches, faults of reads.',
  );
  return (event, facts) => {
    count();
    const plain = Object.entries(facts).map(([key, value]) => [
      key,
      typeof value === 'number' ? value : value instanceof Error ? value.message : String(value),
    ]);
    log.say(NEWS.includes(event) ? 'info' : 'warn', event, Object.fromEntries(plain));
  };
}
