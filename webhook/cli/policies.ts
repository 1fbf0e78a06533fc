/** Commands about policies themselves. */
import { Argument, Option, type Command } from 'commander';
import { collect } from './values.ts';

type Named = (name: string) => Command;

export function policyCommands(command: Named): void {
  lint(command);
  replay(command);
  records(command);
  exported(command);
}

function lint(command: Named): void {
  command('lint')
    .description(
      'what policies do not do that they seem to: never hold, contradict, ask for what nobody has',
    )
    .argument('<path...>', 'file or directory of policy YAML, with the policies in its directories')
    .addOption(
      new Option(
        '-w, --world <path>',
        'World whose nodes, pools and namespaces they are held against: file, or directory of *.yaml and *.yml, no directory in it; repeatable',
      )
        .argParser(collect)
        .default([], 'none: only what policies do to each other'),
    )
    .addOption(
      new Option('-o, --output <format>', 'how to print').choices(['text', 'json']).default('text'),
    )
    .addHelpText(
      'after',
      `
Exit status: 0 nothing to tell, 1 something was found, 2 a document has a fault, or there is none.

Examples:
  $ tranche lint policies/
  $ tranche lint policies/ --world snapshot.yaml -o json`,
    )
    .action(async (paths: string[], options) => {
      const { run } = await import('../commands/lint.ts');
      run(paths, options);
    });
}

function replay(command: Named): void {
  command('replay')
    .description(
      'which workloads another set of policies would have treated otherwise, by admissions on record',
    )
    .argument(
      '<path...>',
      'file or directory of records, as serve --record and demo --record write them; - for stdin',
    )
    .addOption(
      new Option(
        '--policies <path>',
        'file or directory of policies and quotas; twice: the old set, then the new',
      )
        .argParser(collect)
        .default([], 'none'),
    )
    .addOption(
      new Option(
        '-w, --world <path>',
        'World to decide in, without its policies: file, or directory of *.yaml and *.yml, no directory in it; repeatable',
      )
        .argParser(collect)
        .default([], 'none: a cluster without nodes'),
    )
    .addOption(
      new Option('-o, --output <format>', 'how to print').choices(['text', 'json']).default('text'),
    )
    .addHelpText(
      'after',
      `
Each workload is told once, as its last admission comes out. GPUs and money are those of one pod.
Quotas are judged for each pod alone; an edit of one is named, and so is what no record tells.

Exit status: 0 nothing comes out otherwise, 1 something does, 2 it could not tell of all.

Examples:
  $ tranche replay --policies main/ --policies edit/ --world snapshot.yaml records/
  $ kubectl exec -n tranche-system deploy/tranche -- node /app/dist/cli.js records /var/lib/tranche/records | tranche replay --policies main/ --policies edit/ -`,
    )
    .action(async (paths: string[], options) => {
      const { run } = await import('../commands/replay.ts');
      await run(paths, options);
    });
}

function records(command: Named): void {
  command('records')
    .description(
      'print admissions on record, the oldest first, to take them to where they are replayed',
    )
    .argument('<path...>', 'file or directory of records, as serve --record writes them')
    .addHelpText(
      'after',
      `
The image of the server has neither a shell nor tar, which kubectl cp would want.

Example:
  $ kubectl exec -n tranche-system deploy/tranche -- node /app/dist/cli.js records /var/lib/tranche/records > records.ndjson`,
    )
    .action(async (paths: string[]) => {
      const { printRecords } = await import('../commands/replay/records.ts');
      printRecords(paths);
    });
}

function exported(command: Named): void {
  command('export')
    .description('say guardrails in the words of others')
    .addArgument(
      new Argument(
        '<form>',
        'vap: ValidatingAdmissionPolicies of Kubernetes, with bindings',
      ).choices(['vap']),
    )
    .argument('<path...>', 'file or directory of policy YAML, with the policies in its directories')
    .addOption(
      new Option('--away-from <namespace>', 'namespace that is never looked at; repeatable')
        .argParser(collect)
        .default(['kube-system', 'tranche-system']),
    )
    .addHelpText(
      'after',
      `
They hold while Tranche is down, and where it is not installed. What CEL cannot say of a pod alone is named on stderr.

Exit status: 0 written, even where something could not be said, 2 not.

Examples:
  $ tranche export vap policies/guards.yaml > vap.yaml
  $ tranche export vap policies/ | kubectl apply --dry-run=server -f -`,
    )
    .action(async (_form: string, paths: string[], options) => {
      const { run } = await import('../commands/export.ts');
      run(paths, options);
    });
}
