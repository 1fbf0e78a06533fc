/**
 * Pods of namespaces that the webhook is never sent: whatever they use, nobody will ever give them less,
 * so nothing of theirs may be counted on.
 */
import type { Row } from './report.ts';

/** As the chart is installed that says nothing else. */
export const NEVER_SENT: readonly string[] = ['kube-system', 'tranche-system'];

export function aside(row: Row): Row {
  const { supply: _supply, missing: _missing, want: _want, template: _template, ...held } = row;
  return {
    ...held,
    neededMilliGPU: row.heldMilliGPU,
    verdict: 'excluded',
    shape: row.asked,
    rule: 'excluded',
    says: `pods of ${row.namespace} are never sent to the webhook`,
  };
}
