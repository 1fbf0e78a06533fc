#!/usr/bin/env node
/** The command line: which commands there are and what they take. Each loads what it needs when it runs. */
// oxlint-disable-next-line import/no-unassigned-import -- first, before anything that an older Node lacks
import './commands/needed-node.ts';
import { Command, InvalidArgumentError, Option } from 'commander';
import { nearest } from './policy/nearest.ts';

declare const TRANCHE_VERSION: string | undefined;

const version = typeof TRANCHE_VERSION === 'string' ? TRANCHE_VERSION : 'source';

const port = (text: string): number => {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0 && value < 65_536) return value;
  throw new InvalidArgumentError('A port is a whole number from 0 to 65535.');
};

const seconds = (text: string): number => {
  const value = Number(text);
  if (Number.isFinite(value) && value >= 0) return value;
  throw new InvalidArgumentError('A time is a number of seconds, such as 15.');
};

const collect = (text: string, before: readonly string[]): string[] => [...before, text];

/** Whoever reads us, such as head, has seen enough. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

const program = new Command('tranche')
  .description('Gives each pod the smallest piece of a GPU that its past says it needs.')
  .version(`${version} (Node ${process.versions.node})`)
  .showHelpAfterError('(tranche --help lists commands and options)')
  .showSuggestionAfterError()
  .helpCommand(false)
  .exitOverride((error) => {
    // 0 for help and version, 2 for whatever could not be understood; 1 is for findings.
    process.exit(error.exitCode === 0 ? 0 : 2);
  });

/** A command whose errors point to its own help. */
const command = (name: string): Command =>
  program.command(name).showHelpAfterError(`(tranche ${name} --help lists its options)`);

command('serve')
  .description('answer AdmissionReviews over HTTPS')
  .option(
    '--cluster',
    'read nodes, pods and policies from the cluster (in-cluster config or KUBECONFIG)',
  )
  .option('--dra', 'read what Dynamic Resource Allocation hands out, too (with --cluster)', false)
  .addOption(
    new Option(
      '--documents <path>',
      'file or directory of policy YAML, reloaded when it changes; repeatable',
    )
      .argParser(collect)
      .default([], 'the sample, or only guards with --cluster'),
  )
  .option('--bind-address <ip>', 'address to listen on', '127.0.0.1')
  .option('--secure-port <port>', 'HTTPS: /mutate and /validate', port, 8443)
  .option('--admin-port <port>', 'HTTP: /livez, /readyz and /metrics', port, 8080)
  .option('--service <name>', 'Service whose names the self-made certificate carries', 'tranche')
  .option('--namespace <name>', 'namespace of that Service', 'tranche-system')
  .option(
    '--webhook-configurations <name>',
    'webhook configurations whose caBundle is kept patched (with --cluster)',
  )
  .option(
    '--tls-dir <dir>',
    'use tls.crt and tls.key mounted here instead of a self-made certificate',
  )
  .option('--serving-cert-seconds <s>', 'life of a self-made serving certificate', seconds, 604_800)
  .option('--drain-seconds <s>', 'how long to go on serving after SIGTERM', seconds, 15)
  .option('--fail-closed', 'the validating webhook is installed with failurePolicy Fail', false)
  .addOption(
    new Option('--log-level <level>', 'least severe line written')
      .choices(['info', 'warn', 'error'])
      .default('info'),
  )
  .addHelpText(
    'after',
    `
Without --cluster it answers from the embedded default: shipped catalogue, sample policies, profiles, quotas and fleet.

Examples:
  $ tranche serve
  $ tranche serve --documents ./policies --secure-port 9443
  $ tranche serve --cluster --bind-address "$POD_IP" --webhook-configurations tranche`,
  )
  .action(async (options) => {
    const { run } = await import('./commands/serve.ts');
    await run({ ...options, version });
  });

command('explain')
  .description('what would happen to the pods of a manifest, why, and the roads not taken')
  .addOption(
    new Option(
      '-f, --filename <file>',
      'manifest, or directory of *.yaml, *.yml and *.json, to read; - for stdin; repeatable, and needed',
    ).argParser((text, before: readonly string[] | undefined) => collect(text, before ?? [])),
  )
  .option('-n, --namespace <name>', 'namespace of objects that name none', 'default')
  .addOption(
    new Option('-w, --world <path>', 'World to decide in: file or directory; repeatable')
      .argParser(collect)
      .default([], 'the embedded sample'),
  )
  .addOption(
    new Option(
      '-o, --output <format>',
      'how to print; patch is the JSON Patch of one pod, whose paths are those of the Pod after defaulting',
    )
      .choices(['text', 'json', 'yaml', 'patch'])
      .default('text'),
  )
  .addHelpText(
    'after',
    `
One story is told for each pod template. Its replicas, 100 at most, are judged in turn, and all manifests of one
call draw on the same quotas. A pod read from a cluster (kubectl get pod NAME -o yaml) is explained as if it came anew.

  rewritten    a slice takes the place of the GPU       >  the road that was taken
  kept whole   the card stays, away from sliced nodes   x  a road that is closed, and the rule that closed it
  left         stored as submitted                      o  a road that is open, but comes later on the ladder
  refused      not stored                               "would" says what enforcing would do

The diff leaves out the two annotations of Tranche's own; -o patch has them.

Exit status: 0 all pods admitted, 1 one refused, 2 it could not tell.

Examples:
  $ tranche explain -f pod.yaml
  $ tranche explain -f manifests/ -f extra.yaml
  $ helm template ./chart | tranche explain -f - -n speech -o json
  $ tranche explain -f pod.yaml --world snapshot.yaml`,
  )
  .allowExcessArguments()
  .action(async (options, explain: Command) => {
    // Asked for here, so that a misspelt option is told first.
    const [bare] = explain.args;
    if (bare !== undefined)
      explain.error(`error: '${bare}' stands alone (Did you mean -f ${bare}?)`);
    if (options.filename === undefined)
      explain.error("error: option '-f, --filename <file>' is needed");
    const { run } = await import('./commands/explain.ts');
    await run(options);
  });

command('test')
  .description(
    'try policies on the pods of *.test.yaml files, and say where they do otherwise than expected',
  )
  .argument('<dir...>', 'directories to look for *.test.yaml in, or such files')
  .option('-v, --verbose', 'name the cases that went well, too', false)
  .addOption(
    new Option('--run <glob>', 'only cases of such a name; repeatable')
      .argParser(collect)
      .default([], 'all'),
  )
  .option('--coverage', 'say which policies matched and which guardrails objected', false)
  .option(
    '--require-coverage',
    'fail where a policy is never matched, or a guardrail never objects or never passes',
    false,
  )
  .addOption(
    new Option('-o, --output <format>', 'how to print')
      .choices(['text', 'junit', 'json'])
      .default('text'),
  )
  .addHelpText(
    'after',
    `
A file of tests holds PolicyTests: the policies they are about, the world around, and pods with what should become
of them. It sees these documents, the shipped catalogue and class table, and nothing else. policies/README.md has the fields,
and policies/packs/ some of them to read.

Exit status: 0 all as expected, 1 some not, 2 it could not tell: a fault in a file, a file that is not there, no case.

Examples:
  $ tranche test policies/
  $ tranche test policies/packs/tiers --run '*notebook*' -v
  $ tranche test policies/ --coverage --require-coverage
  $ tranche test policies/ -o junit > policies.xml`,
  )
  .action(async (paths: string[], options) => {
    const { run } = await import('./commands/policy-tests.ts');
    await run(paths, options);
  });

command('init')
  .description('write policies to begin with, and their tests, into a directory')
  .argument('[dir]', 'directory to write into, made where it is not there', '.')
  .addHelpText(
    'after',
    `
It writes a policy and a quota that only observe, tests for both with a pod, a profile and a cluster to play them in,
and the JSON Schemas by which an editor completes and checks them. Nothing that is there is written over.

Exit status: 0 written, 2 not.

Examples:
  $ tranche init policies
  $ tranche test policies`,
  )
  .action(async (folder: string) => {
    const { run } = await import('./commands/init.ts');
    run(folder);
  });

command('demo')
  .description(
    'send the sample manifests through a webhook on this machine and show what becomes of them',
  )
  .action(async () => {
    const { run } = await import('./commands/demo.ts');
    await run();
  });

command('completion')
  .description('print a completion script for bash, zsh or fish')
  .addArgument(
    program.createArgument('<shell>', 'bash, zsh or fish').choices(['bash', 'zsh', 'fish']),
  )
  .addHelpText(
    'after',
    `
It completes the word tranche: npm link puts that on the PATH, and alias tranche='npx tranche' does for one shell.

Example:
  $ source <(npx tranche completion bash)`,
  )
  .action(async (shell: string) => {
    const { completion } = await import('./commands/completion.ts');
    process.stdout.write(completion(program, shell));
  });

command('help')
  .description('say what a command does and takes')
  .argument('[command]')
  .action((name?: string) => {
    const names = program.commands.map((one) => one.name());
    const found = name === undefined ? program : program.commands[names.indexOf(name)];
    if (found !== undefined) return found.help();
    const near = nearest(name ?? '', names);
    const help = near === undefined ? `commands: ${names.join(', ')}` : `Did you mean ${near}?`;
    return program.error(`error: there is no command '${name}' to help with (${help})`);
  });

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`tranche: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
