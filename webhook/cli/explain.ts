/** `tranche explain`: of manifests in a World from files, or of an object that a cluster has. */
import { existsSync } from 'node:fs';
import { Option, type Command } from 'commander';
import type { ExplainOptions } from '../commands/explain.ts';
import type { ExplainLiveOptions } from '../commands/explain-live.ts';
import { askingOptions } from './asking.ts';
import { collect } from './values.ts';

type Named = (name: string) => Command;

type Options = ExplainLiveOptions & Partial<ExplainOptions> & { readonly policies?: boolean };

export function explainCommand(command: Named): void {
  const explain = command('explain')
    .description(
      'what happens to pods, why, and what would change it: of manifests, or of what a cluster has',
    )
    .argument(
      '[object]',
      'pod/NAME, deploy/NAME, job/NAME, sts/NAME … of the cluster in your kubeconfig',
    );
  ofBoth(explain);
  ofManifests(explain);
  explain.optionsGroup('Of what a cluster has:');
  askingOptions(explain);
  explain
    .addHelpText('after', HELP)
    .allowExcessArguments()
    .action(async (_object: string | undefined, options: Options) => {
      if (explain.args.length === 0) return fromFiles(explain, options);
      return fromCluster(explain, options);
    });
}

function ofBoth(explain: Command): void {
  explain
    .addOption(
      new Option(
        '-n, --namespace <name>',
        'namespace of the object, or of manifests that name none',
      ).default('default', "default, or that of the kubeconfig's context"),
    )
    .addOption(
      new Option(
        '-o, --output <format>',
        'how to print; patch is the JSON Patch of one pod, whose paths are those of the Pod after defaulting',
      )
        .choices(['text', 'json', 'yaml', 'patch'])
        .default('text'),
    );
}

function ofManifests(explain: Command): void {
  explain
    .optionsGroup('Of manifests:')
    .addOption(
      new Option(
        '-f, --filename <file>',
        'manifest, or directory of *.yaml, *.yml and *.json, to read; - for stdin; repeatable',
      ).argParser((text, before: readonly string[] | undefined) => collect(text, before ?? [])),
    )
    .addOption(
      new Option(
        '-w, --world <path>',
        'World to decide in: file, or directory of *.yaml and *.yml, no directory in it; repeatable',
      )
        .argParser(collect)
        .default([], 'the embedded sample'),
    )
    .option(
      '--starter',
      'decide by the policy to begin with (policies/packs/starter) instead of those of the World, as scan does where there are none',
    )
    .option(
      '--policies',
      'also tell what became of each policy, and why it did not win; and all exemptions that do nothing',
    );
}

const HELP = `
Of manifests, one story is told for each pod template. Its replicas, 100 at most, are judged in turn, and all manifests of one
call draw on the same quotas. A pod read from a cluster (kubectl get pod NAME -o yaml) is explained as if it came anew.

  rewritten    a slice takes the place of the GPU       >  the road that was taken
  kept whole   the card stays, away from sliced nodes   x  a road that is closed, and the rule that closed it
  requests set the GPUs stay, missing requests are set  o  a road that is open, but comes later on the ladder
  left         stored as submitted                      "would" says what enforcing would do
  refused      not stored
  never sent   the cluster did not ask Tranche

The diff leaves out the two annotations of Tranche's own; -o patch has them. With --policies there is a line for each policy:
> wins, o matches and does not win, ? a condition cannot be answered, so only its guardrails hold, x does not match.

Of what a cluster has, it reads with your own rights, and asks the server through the API server's proxy: what it decided (it
remembers the last 1,000 pods, refused ones too), and what it would decide now. That takes the right to get decisions.tranche.dev
in the namespace, which the role view includes, and a token, which a kubeconfig with a client certificate has not.

Exit status: 0 all pods admitted, 1 one refused, 2 it could not tell.

Examples:
  $ tranche explain -f pod.yaml
  $ tranche explain -f manifests/ -f extra.yaml
  $ helm template ./chart | tranche explain -f - -n speech -o json
  $ tranche explain -f pod.yaml --world policies/ --policies
  $ tranche explain -f pod.yaml --world cluster.yaml --starter
  $ tranche explain deploy/whisper -n speech
  $ tranche explain pod/whisper-6c8b7d5f4d-x7k2p -n speech -o yaml
  $ tranche explain job/train --service-account default`;

async function fromFiles(explain: Command, options: Options): Promise<void> {
  const { filename, world = [], starter, policies } = options;
  if (filename === undefined)
    explain.error("error: say pod/NAME, or option '-f, --filename <file>'");
  if (policies === true && options.output === 'patch')
    explain.error("error: option '--policies' has no room in a patch (Did you mean -o json?)");
  const { run } = await import('../commands/explain.ts');
  const namespace = options.namespace ?? 'default';
  const more = {
    ...(policies === undefined ? {} : { policies }),
    ...(starter === undefined ? {} : { starter }),
  };
  await run({ filename: filename ?? [], namespace, world, output: options.output, ...more });
}

/** Of an object, and of no file that is here. */
const isName = (bare: string): boolean => /^[a-z0-9-]+$/.test(bare) && !existsSync(bare);

async function fromCluster(explain: Command, { namespace, ...options }: Options): Promise<void> {
  const { referenceIn, KNOWN } = await import('../commands/asking/reference.ts');
  const reference = referenceIn(explain.args);
  const [bare = ''] = explain.args;
  if (reference === undefined)
    return explain.error(
      `error: '${explain.args.join(' ')}' ${bare.includes('/') ? `is none of ${KNOWN}` : 'stands alone'} (Did you mean ${isName(bare) ? 'deploy/' : '-f '}${bare}?)`,
    );
  for (const [option, set] of [
    ['--filename', options.filename !== undefined],
    ['--world', (options.world ?? []).length > 0],
    ['--starter', options.starter === true],
    ['--policies', options.policies === true],
    ['--output patch', options.output === 'patch'],
  ] as const)
    if (set)
      explain.error(`error: option '${option}' is for manifests, and '${bare}' is in a cluster`);
  const { run } = await import('../commands/explain-live.ts');
  const said = explain.getOptionValueSource('namespace') === 'cli';
  await run(reference, { ...options, ...(said && namespace !== undefined ? { namespace } : {}) });
}
