/** What the guardrails of a policy found among the pods that came: refused, or would have been. */
import type { Mode } from '../core/decision.ts';
import type { Severity } from '../core/terms.ts';
import type { Document } from '../policy/documents.ts';
import { capped } from '../policy/policies.ts';
import type { GpuPolicy } from '../policy/schema/gpu-policy.ts';
import type { Objection } from './report.ts';
import type { Tally } from './tally.ts';

type Policy = Document<GpuPolicy>;

/** Whoever shares a rule with a hundred others learns no more from the hundredth name. */
const MOST_NAMES = 5;

/** A rule is one row, however often a policy names it, at the most that it makes of it. */
export function objectionsOf(
  policy: Policy,
  all: readonly Policy[],
  tally: Pick<Tally, 'refused' | 'objected'>,
): Objection[] {
  const rows = new Map<string, Objection>();
  for (const guard of policy.value.spec.guards) {
    const as = madeOf(guard.severity, policy.value.spec.mode);
    const pods = (as === 'refused' ? tally.refused : tally.objected).get(guard.rule) ?? 0;
    const before = rows.get(guard.rule);
    if (pods === 0 || (before !== undefined && FARTHEST.indexOf(before.as) <= FARTHEST.indexOf(as)))
      continue;
    const others = all.filter((one) => one !== policy && names(one, guard.rule));
    const alsoNamedBy = others.slice(0, MOST_NAMES).map(({ name }) => name);
    const shared = alsoNamedBy.length === 0 ? {} : { alsoNamedBy };
    rows.set(guard.rule, { rule: guard.rule, pods, as, ...shared });
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

const names = ({ value }: Policy, rule: string): boolean =>
  value.spec.guards.some((guard) => guard.rule === rule);
