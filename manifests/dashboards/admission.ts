/** What the server does, how fast, and what it goes by. */
import type { Board } from './table.ts';

export const admission: Board = {
  name: 'admission',
  title: 'Tranche: admission',
  says: 'What became of pods that ask for GPUs, by which rules, and how the server is.',
  rows: [
    {
      title: 'Decisions',
      panels: [
        {
          title: 'Visits, by verdict and mode',
          says: 'What policies that observe would have done is counted under their mode.',
          unit: 'ops',
          lines: [
            {
              expr: 'sum by (visit, verdict, mode) (rate(tranche_reviews_total[$__rate_interval])) > 0',
              called: '{{visit}} {{verdict}} ({{mode}})',
            },
          ],
        },
        {
          title: 'Rules that fired',
          says: 'Those that passed are left out. RULES.md has a row for each.',
          unit: 'ops',
          lines: [
            {
              expr: 'topk(15, sum by (rule, outcome) (rate(tranche_rule_outcomes_total{outcome!="pass"}[$__rate_interval])) > 0)',
              called: '{{rule}} {{outcome}}',
            },
          ],
        },
        {
          title: 'Backed off, and missed',
          says: 'Workloads on larger slices because they died on smaller ones; pods that wait for a whole card and need not.',
          unit: 'short',
          lines: [
            { expr: 'max(tranche_backed_off_workloads)', called: 'workloads backed off' },
            { expr: 'max(tranche_missed_pods)', called: 'pods missed' },
          ],
        },
        {
          title: 'Exemptions',
          says: 'Those that end within 14 days want a word with their owner; those that match nobody can go.',
          unit: 'short',
          lines: [
            { expr: 'max(tranche_exemptions_in_force)', called: 'in force' },
            { expr: 'max(tranche_exemptions_expiring)', called: 'ending' },
            { expr: 'max(tranche_exemptions_unmatched)', called: 'unmatched' },
            {
              expr: 'sum(increase(tranche_exempted_total[1d]))',
              called: 'findings let past in a day',
            },
          ],
        },
      ],
    },
    {
      title: 'The door',
      panels: [
        {
          title: 'Time of a review',
          says: 'From the last byte of a review to its answer.',
          unit: 's',
          lines: [
            {
              expr: 'histogram_quantile(0.5, sum by (visit, le) (rate(tranche_review_duration_seconds_bucket[$__rate_interval])))',
              called: '{{visit}} median',
            },
            {
              expr: 'histogram_quantile(0.99, sum by (visit, le) (rate(tranche_review_duration_seconds_bucket[$__rate_interval])))',
              called: '{{visit}} 99 of 100',
            },
          ],
        },
        {
          title: 'What went wrong',
          says: 'Exceptions, requests that could not be read or found no room, handshakes, patches withheld. Zero but for scanners.',
          unit: 'ops',
          lines: [
            {
              expr: 'sum(rate(tranche_visit_errors_total[$__rate_interval]))',
              called: 'exceptions',
            },
            {
              expr: 'sum by (reason) (rate(tranche_malformed_total[$__rate_interval])) > 0',
              called: 'not read: {{reason}}',
            },
            {
              expr: 'sum by (reason) (rate(tranche_shed_total[$__rate_interval])) > 0',
              called: 'turned away: {{reason}}',
            },
            { expr: 'sum(rate(tranche_tls_errors_total[$__rate_interval]))', called: 'handshakes' },
            {
              expr: 'sum(rate(tranche_patch_not_applied_total[$__rate_interval]))',
              called: 'patches withheld',
            },
            {
              expr: 'sum by (name) (rate(apiserver_admission_webhook_fail_open_count{name=~".+[.]tranche[.]dev"}[$__rate_interval])) > 0',
              called: 'gone without {{name}}',
            },
          ],
        },
        {
          title: 'Under way',
          says: 'Reviews that are being answered. More than a few at a time: the node has no CPU to spare.',
          unit: 'short',
          lines: [{ expr: 'sum(tranche_in_flight)', called: 'reviews' }],
        },
        {
          title: 'Policies',
          says: 'Faults keep the last good set in force: tranche status names them. The number of the set grows with each change.',
          unit: 'short',
          lines: [
            { expr: 'max(tranche_policy_faults)', called: 'faults' },
            { expr: 'max(tranche_policy_generation)', called: 'set' },
          ],
        },
        {
          title: 'Age of what it sees',
          says: 'Seconds since it heard from the watch that was silent longest.',
          unit: 's',
          lines: [{ expr: 'max(tranche_view_age_seconds)', called: 'oldest view' }],
        },
        {
          title: 'Serving certificate',
          says: 'Time until it ends. A self-made one is renewed at two thirds of its life.',
          unit: 's',
          as: 'figure',
          lines: [{ expr: 'min(tranche_serving_cert_not_after_seconds) - time()', called: 'left' }],
        },
      ],
    },
    {
      title: 'The profiler',
      panels: [
        {
          title: 'Since profiles were renewed',
          says: 'Of the replica that leads. Empty where the server does not measure by itself.',
          unit: 's',
          lines: [
            {
              expr: 'time() - max(tranche_profiler_last_success_timestamp_seconds > 0)',
              called: 'since the last success',
            },
          ],
        },
        {
          title: 'Runs, by outcome',
          says: 'In an hour.',
          unit: 'short',
          lines: [
            {
              expr: 'sum by (outcome) (increase(tranche_profiler_runs_total[1h]))',
              called: '{{outcome}}',
            },
          ],
        },
      ],
    },
    {
      title: 'The process',
      panels: [
        {
          title: 'Memory',
          says: 'Resident. The limit is the chart’s resources.limits.memory.',
          unit: 'mbytes',
          lines: [
            {
              expr: 'max by (pod, instance) (process_resident_memory_bytes and on (pod, instance) tranche_view_age_seconds) / 1048576',
              called: '{{pod}} {{instance}}',
            },
          ],
        },
        {
          title: 'Event loop',
          says: 'How late it comes to what it has to do, 99 of 100 times. Admission waits as long.',
          unit: 's',
          lines: [
            {
              expr: 'max by (pod, instance) (nodejs_eventloop_lag_p99_seconds and on (pod, instance) tranche_view_age_seconds)',
              called: '{{pod}} {{instance}}',
            },
          ],
        },
      ],
    },
  ],
};
