/** `tranche explain pod/x`: what became of it, as the cluster and the server know, and what would change it. */
import { stringify } from 'yaml';
import { apiOf } from '../adapters/cluster/api.ts';
import { chosenConfig, namespaceOf, tokenOf } from '../adapters/cluster/config.ts';
import { askedText } from '../report/asked.ts';
import { answerOf, exitCode, type Answer } from './asking/answer.ts';
import { gather } from './asking/gather.ts';
import type { Reference } from './asking/reference.ts';
import { serverOf } from './asking/server.ts';
import { tokenFor } from './asking/token.ts';
import { paintOf } from './terminal.ts';
import { unread } from './unread.ts';

export interface ExplainLiveOptions {
  /** Absent: that of the context. */
  readonly namespace?: string;
  readonly kubeconfig?: string;
  readonly context?: string;
  /** Where Tranche is. */
  readonly trancheNamespace: string;
  readonly tokenFile?: string;
  readonly serviceAccount?: string;
  readonly output: string;
}

export async function run(reference: Reference, options: ExplainLiveOptions): Promise<void> {
  const config = configOf(options);
  const { namespace = namespaceOf(config), trancheNamespace: home } = options;
  const api = apiOf(config);
  const token = await tokenFor(api, { ...options, namespace }, () => tokenOf(config));
  const server = serverOf({ api, home, token });
  const answer = answerOf(await gather(api, server, { ...reference, namespace, home }));
  process.stdout.write(printed(answer, options.output));
  process.exitCode = exitCode(answer);
}

function configOf(options: ExplainLiveOptions) {
  try {
    return chosenConfig(options);
  } catch (error) {
    const { KUBECONFIG: variable } = process.env;
    const { kubeconfig = variable } = options;
    if (error instanceof Error && 'code' in error && kubeconfig !== undefined)
      throw unread(`the kubeconfig ${kubeconfig}`, error);
    throw error;
  }
}

function printed(answer: Answer, output: string): string {
  if (output === 'json') return `${JSON.stringify(answer, null, 2)}\n`;
  if (output === 'yaml') return stringify(answer, { lineWidth: 0 });
  return askedText(answer, paintOf());
}
