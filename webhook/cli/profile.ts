/** `tranche profile`: what a Prometheus knows of workloads, as GpuProfiles. */
import { Option, type Command } from 'commander';
import {
  configOf,
  halfGiven,
  ofAddress,
  ofPrometheus,
  type PrometheusTyped,
} from './prometheus.ts';
import { collect, seconds, since } from './values.ts';

interface Typed extends PrometheusTyped {
  readonly prometheus: string;
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly world: readonly string[];
  readonly namespace: readonly string[];
  readonly output: 'yaml' | 'json';
  readonly write?: string;
  readonly apply: boolean;
  readonly since: number;
  readonly deadlineSeconds: number;
}

export function profileCommand(command: (name: string) => Command): void {
  const profile = command('profile').description(
    'what each workload was seen to use of its GPUs, out of a Prometheus, as GpuProfiles',
  );
  ofRuns(profile);
  ofWorkloads(profile);
  ofPrometheus(profile);
  profile.addHelpText('after', HELP).action(async (typed: Typed) => {
    consistent(profile, typed);
    const { run } = await import('../commands/profile.ts');
    const { deadlineSeconds: deadline, ...rest } = typed;
    await run({ ...rest, deadline, prometheus: configOf(typed.prometheus, typed) });
  });
}

function ofRuns(profile: Command): void {
  ofAddress(profile)
    .addOption(
      new Option('--since <duration>', 'how far back, where no earlier run has been')
        .argParser(since)
        .default(14 * 86_400, '14d'),
    )
    .option('--deadline-seconds <s>', 'after which nothing is waited for any more', seconds, 600)
    .addOption(
      new Option('-o, --output <format>', 'how to print').choices(['yaml', 'json']).default('yaml'),
    )
    .option(
      '--write <dir>',
      'write a file for each profile there instead, and go on from them next time',
    )
    .option('--apply', 'write them into the cluster instead, by server-side apply', false);
}

export function ofWorkloads(profile: Command): void {
  profile
    .optionsGroup('Whose workloads:')
    .option('--kubeconfig <file>', 'instead of KUBECONFIG and ~/.kube/config')
    .option('--context <name>', 'of the kubeconfig, instead of its current one')
    .addOption(
      new Option(
        '-w, --world <path>',
        'files in place of a cluster: file, or directory of *.yaml and *.yml, no directory in it; repeatable',
      )
        .argParser(collect)
        .default([], 'none'),
    )
    .addOption(
      new Option('-n, --namespace <name>', 'of the cluster, these only; repeatable')
        .argParser(collect)
        .default([], 'all that you may see'),
    );
}

export const INSTEAD_OF_CLUSTER =
  "error: option '--world' takes the place of a cluster, and one is named";

export const WORLD_HELP = `Without a connection, -w takes a cluster as a file, images and what runs included (a snapshot has neither):
  $ kubectl get nodes,namespaces,pods,replicasets,statefulsets,jobs -A -o yaml > cluster.yaml`;

function consistent(profile: Command, typed: Typed) {
  const { world, apply, write, kubeconfig, context, namespace, ...of } = typed;
  if (apply && write !== undefined)
    profile.error("error: option '--apply' writes into the cluster, and '--write' into files");
  if (world.length > 0 && (kubeconfig ?? context ?? namespace[0]) !== undefined)
    profile.error(INSTEAD_OF_CLUSTER);
  if (world.length > 0 && apply)
    profile.error("error: option '--apply' needs a cluster, and '--world' takes the place of one");
  const half = halfGiven(of);
  if (half !== undefined) profile.error(half);
}

const HELP = `
It lists nodes, namespaces, pods, ReplicaSets, Jobs, StatefulSets and our own objects with your rights, reads what exporters of GPUs told
Prometheus of their pods (dcgm-exporter, AMD's and Intel's, HAMi), and adds it to what earlier runs kept in the status of the profiles.
So after the first time it reads what is new, and Prometheus may forget the rest. Of a pod that is gone the template of its ReplicaSet or
Job tells the revision, and kube-state-metrics whose it was. Figures that somebody wrote by hand stay as they are.

Every container that holds a GPU and has no figures is named on stderr, with what to look at. Nothing is written but by --write or --apply.

${WORLD_HELP}

Exit status: 0 all that hold a GPU have figures, 1 some have none, 2 it could not tell: no connection, no pods that you may see, or no
exporter that Prometheus knows.

Examples:
  $ tranche profile --prometheus http://127.0.0.1:9090
  $ tranche profile --prometheus http://127.0.0.1:9090 -n speech
  $ tranche profile --prometheus https://prometheus.example --bearer-token-file token --context prod --apply
  $ tranche profile --prometheus http://127.0.0.1:9090 --world cluster.yaml --write profiles/
  $ tranche profile --prometheus http://127.0.0.1:9090 --since 3d -o json`;
