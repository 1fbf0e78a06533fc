/** `tranche report`: under-use, stale requests, and owners that evidence never reaches. */
import { Option, type Command } from 'commander';
import { FAILURES, type FailOn } from '../commands/report/failing.ts';
import { FORMATS, type Format } from '../commands/report/printed.ts';
import { ofExcluded, type ExcludedTyped } from './excluded.ts';
import { ofPolicies } from './judging.ts';
import { INSTEAD_OF_CLUSTER, ofWorkloads } from './profile.ts';
import { configOf, halfGiven, ofPrometheus, type PrometheusTyped } from './prometheus.ts';
import { duration, seconds, since } from './values.ts';

interface Typed extends PrometheusTyped, ExcludedTyped {
  readonly prometheus?: string;
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly world: readonly string[];
  readonly policies: readonly string[];
  readonly namespace: readonly string[];
  readonly output: Format;
  readonly failOn: FailOn;
  readonly since: number;
  readonly stale: number;
  readonly deadlineSeconds: number;
}

const DAY_S = 86_400;

export function reportCommand(command: (name: string) => Command): void {
  const report = command('report').description(
    'which workloads and teams use less than half of what they hold, and which requests nobody looks at',
  );
  ofPolicies(
    report.option(
      '--prometheus <url>',
      'what it says of the time since the last profiles, too; else by the profiles that there are',
    ),
  )
    .addOption(
      new Option('--since <duration>', 'how far back it is asked, where no earlier run has been')
        .argParser(since)
        .default(7 * DAY_S, '7d'),
    )
    .addOption(
      new Option(
        '--stale <duration>',
        'after which an under-used request should be looked at again',
      )
        .argParser(duration)
        .default(14 * DAY_S, '14d'),
    )
    .option('--deadline-seconds <s>', 'after which nothing is waited for any more', seconds, 600)
    .addOption(
      new Option('-o, --output <format>', 'how to print').choices(FORMATS).default('table'),
    )
    .addOption(
      new Option('--fail-on <what>', 'exit 1 where there is one; none for a report as such')
        .choices(FAILURES)
        .default('under-used'),
    );
  ofWorkloads(report);
  ofExcluded(report);
  ofPrometheus(report);
  report.addHelpText('after', HELP).action(async (typed: Typed) => {
    consistent(report, typed);
    const { run } = await import('../commands/report.ts');
    const { deadlineSeconds: deadline, stale, prometheus, ...rest } = typed;
    const staleDays = stale / DAY_S;
    const source = prometheus === undefined ? {} : { prometheus: configOf(prometheus, typed) };
    await run({ ...rest, deadline, staleDays, ...source });
  });
}

function consistent(
  report: Command,
  { world, kubeconfig, context, namespace, ...of }: Typed,
): void {
  if (world.length > 0 && (kubeconfig ?? context ?? namespace[0]) !== undefined)
    report.error(INSTEAD_OF_CLUSTER);
  const half = halfGiven(of);
  if (half !== undefined) report.error(half);
}

const HELP = `
Of each workload that holds GPUs: its memory at its highest and its SM activity at the 95th percentile, of what its pods hold now.
The higher of the two is what is in use. Less than 50 % is under-used, 70 to 85 % is well filled. Nothing is decided by this. Who runs on
more than they would be given today (decided before they were measured, or before there was a smaller slice) is told what that is, judged as
tranche scan judges. Who was not measured is told apart and counts nowhere. What a serving engine reserves counts as
used, where its profile does not know better. It reads with your rights and writes nothing. Files are objects as kubectl get -o yaml has
them; a snapshot does not say who runs.

Exit status: 0 nobody is under-used, 1 somebody is, 2 it could not tell. With --fail-on stale, 1 is for requests alone that nobody looks
at; with none it is never 1.

Examples:
  $ tranche report
  $ tranche report --prometheus http://127.0.0.1:9090 --since 7d -o md
  $ tranche report --fail-on stale --stale 30d
  $ tranche report -w cluster.yaml -w profiles/ -o csv`;
