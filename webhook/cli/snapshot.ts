/** A cluster as a file, to decide in without it. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import type { SnapshotOptions } from '../commands/snapshot.ts';
import type { DiffOptions } from '../commands/snapshot-diff.ts';
import { askingOptions } from './asking.ts';
import { collect } from './values.ts';

export function snapshotCommand(command: (name: string) => Command, version: string): void {
  const snapshot = command('snapshot')
    .description('write a cluster to one file, as a World that explain, replay and test decide in')
    .option(
      '-o, --output <file>',
      'file to write to, compressed where it ends in .gz; - for stdout',
      '-',
    )
    .addOption(
      new Option(
        '--config-map <place>',
        'publish it in this ConfigMap (NAMESPACE/NAME), compressed, in place of a file',
      )
        .argParser(placeOf)
        .conflicts('output'),
    )
    .option(
      '--cluster <name>',
      "what the snapshot calls the cluster, instead of the kubeconfig's name",
    )
    .addOption(
      new Option(
        '--policies <path>',
        'file or directory of policy YAML that a server reads beside what is in the cluster; repeatable',
      )
        .argParser(collect)
        .default([], 'those of the ConfigMap tranche-documents'),
    )
    .addOption(
      new Option(
        '--teams <names>',
        'only these teams by name, separated by commas; of others what they take',
      )
        .argParser((text) => text.split(',').filter((name) => name !== ''))
        .default([], 'all'),
    )
    .option('--dra', 'read what Dynamic Resource Allocation hands out, too, as serve --dra', false);
  snapshot.optionsGroup('Of the cluster:');
  askingOptions(snapshot);
  snapshot.addHelpText('after', HELP).action(async (options: Omit<SnapshotOptions, 'version'>) => {
    if (options.dra && options.teams.length > 0)
      snapshot.error("error: option '--teams' does not go with '--dra': claims name namespaces");
    const { run } = await import('../commands/snapshot.ts');
    await run({ ...options, version });
  });
  diffCommand(snapshot);
}

const PLACE = /^([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)\/([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?)$/;

function placeOf(text: string): { readonly namespace: string; readonly name: string } {
  const [, namespace, , name] = PLACE.exec(text) ?? [];
  if (namespace === undefined || name === undefined)
    throw new InvalidArgumentError(
      'It is NAMESPACE/NAME, such as tranche-system/tranche-snapshot.',
    );
  return { namespace, name };
}

function diffCommand(snapshot: Command): void {
  snapshot
    .command('diff')
    .description('what has changed from one snapshot, or another World, to the next')
    .argument('<file>', 'the earlier one')
    .argument('<file>', 'the later one')
    .addOption(
      new Option('-o, --output <format>', 'how to print').choices(['text', 'json']).default('text'),
    )
    .addHelpText('after', DIFF_HELP)
    .action(async (from: string, to: string, options: DiffOptions) => {
      const { run } = await import('../commands/snapshot-diff.ts');
      run(from, to, options);
    });
}

const DIFF_HELP = `
Objects are told by name and field: policies, quotas, profiles, exemptions, nodes, namespaces. Pods and their owners come and go, and are
told as numbers, all of them with -o json. What is on offer is counted over all nodes. When each was read is no difference.

Exit status: 0 no difference, 1 some, 2 it could not tell.

Example:
  $ tranche snapshot diff monday.yaml friday.yaml`;

const HELP = `
It lists with your own rights and writes nothing to the cluster but the ConfigMap of --config-map; nothing need be installed there. In the file is what decides:
policies, quotas, profiles, exemptions; namespaces and native quotas that name GPUs; nodes that offer a device; pods that ask for
one; owners. What other pods take of a node is one line of the node. There are no secrets: of commands and variables only the
words that records keep, and those only where no hash of a controller tells a revision. Two of the same cluster differ in nothing
but the time.

Exit status: 0 written whole, 1 written and something that decides is not in it (stderr and the header say what), 2 not written: no
connection, or nothing that you may see.

Examples:
  $ tranche snapshot -o prod.yaml --context prod
  $ tranche explain -f pod.yaml -w prod.yaml
  $ tranche snapshot --policies ./policies --teams speech,vision -o ours.yaml.gz
  $ tranche snapshot --config-map tranche-system/tranche-snapshot --cluster prod
  $ kubectl get configmap tranche-snapshot -n tranche-system -o jsonpath='{.binaryData.snapshot\\.yaml\\.gz}' | base64 -d > prod.yaml.gz
  $ tranche snapshot diff monday.yaml friday.yaml`;
