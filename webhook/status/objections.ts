/** What the guardrails of a policy found among the pods that came: refused, or would have been. */
import type { Mode } from '../core/decision.ts';
import type { Severity } from '../core/terms.ts';
import type { Document } from '../policy/documents.ts';
import { capped } from '../policy/policies.ts';
import type { GpuPolicy } from '../policy/schema/gpu-policy.ts';
import type { Found } from './found.ts';
import type { Objection } from './report.ts';

/** A rule is one row, however often a policy names it, at the most that it makes of it. */
export function objectionsOf(
  policy: Document<GpuPolicy>,
  found: Pick<Found, 'refused' | 'objected'>,
): Objection[] {
  const rows = new Map<string, Objection>();
  for (const guard of policy.value.spec.guards) {
    const as = madeOf(guard.severity, policy.value.spec.mode);
    const { rule } = guard;
    const pods = (as === 'refused' ? found.refused : found.objected).get(rule);
    const before = rows.get(rule);
    if (
      pods === undefined ||
      (before !== undefined && FARTHEST.indexOf(before.as) <= FARTHEST.indexOf(as))
    )
      continue;
    const shared = pods.with.size === 0 ? {} : { alsoNamedBy: [...pods.with].toSorted() };
    rows.set(rule, { rule, pods: pods.pods, as, ...shared });
  }
  return [...rows.values()].toSorted((a, b) => b.pods - a.pods || (a.rule < b.rule ? -1 : 1));
}

const FARTHEST: readonly Objection['as'][] = ['refused', 'would refuse', 'warned', 'noted'];

function madeOf(severity: Severity, mode: Mode): Objection['as'] {
  const acts = capped(severity, mode);
  if (acts === 'deny') return 'refused';
  if (severity === 'deny') return 'would refuse';
  return acts === 'warn' ? 'warned' : 'noted';
}
