/** `tranche review`: manifests as clusters would take them, for a pipeline. */
import { existsSync } from 'node:fs';
import { InvalidArgumentError, Option, type Command } from 'commander';
import type { ReviewOptions } from '../commands/review.ts';
import { outputs } from '../review/outputs/all.ts';
import { askingOptions } from './asking.ts';
import { collect, duration } from './values.ts';

interface Typed extends Pick<
  ReviewOptions,
  | 'policies'
  | 'namespace'
  | 'stdinFilename'
  | 'exclude'
  | 'chart'
  | 'output'
  | 'failOn'
  | 'failOnToday'
  | 'base'
  | 'baseline'
  | 'writeBaseline'
  | 'quiet'
  | 'color'
  | 'maxAge'
> {
  readonly snapshot: readonly string[];
  readonly server: boolean;
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly trancheNamespace: string;
  readonly tokenFile?: string;
  readonly serviceAccount?: string;
}

export function reviewCommand(command: (name: string) => Command, version: string): void {
  const review = command('review')
    .description('what clusters would do with manifests, as a report for a pipeline')
    .argument('<path...>', 'files, folders to their depths, patterns, or - for stdin');
  ofInput(review);
  ofReport(review);
  ofServer(review);
  review.addHelpText('after', HELP).action(async (paths: readonly string[], typed: Typed) => {
    const { snapshot, server, ...options } = typed;
    const idle = ASKING.find((name) => !server && review.getOptionValueSource(name) === 'cli');
    if (idle !== undefined)
      review.error(
        `error: option '--${dashed(idle)}' says how a server is asked, and goes with --server`,
      );
    const { run } = await import('../commands/review.ts');
    const at = server ? { server: options } : {};
    await run({ ...options, ...at, paths, snapshots: snapshot.map(named), version });
  });
}

const ASKING = ['kubeconfig', 'context', 'trancheNamespace', 'tokenFile', 'serviceAccount'];

const dashed = (name: string): string =>
  name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

function ofServer(review: Command): void {
  review.optionsGroup('Of a live cluster:');
  review.addOption(
    new Option(
      '--server',
      'ask the server of a cluster in place of a snapshot: it writes and charges nothing',
    )
      .default(false)
      .conflicts(['snapshot', 'policies']),
  );
  askingOptions(review);
}

function ofInput(review: Command): void {
  review
    .addOption(
      new Option(
        '-s, --snapshot <file>',
        'cluster to ask, as tranche snapshot writes it, or NAME=FILE; repeatable, for a matrix',
      )
        .argParser(collect)
        .default([], 'the embedded sample'),
    )
    .addOption(
      new Option(
        '--policies <path>',
        'policies, quotas and exemptions in place of those of the snapshots; repeatable',
      )
        .argParser(collect)
        .default([], 'those of each snapshot'),
    )
    .addOption(
      new Option('--max-age <duration>', 'how old a snapshot may be')
        .argParser(duration)
        .default(86_400, '24h'),
    )
    .addOption(
      new Option(
        '--exclude <glob>',
        'leave out what bears such a name, or lies at such a path; repeatable',
      )
        .argParser(excluding)
        .default([], 'nothing'),
    )
    .option('-n, --namespace <name>', 'namespace of manifests that name none', 'default')
    .option('--stdin-filename <file>', 'what reports call stdin', 'stdin')
    .addOption(
      new Option('--chart <dir>', 'chart that was rendered, for the paths of its files; repeatable')
        .argParser(collect)
        .default([], 'found by its name'),
    );
}

function ofReport(review: Command): void {
  review
    .addOption(output())
    .addOption(
      new Option('--fail-on <level>', 'exit 1 from this level of finding on')
        .choices(['none', 'note', 'warning', 'error'])
        .default('error'),
    )
    .option('--fail-on-today', 'also for what hangs on how much is used just now', false)
    .option('--base <ref|dir|file>', 'what was found there already is known, where it is no worse')
    .option('--baseline <file>', 'what is written there is known, and fails nothing')
    .option('--write-baseline <file>', 'write what is found now, for --baseline')
    .option('--quiet', 'only what was found, and the conclusion', false)
    .addOption(
      new Option('--color <when>', 'colour the text')
        .choices(['auto', 'always', 'never'])
        .default('auto'),
    );
}

/** Shells complete the formats; what stands behind one is not for them to know. */
function output(): Option {
  const option = new Option(
    '-o, --output <format,...>',
    'FORMAT or FORMAT=FILE, several by comma; repeatable; one at most without a file',
  );
  option.argChoices = Object.keys(outputs);
  return option.argParser(collect).default([], 'text');
}

/** What stands in a .gitignore and is none of ours would take the opposite of what is meant. */
function excluding(text: string, before: readonly string[]): string[] {
  if (text.trim() !== '' && !text.startsWith('!')) return collect(text, before);
  throw new InvalidArgumentError("A pattern is such as mkdocs.yml, tests/ or 'deploy/*/values*'.");
}

/** A file whose name has a sign of equality is itself. */
function named(text: string): ReviewOptions['snapshots'][number] {
  const at = text.indexOf('=');
  if (at <= 0 || existsSync(text)) return { file: text };
  return { name: text.slice(0, at), file: text.slice(at + 1) };
}

const HELP = `
Each object is expanded into its pods, and these pass both visits of the webhook in turn, 100 of a template at most; all draw on the same
quotas, and live pods of the same workloads make room for them. Every template is judged twice: in the cluster as the snapshot has it,
and with nothing running in it. What is found both times hangs on manifests and policies; what only the first finds is marked "today",
and counts for the exit status with --fail-on-today alone, so that a pipeline does not turn red because somebody uses the quota up.
Where a policy or a quota that concerns them does not enforce yet, all are judged once more as if everything did: what pods would get then,
and what that would save, is told beneath what they get now, and decides nothing.

Folders are read to their depths, *.yaml, *.yml and *.json, but for those whose name begins with a dot, and node_modules. What cannot be
read (YAML that is broken, templates nobody has rendered, files above 100 MiB) is said with its place; all else is reviewed nevertheless.
Charts are left to helm, and what a kustomization lists to kustomize, each with the command that hands over what it renders; a resource of a kustomization
that is named alone is reviewed as it stands, and a patch or another part of it passed over with a line. Of what is scaled to none one pod is judged, and
counts in no sum.

--exclude leaves out: a pattern without a slash whatever bears such a name, at any depth; one with a slash what lies at such a path from here, ** being
any folders between; of a folder all that is in it. It holds for --base, too. Whoever leaves out Chart.yaml or kustomization.yaml is not told of charts or
kustomizations: resources that lie there are reviewed as they stand.

What helm renders is told of at the chart's own file: helm names its chart, and the one folder below here, or in git's clone, whose
Chart.yaml has that name and that file is taken. Lines are of what was rendered, never of the template, and are said so.

A finding is known again by its rule, object, container and file, not by its line; files are called from the root of their work tree, so
that a baseline holds in any folder, and also for a file that was moved. --base judges the paths as they were where HEAD left a branch (or
in another folder; of two folders what lies at the same path in both; for stdin a file), and --baseline reads what --write-baseline wrote:
what is found there too is marked "known" and fails nothing, unless more pods are hit by it now, more is asked for, or a cluster finds it that
was asked then and did not. --write-baseline takes out what is mended, and keeps what is known of files that it was not asked to look at. A
branch that a clone has not got is taken of origin.

--server asks the Tranche of a live cluster in one batch, which charges nothing: 256 pods at most. It takes a token of yours, or of
--service-account, with the right to get decisions.tranche.dev in each namespace that is asked about; what can be told of a cluster only by who sees it whole (nodes
that could take a pod, profiles of like names, costs) is left to snapshots.

-o: ${Object.keys(outputs).join(', ')}. Reports are put in their places whole, or not at all.
policyreport and openreports are objects for kubectl apply --server-side.

Exit status: 0 nothing found that counts, 1 findings at --fail-on or above, 2 it could not tell: something cannot be read, a snapshot is
older than --max-age, of another version of tranche or not as it was written, policies have faults, or not one object was there to be
reviewed. A YAML file that is named and holds nothing but comments, a part of a kustomization, and what --exclude leaves out end with 0
nevertheless, and a line, so that a hook may be handed them.

Examples:
  $ tranche review deploy/
  $ helm template ./chart | tranche review - --stdin-filename rendered.yaml
  $ kubectl kustomize overlays/prod | tranche review -
  $ tranche review deploy/ -s cluster.yaml --max-age 7d
  $ tranche review deploy/ -s eks=eks.yaml -s gke=gke.yaml -o text,json=review.json
  $ tranche review deploy/ -s cluster.yaml --base origin/main
  $ tranche review deploy/ -s cluster.yaml --write-baseline .tranche-baseline.json
  $ tranche review . -s cluster.yaml --exclude mkdocs.yml --exclude 'tests/**'
  $ tranche review deploy/ --server --context prod --service-account ci/reviewer
  $ tranche review 'apps/**/*.yaml' -s cluster.yaml --policies policies/ --fail-on warning`;
