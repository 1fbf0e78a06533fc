/** Commands for whoever writes policies: a set to begin with, and trying it. */
import { Option, type Command } from 'commander';
import { collect } from './values.ts';

type Named = (name: string) => Command;

export function testCommands(command: Named): void {
  test(command);
  init(command);
}

function test(command: Named): void {
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
      const { run } = await import('../commands/policy-tests.ts');
      await run(paths, options);
    });
}

function init(command: Named): void {
  command('init')
    .description('write policies to begin with, and their tests, into a directory')
    .argument('<dir>', 'directory to write into, made where it is not there; . for this one')
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
      const { run } = await import('../commands/init.ts');
      run(folder);
    });
}
