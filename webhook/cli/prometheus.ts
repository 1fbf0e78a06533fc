/** How a Prometheus knows us: the same words wherever one is asked. Each comes from the operator and from nowhere else. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import { isMatcher } from '../usage/matcher.ts';
import type { Profiling } from '../wiring/profiling.ts';

export interface PrometheusTyped {
  readonly bearerTokenFile?: string;
  readonly username?: string;
  readonly passwordFile?: string;
  readonly tenant?: string;
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly tlsServerName?: string;
  readonly prometheusMatch: readonly string[];
}

export function ofPrometheus(command: Command): void {
  command
    .optionsGroup('How Prometheus knows us:')
    .option('--bearer-token-file <file>', 'token that it is shown')
    .option('--username <name>', 'with --password-file')
    .option('--password-file <file>', 'with --username')
    .option('--tenant <name>', 'whose data, in Mimir, Cortex and Thanos (X-Scope-OrgID)')
    .option('--ca <file>', 'authority of its certificate, in place of those that Node trusts')
    .option('--cert <file>', 'certificate that it is shown, with --key')
    .option('--key <file>', 'of --cert')
    .option('--tls-server-name <name>', 'name in its certificate, where the address has another')
    .addOption(
      new Option(
        '--prometheus-match <matcher>',
        'of its series these alone, where it has those of several clusters, such as \'cluster="A"\'; repeatable',
      )
        .argParser(matcher)
        .default([], 'all'),
    );
}

function matcher(text: string, before: readonly string[]): string[] {
  if (isMatcher(text)) return [...before, text];
  throw new InvalidArgumentError('A matcher is such as cluster="A", with =, !=, =~ or !~.');
}

/**
 * Its address, which there has to be. Commander's own check would come before it has named an option that
 * is mistyped, and this one is likely to be that.
 */
export function ofAddress(command: Command): Command {
  return command
    .option('--prometheus <url>', 'its address, up to and without /api/v1')
    .hook('preAction', () => {
      if (command.getOptionValue('prometheus') === undefined)
        command.error("error: required option '--prometheus <url>' not specified");
    });
}

/** What is wrong with it, where only half of a pair was given. */
export const halfGiven = ({ username, passwordFile }: PrometheusTyped): string | undefined =>
  (username === undefined) === (passwordFile === undefined)
    ? undefined
    : "error: options '--username' and '--password-file' go together";

export function configOf(url: string, typed: PrometheusTyped): Profiling['prometheus'] {
  const { username, passwordFile, tenant, bearerTokenFile, prometheusMatch: match } = typed;
  const tls = given({
    caFile: typed.ca,
    certFile: typed.cert,
    keyFile: typed.key,
    serverName: typed.tlsServerName,
  });
  return {
    url,
    ...given({ tenant, bearerTokenFile }),
    ...(match.length === 0 ? {} : { match }),
    ...(username === undefined || passwordFile === undefined
      ? {}
      : { basic: { username, passwordFile } }),
    ...(Object.keys(tls).length === 0 ? {} : { tls }),
  };
}

const given = (all: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(all).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
