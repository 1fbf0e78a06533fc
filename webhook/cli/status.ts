/** What is asked of a server that runs. */
import { Option, type Command } from 'commander';
import type { Asking } from '../commands/asking/connected.ts';
import { askingOptions, chosenServer, serverOption } from './asking.ts';

export function statusCommand(command: (name: string) => Command): void {
  const status = command('status').description(
    'what a server has in force, has done and would do, the next stage of each policy, and pods that missed it',
  );
  status.addOption(
    new Option('-o, --output <format>', 'how to print')
      .choices(['text', 'json', 'yaml'])
      .default('text'),
  );
  status.optionsGroup('Of the server in a cluster:');
  askingOptions(status);
  status
    .optionsGroup('Of a server on this machine:')
    .addOption(serverOption())
    .addHelpText('after', HELP)
    .action(async (options: Asking & { readonly output: string }) => {
      const { run } = await import('../commands/status.ts');
      const server = chosenServer(status);
      await run({ ...options, ...(server === undefined ? {} : { server }) });
    });
}

const HELP = `
Without --server it asks the server of the cluster in your kubeconfig, through the API server's proxy. That takes a token, which a
kubeconfig with a client certificate has not, and the right to get status.tranche.dev in the whole cluster, which the role view
includes where it is bound by a ClusterRoleBinding, for the answer names the teams and quotas of all namespaces. In the pod of a server
it asks that server. One that is not ready answers only there: kubectl exec.

Counts are those of the one server that answers, since it started or since the policy changed; live pods and quotas are
the cluster's. GPUs that are freed are room on cards for others, not money.

Exit status: 0 all is well, 1 something wants a look, 2 it could not tell.

Examples:
  $ tranche status
  $ tranche status --context prod --service-account platform/oncall -o json
  $ tranche status --server http://127.0.0.1:8080
  $ kubectl exec -n tranche-system deploy/tranche -- node /app/dist/cli.js status`;
