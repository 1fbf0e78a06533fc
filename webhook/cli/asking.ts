/** How whoever asks a server finds it: through the API server by a kubeconfig, or at the admin port beside it. */
import { Option, type Command } from 'commander';

export function askingOptions(command: Command): void {
  command
    .option('--kubeconfig <file>', 'instead of KUBECONFIG and ~/.kube/config')
    .option('--context <name>', 'of the kubeconfig, instead of its current one')
    .option('--tranche-namespace <name>', 'where Tranche is installed', 'tranche-system')
    .option('--token-file <file>', "token that Tranche is shown, instead of the kubeconfig's")
    .option(
      '--service-account <name>',
      'show a token of this account (NAME or NAMESPACE/NAME), made for Tranche alone, for ten minutes',
    );
}

/** In its pod a server listens on the pod's address, which the chart gives as POD_IP. */
const podAddress = (): string => process.env['POD_IP'] ?? '';

/** The admin port of a server on this machine, or in this pod. */
export function adminPort(): string {
  const address = podAddress();
  return `http://${address === '' ? '127.0.0.1' : address.includes(':') ? `[${address}]` : address}:8080`;
}

export const serverOption = (): Option =>
  new Option('--server <url>', 'admin port of a server, which tells its own machine only');

const OF_KUBECONFIG = ['kubeconfig', 'context', 'trancheNamespace', 'tokenFile', 'serviceAccount'];

/** Which admin port to ask; undefined where the question goes through the API server. */
export function chosenServer(command: Command): string | undefined {
  const said = OF_KUBECONFIG.find((name) => command.getOptionValueSource(name) === 'cli');
  const server: unknown = command.getOptionValue('server');
  if (typeof server !== 'string')
    return said === undefined && podAddress() !== '' ? adminPort() : undefined;
  if (said === undefined) return server;
  const option = command.options.find((one) => one.attributeName() === said)?.long ?? said;
  return command.error(
    `error: option '--server' asks at an admin port, and '${option}' is for asking through the API server`,
  );
}
