/** What is asked of a server that runs. */
import { Option, type Command } from 'commander';

/** In its pod a server listens on the pod's address, which the chart gives as POD_IP. */
const here = (): string => {
  const address = process.env['POD_IP'] ?? '';
  return `http://${address === '' ? '127.0.0.1' : address.includes(':') ? `[${address}]` : address}:8080`;
};

export function statusCommand(command: (name: string) => Command): void {
  command('status')
    .description(
      'what a server has in force, has done and would do, the next stage of each policy, and pods that missed it',
    )
    .option('--server <url>', 'admin port of the server', here())
    .addOption(
      new Option('-o, --output <format>', 'how to print')
        .choices(['text', 'json', 'yaml'])
        .default('text'),
    )
    .addHelpText(
      'after',
      `
Counts are those of the one server that answers, since it started or since the policy changed; live pods and quotas are
the cluster's. A server tells its own machine only: in a cluster, ask inside its pod. GPUs that are freed are room on
cards for others, not money.

Exit status: 0 all is well, 1 something wants a look, 2 it could not tell.

Examples:
  $ tranche status
  $ kubectl exec -n tranche-system deploy/tranche -- node /app/dist/cli.js status`,
    )
    .action(async (options) => {
      const { run } = await import('../commands/status.ts');
      await run(options);
    });
}
