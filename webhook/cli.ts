#!/usr/bin/env node
/** The command line: which commands there are and what they take. Each loads what it needs when it runs. */
// oxlint-disable-next-line import/no-unassigned-import -- first, before anything that an older Node lacks
import './commands/needed-node.ts';
import { basename } from 'node:path';
import { Command, Option } from 'commander';
import { adminPort } from './cli/asking.ts';
import { explainCommand } from './cli/explain.ts';
import { policyCommands } from './cli/policies.ts';
import { postCommand } from './cli/post.ts';
import { profileCommand } from './cli/profile.ts';
import { ofProfiling, profilingOf } from './cli/profiling.ts';
import { testCommands } from './cli/policy-tests.ts';
import { reportCommand } from './cli/report.ts';
import { reviewCommand } from './cli/review.ts';
import { scanCommand } from './cli/scan.ts';
import { snapshotCommand } from './cli/snapshot.ts';
import { statusCommand } from './cli/status.ts';
import { collect, mebibytes, port, seconds } from './cli/values.ts';
import { reasonOf } from './commands/unread.ts';
import { nearest } from './core/nearest.ts';

declare const TRANCHE_VERSION: string | undefined;

const version = typeof TRANCHE_VERSION === 'string' ? TRANCHE_VERSION : 'source';

/** Whoever reads us, such as head, has seen enough; what was found still decides the exit status. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') return;
  process.stderr.write(`tranche: cannot write to stdout: ${reasonOf(error)}\n`);
  // Nobody has read what was found, so it must not be told by an exit status either.
  process.exit(2);
});

/** What goes there tells of a result, and is none. */
process.stderr.on('error', () => undefined);

/** kubectl runs `kubectl-tranche` of the PATH where it is asked for `kubectl tranche`. */
const called = basename(process.argv[1] ?? '').startsWith('kubectl-')
  ? 'kubectl tranche'
  : 'tranche';

const program = new Command(called)
  .description('Gives each pod the smallest piece of a GPU that its past says it needs.')
  .version(`${version} (Node ${process.versions.node})`)
  .showHelpAfterError(`(${called} --help lists commands and options)`)
  .showSuggestionAfterError()
  .helpCommand(false)
  // -o of snapshot is where to, and that of snapshot diff is how.
  .enablePositionalOptions()
  .exitOverride((error) => {
    // 0 for help and version, 2 for whatever could not be understood; 1 is for findings.
    process.exit(error.exitCode === 0 ? 0 : 2);
  });

/** A command whose errors point to its own help. */
const command = (name: string): Command =>
  program.command(name).showHelpAfterError(`(${called} ${name} --help lists its options)`);

const serve = command('serve')
  .description('answer AdmissionReviews over HTTPS')
  .option(
    '--cluster',
    'read nodes, pods and policies from the cluster (in-cluster config or KUBECONFIG)',
  )
  .option('--dra', 'read what Dynamic Resource Allocation hands out, too (with --cluster)', false)
  .option(
    '--write-status',
    'write into policies, quotas and profiles of the cluster what became of them, as holder of a Lease (with --cluster)',
    false,
  )
  .addOption(
    new Option(
      '--documents <path>',
      'file or directory of policy YAML, reloaded when it changes; repeatable',
    )
      .argParser(collect)
      .default([], 'the sample, or only guards with --cluster'),
  )
  .option(
    '--state-dir <dir>',
    'keep the last 20 sets of policies that were in force here; the latest is taken where documents have faults at the start',
  )
  .option('--bind-address <ip>', 'address to listen on', '127.0.0.1')
  .option('--secure-port <port>', 'HTTPS: /mutate and /validate', port, 8443)
  .option('--admin-port <port>', 'HTTP: /livez, /readyz and /metrics', port, 8080)
  .option(
    '--inquiry-port <port>',
    'HTTPS: what was decided, for people with a token and the right (with --cluster); 0 for none',
    port,
    0,
  )
  .option('--service <name>', 'Service whose names the self-made certificate carries', 'tranche')
  .option('--namespace <name>', 'namespace of that Service, and of the Lease', 'tranche-system')
  .option(
    '--webhook-configurations <name>',
    'webhook configurations whose caBundle is kept patched (with --cluster)',
  )
  .addOption(
    new Option(
      '--excluded-namespaces <name>',
      'namespace that the webhook configurations leave out, beside kube-system and our own; repeatable',
    )
      .argParser(collect)
      .default([], 'none'),
  )
  .option(
    '--tls-dir <dir>',
    'use tls.crt and tls.key mounted here instead of a self-made certificate',
  )
  .option('--serving-cert-seconds <s>', 'life of a self-made serving certificate', seconds, 604_800)
  .option('--drain-seconds <s>', 'how long to go on serving after SIGTERM', seconds, 15)
  .option(
    '--record <dir>',
    'keep admissions there for tranche replay, once /validate has judged: of commands and variables only words that are known',
  )
  .option('--record-mib <n>', 'what the records may take of the disk; the oldest go', mebibytes, 64)
  .option('--fail-closed', 'the validating webhook is installed with failurePolicy Fail', false)
  .addOption(
    new Option('--log-level <level>', 'least severe line written')
      .choices(['info', 'warn', 'error'])
      .default('info'),
  );
ofProfiling(serve);
serve
  .addHelpText(
    'after',
    `
Without --cluster it answers from the embedded default: shipped catalogue, sample policies, profiles, quotas and fleet.

Examples:
  $ tranche serve
  $ tranche serve --documents ./policies --secure-port 9443
  $ tranche serve --cluster --bind-address "$POD_IP" --webhook-configurations tranche
  $ tranche serve --cluster --write-status --prometheus https://prometheus.monitoring:9090 --bearer-token-file token`,
  )
  .action(async (options) => {
    const profiling = profilingOf(serve, options);
    const { run } = await import('./commands/serve.ts');
    await run({ ...options, ...(profiling === undefined ? {} : { profiling }), version });
  });

explainCommand(command);
reviewCommand(command, version);
policyCommands(command);
testCommands(command);
profileCommand(command);
scanCommand(command);
reportCommand(command);
statusCommand(command);
snapshotCommand(command, version);
postCommand(command);

command('demo')
  .description(
    'send the sample manifests through a webhook on this machine and show what becomes of them',
  )
  .option('--record <dir>', 'keep the admissions there, to try tranche replay on them')
  .addHelpText(
    'after',
    `
Example:
  $ tranche demo --record records`,
  )
  .action(async (options) => {
    const { run } = await import('./commands/demo.ts');
    await run(options);
  });

command('policies')
  .description(
    'the last sets of policies that were in force, one of them, what two differ in, or the way back',
  )
  .addArgument(
    program
      .createArgument('<what>', 'history, show, diff or rollback')
      .choices(['history', 'show', 'diff', 'rollback']),
  )
  .argument('[hash]', 'hash of a set, or how it begins')
  .argument('[other]', 'of diff: the set that it is held against, instead of the latest')
  .option('--state-dir <dir>', 'folder where a server keeps them')
  .option('--server <url>', 'admin port of the server that keeps them', adminPort())
  .option('--write <dir>', 'folder that rollback writes documents to which came from files')
  .addOption(
    new Option('-o, --output <format>', 'how history, show and diff print')
      .choices(['text', 'json'])
      .default('text'),
  )
  .addHelpText(
    'after',
    `
history lists them with what each changed; history HASH names each document of one, and where it stands. diff shows the YAML of what
differs, defaults filled in. rollback applies nothing: what came from the cluster it prints for kubectl apply, and says what that
would leave behind. Documents of files come back as they were written, with their comments; objects that kubectl apply wrote, as they
were applied; all others (kubectl create, server-side apply), as the API server stores them, with defaults filled in.
A server shows what it keeps to its own machine only: in a cluster, ask inside its pod.

Exit status: 0 told, 2 not; of diff 1 where something differs.

Examples:
  $ tranche policies history --state-dir ./state
  $ tranche policies diff 8f3c --state-dir ./state
  $ kubectl exec -n tranche-system deploy/tranche -- node /app/dist/cli.js policies rollback 8f3c --state-dir /var/lib/tranche | kubectl apply -f -`,
  )
  .action(async (what: string, hash: string | undefined, other: string | undefined, options) => {
    const { run } = await import('./commands/policies.ts');
    const [one, another] = [
      hash === undefined ? {} : { hash },
      other === undefined ? {} : { other },
    ];
    await run({ ...options, what, ...one, ...another });
  });

command('completion')
  .description('print a completion script for bash, zsh or fish')
  .addArgument(
    program.createArgument('<shell>', 'bash, zsh or fish').choices(['bash', 'zsh', 'fish']),
  )
  .addHelpText(
    'after',
    `
It completes the word tranche: make link, in the clone, puts that on the PATH.

Examples:
  $ source <(tranche completion bash)   # in ~/.bashrc
  $ source <(tranche completion zsh)    # in ~/.zshrc, after compinit
  $ tranche completion fish > ~/.config/fish/completions/tranche.fish`,
  )
  .action(async (shell: string) => {
    const { completion } = await import('./commands/completion.ts');
    process.stdout.write(completion(program, shell));
  });

command('man')
  .description('print the manual page of all this, for man')
  .addHelpText(
    'after',
    `
Examples:
  $ tranche man | man -l -
  $ tranche man > ~/.local/share/man/man1/tranche.1`,
  )
  .action(async () => {
    const { manual } = await import('./commands/man.ts');
    process.stdout.write(manual(program, version));
  });

command('help')
  .description('say what a command does and takes')
  .argument('[command...]')
  .action((names: readonly string[]) => {
    let found: Command = program;
    for (const name of names) {
      const below = found.commands.map((one) => one.name());
      const next = found.commands[below.indexOf(name)];
      if (next === undefined) return noSuch(name, below);
      found = next;
    }
    return found.help();
  });

function noSuch(name: string, names: readonly string[]): never {
  const near = nearest(name, names);
  const others = names.length === 0 ? 'it has none of its own' : `commands: ${names.join(', ')}`;
  const help = near === undefined ? others : `Did you mean ${near}?`;
  return program.error(`error: there is no command '${name}' to help with (${help})`);
}

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`tranche: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
