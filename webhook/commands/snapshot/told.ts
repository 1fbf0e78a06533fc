/** What was written, for whoever waits for it. */
import type { Header } from '../../adapters/snapshot/text.ts';

const LINES = 20;

export function toldOf(header: Header, text: string, output: string): string {
  const { cluster = 'the cluster', counts, teams, missing, policyHash, readAt } = header;
  const bytes = Buffer.byteLength(text);
  const of = (kind: string): number => counts[kind] ?? 0;
  const place = output === '-' ? '' : ` in ${output}`;
  const lines = [
    `snapshot of ${cluster} at ${readAt}${place}: ${of('Node')} nodes with devices, ${of('Pod')} pods one by one and ` +
      `${of('podsFolded')} by what they take, ${of('GpuPolicy')} policies, ${of('GpuQuota')} quotas, ` +
      `${of('GpuProfile')} profiles; policy set ${policyHash}, ${bytes} bytes`,
    ...(teams === undefined ? [] : [`only ${teams.join(', ')} can be told by name in it`]),
    ...missing.slice(0, LINES).map((line) => `not in it: ${line}`),
    ...(missing.length > LINES ? [`not in it: ${missing.length - LINES} more, in its header`] : []),
  ];
  return lines.map((line) => `tranche: ${line}\n`).join('');
}
