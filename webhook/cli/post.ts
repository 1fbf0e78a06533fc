/** What a job of a CI does with the report that it made. */
import { InvalidArgumentError, type Command } from 'commander';
import { isName } from '../review/comment/body.ts';

export function postCommand(command: (name: string) => Command): void {
  command('post')
    .description(
      'in a job of GitHub or GitLab: show a Markdown report on the pull request, as one comment that is kept up to date, and on the page of the run',
    )
    .argument('<file>', 'report of tranche review -o md=FILE')
    .option('--name <name>', 'of several reports on one pull request, this one', named, '')
    .option('--no-comment', 'only on the page of the run')
    .option('--no-summary', 'only as a comment')
    .addHelpText('after', HELP)
    .action(async (file: string, options) => {
      const { run } = await import('../commands/post.ts');
      await run({ ...options, file });
    });
}

const named = (text: string): string => {
  if (isName(text)) return text;
  throw new InvalidArgumentError('A name is of letters, digits, dots and single hyphens.');
};

const HELP = `
The job's environment says where it runs and for which pull or merge request. The token is GITHUB_TOKEN of a job with pull-requests: write,
or GITLAB_TOKEN with the scope api. A comment is written anew only where the report has changed; without the right to write one a
line says so, and nothing has failed.

Exit status: 0 shown, or nothing to show it on; 2 not.

Examples:
  $ tranche review -o md=report.md manifests/ ; tranche post report.md
  $ tranche post --name prod --no-summary report.md`;
