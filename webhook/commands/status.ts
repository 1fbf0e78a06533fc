/** `tranche status`: what a server says of itself, and by the exit status whether somebody should look. */
import { faultText } from '../adapters/tell.ts';
import { oneLine } from '../core/text.ts';
import { yaml } from '../report/yaml.ts';
import { reportIn } from '../status/heard.ts';
import type { StatusReport } from '../status/report.ts';
import { statusText } from '../status/text.ts';
import { connected, type Asking } from './asking/connected.ts';
import { failed, paintOf } from './terminal.ts';

export interface StatusOptions extends Asking {
  /** Absent: the one in the cluster, through its API server. */
  readonly server?: string;
  readonly output: string;
}

export async function run({ server, output, ...asking }: StatusOptions): Promise<void> {
  const answered = server === undefined ? await fromCluster(asking) : await fromPort(server);
  if (typeof answered === 'string') return failed(answered);
  process.stdout.write(printed(answered, output));
  process.exitCode = answered.attention.length === 0 ? 0 : 1;
}

const OTHER_VERSION = 'was not answered by a Tranche of this version';

/** The report, or why there is none and what would help. */
async function fromCluster(asking: Asking): Promise<StatusReport | string> {
  const { server } = await connected(asking);
  const answer = await server.status();
  if (answer.ok) return reportIn(answer.value) ?? `tranche: the question ${OTHER_VERSION}`;
  const { says, status } = answer;
  return `tranche: ${says}${NOT_READY.includes(status) ? `\n${inside(asking.trancheNamespace)}` : ''}`;
}

/** Then nobody is behind the Service, and the server itself may still be there to say why. */
const NOT_READY: readonly number[] = [502, 503, 504];

const PATIENCE_MS = 5_000;

async function fromPort(server: string): Promise<StatusReport | string> {
  if (!URL.canParse('/status', server))
    return `tranche: --server must be a URL such as http://127.0.0.1:8080, got ${server}`;
  const url = new URL('/status', server);
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS) });
    const text = await answer.text();
    if (!answer.ok)
      return `tranche: ${url.href} was answered ${answer.status}: ${oneLine(text.trim())}\n${AT_PORT}`;
    return reportIn(valueOf(text)) ?? `tranche: ${url.href} ${OTHER_VERSION}`;
  } catch (error) {
    return `tranche: nobody answers at ${url.href} (${faultText(error)})\n${AT_PORT}`;
  }
}

const inside = (namespace: string): string =>
  `What it says of itself it also says inside its pod:\n  kubectl exec -n ${namespace} deploy/tranche -- node /app/dist/cli.js status`;

const AT_PORT =
  '--server names the admin port of a server, which tells its own machine only. In a cluster, ask without it, or inside its pod:\n' +
  '  kubectl exec -n tranche-system deploy/tranche -- node /app/dist/cli.js status';

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function printed(report: StatusReport, output: string): string {
  if (output === 'json') return `${JSON.stringify(report, undefined, 2)}\n`;
  if (output === 'yaml') return yaml(report);
  return statusText(report, paintOf());
}
