/** `tranche scan`: what slices would release in a cluster as it is. */
import { Option, type Command } from 'commander';
import type { Format, ScanOptions } from '../commands/scan.ts';
import { ofExcluded, type ExcludedTyped } from './excluded.ts';
import { ofPolicies } from './judging.ts';
import { INSTEAD_OF_CLUSTER, ofWorkloads, WORLD_HELP } from './profile.ts';
import {
  configOf,
  halfGiven,
  ofAddress,
  ofPrometheus,
  type PrometheusTyped,
} from './prometheus.ts';
import { seconds, since } from './values.ts';

interface Typed extends PrometheusTyped, ExcludedTyped {
  readonly prometheus: string;
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly world: readonly string[];
  readonly policies: readonly string[];
  readonly namespace: readonly string[];
  readonly output: Format;
  readonly failOn?: NonNullable<ScanOptions['failOn']>;
  readonly since: number;
  readonly deadlineSeconds: number;
}

export function scanCommand(command: (name: string) => Command): void {
  const scan = command('scan').description(
    'what slices would release in a cluster, with nothing installed in it and nothing changed',
  );
  ofReports(scan);
  ofWorkloads(scan);
  ofExcluded(scan);
  ofPrometheus(scan);
  scan.addHelpText('after', HELP).action(async (typed: Typed) => {
    consistent(scan, typed);
    const { run } = await import('../commands/scan.ts');
    const { deadlineSeconds: deadline, ...rest } = typed;
    await run({ ...rest, deadline, prometheus: configOf(typed.prometheus, typed) });
  });
}

function ofReports(scan: Command): void {
  ofPolicies(ofAddress(scan))
    .addOption(
      new Option('--since <duration>', 'how far back').argParser(since).default(14 * 86_400, '14d'),
    )
    .option('--deadline-seconds <s>', 'after which nothing is waited for any more', seconds, 600)
    .addOption(
      new Option('-o, --output <format>', 'how to print')
        .choices(['table', 'json', 'yaml', 'csv', 'md', 'html'])
        .default('table'),
    )
    .addOption(
      new Option('--fail-on <what>', 'exit 1 where a decision would have been too small').choices([
        'too-small',
      ]),
    );
}

function consistent(scan: Command, { world, kubeconfig, context, namespace, ...of }: Typed) {
  if (world.length > 0 && (kubeconfig ?? context ?? namespace[0]) !== undefined)
    scan.error(INSTEAD_OF_CLUSTER);
  const half = halfGiven(of);
  if (half !== undefined) scan.error(half);
}

const HELP = `
It lists and reads, with your rights, and writes nowhere. Every pod that runs and holds a GPU is judged as if it came anew and all of it
were enforced; so is what makes it (its ReplicaSet, Job or StatefulSet), and where that comes out otherwise it is said. Where nodes offer
no slice that would do, it is judged once more as if their whole cards could be cut. What you may not see is named, and left out: without
the right to list pods in all namespaces it looks into those that you may list, or that --namespace names. Pods of kube-system,
tranche-system and --excluded-namespaces keep what they hold, because the webhook is never sent them.

Cards are exact: 0.142 is a seventh. How slices fit onto cards is for the scheduler, so for each product it says how many cards hold all
of it at least. -o csv has a row for each container of a workload, -o html is one page that fetches nothing, json and yaml are as
policies/schemas/scanreport.json says.

SURE is how far the evidence goes, from hours, samples and whose figures they are; PACKED, AT LEAST how few cards hold all that is needed, IDLE
what nobody holds, "to be cut" that whole cards would have to be cut first.

${WORLD_HELP}

Exit status: 0 told, 1 a decision would have been too small (--fail-on too-small), 2 it could not tell: no connection, no exporter that
Prometheus knows, or nodes that may not be listed (the role "view" has none; it prints what grants them).

Examples:
  $ tranche scan --context prod --prometheus https://prometheus.example --bearer-token-file token
  $ tranche scan --prometheus http://127.0.0.1:9090 -n speech -n vision
  $ tranche scan --prometheus http://127.0.0.1:9090 --policies mine -o html > scan.html
  $ tranche scan --prometheus http://127.0.0.1:9090 --world cluster.yaml -o csv`;
