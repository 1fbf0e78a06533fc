/** `tranche explain pod/x`: what became of it, as the cluster and the server know, and what would change it. */
import { askedText } from '../report/asked.ts';
import { yaml } from '../report/yaml.ts';
import { answerOf, exitCode, type Answer } from './asking/answer.ts';
import { connected, type Asking } from './asking/connected.ts';
import { gather } from './asking/gather.ts';
import type { Reference } from './asking/reference.ts';
import { paintOf } from './terminal.ts';

export interface ExplainLiveOptions extends Asking {
  readonly output: string;
}

export async function run(reference: Reference, options: ExplainLiveOptions): Promise<void> {
  const { api, server, namespace } = await connected(options);
  const { trancheNamespace: home } = options;
  const answer = answerOf(await gather(api, server, { ...reference, namespace, home }));
  process.stdout.write(printed(answer, options.output));
  process.exitCode = exitCode(answer);
}

function printed(answer: Answer, output: string): string {
  if (output === 'json') return `${JSON.stringify(answer, null, 2)}\n`;
  if (output === 'yaml') return yaml(answer);
  return askedText(answer, paintOf());
}
