/** `tranche status`: what a server says of itself, and by the exit status whether somebody should look. */
import { stringify } from 'yaml';
import { isRecord } from '../adapters/raw.ts';
import { faultText } from '../adapters/tell.ts';
import { oneLine } from '../core/text.ts';
import type { StatusReport } from '../status/report.ts';
import { statusText } from '../status/text.ts';
import { failed, paintOf } from './terminal.ts';

export interface StatusOptions {
  readonly server: string;
  readonly output: string;
}

export async function run({ server, output }: StatusOptions): Promise<void> {
  const answered = await asked(server);
  if (typeof answered === 'string') return failed(answered);
  process.stdout.write(printed(answered, output));
  process.exitCode = answered.attention.length === 0 ? 0 : 1;
}

const PATIENCE_MS = 5_000;

/** The report, or why there is none and what would help. */
async function asked(server: string): Promise<StatusReport | string> {
  if (!URL.canParse('/status', server))
    return `tranche: --server must be a URL such as http://127.0.0.1:8080, got ${server}`;
  const url = new URL('/status', server);
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS) });
    const text = await answer.text();
    if (!answer.ok)
      return `tranche: ${url.href} was answered ${answer.status}: ${oneLine(text.trim())}\n${INSIDE}`;
    return reportIn(text) ?? `tranche: ${url.href} was not answered by a Tranche of this version`;
  } catch (error) {
    return `tranche: nobody answers at ${url.href} (${faultText(error)})\n${INSIDE}`;
  }
}

const INSIDE =
  '--server names the admin port of a server, which tells its own machine only. In a cluster, ask inside its pod:\n' +
  '  kubectl exec -n tranche-system deploy/tranche -- node /app/dist/cli.js status';

/** Longer than any command that is proposed. */
const LONGEST = 8192;

/** Whatever answered, nothing of it moves the cursor. */
function reportIn(text: string): StatusReport | undefined {
  const report = parsed(text);
  return isReport(report) ? report : undefined;
}

const safe = (_key: string, value: unknown): unknown =>
  typeof value === 'string' ? oneLine(value, LONGEST) : value;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text, safe);
  } catch {
    return undefined;
  }
}

const isReport = (value: unknown): value is StatusReport =>
  isRecord(value) && value['kind'] === 'TrancheStatus' && value['version'] === 1;

function printed(report: StatusReport, output: string): string {
  if (output === 'json') return `${JSON.stringify(report, undefined, 2)}\n`;
  if (output === 'yaml') return stringify(report, { lineWidth: 0, aliasDuplicateObjects: false });
  return statusText(report, paintOf());
}
