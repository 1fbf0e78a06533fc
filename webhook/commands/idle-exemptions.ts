/**
 * Exemptions of a World that do nothing: they have ended, or match none of its pods nor of those
 * explained. Of a hundred of them one may be why a guardrail objects to the pod that is explained:
 * the one that was its own and has ended, or that has its namespace and not its name.
 */
import { covers, idleOf, type Addressed, type Living } from '../core/exemption.ts';
import type { RuleOutcome } from '../core/decision.ts';
import type { Subject } from '../core/terms.ts';
import { member } from '../expand/raw.ts';
import { ofKind, placeOf, titleOf } from '../policy/documents.ts';
import { exemptionsOf } from '../policy/exemptions.ts';
import type { Rehearsal } from '../rehearse.ts';
import type { Stage } from './standing.ts';

export function idleExemptions(
  { documents, source, living }: Pick<Stage, 'documents' | 'source' | 'living'>,
  explained: readonly Rehearsal[],
  which: 'all' | 'concerning',
): string[] {
  const written = ofKind(documents, 'GpuExemption');
  const { all } = exemptionsOf(written).exemptions;
  if (all.length === 0) return [];
  const them: Living = function* (concerns) {
    yield* explained.map(subjectOf);
    yield* living(concerns);
  };
  const { ended, unmatched } = idleOf(all, source.current().readAt, them);
  return all.flatMap((one) => {
    if (which === 'concerning' && !explained.some((told) => concernsIt(one, told, ended)))
      return [];
    const document = written.find(({ name }) => name === one.name);
    const why = ended.includes(one)
      ? `has ended at ${one.until}`
      : 'matches no pod of this World, nor of those explained';
    return document === undefined || !(ended.includes(one) || unmatched.includes(one))
      ? []
      : [`${placeOf(document.at('/spec'))}: ${titleOf(document)} of ${one.owner} ${why}`];
  });
}

/** Whether it would let past what was objected to, did it still hold or say the right name. */
function concernsIt(one: Addressed, told: Rehearsal, ended: readonly Addressed[]): boolean {
  const subject = subjectOf(told);
  const near = ended.includes(one) ? one.matches(subject) : one.concerns(subject.namespace);
  return near && told.judged.rules.some((rule) => isObjection(rule) && covers(one, rule.id));
}

const isObjection = ({ outcome, exemption }: RuleOutcome): boolean =>
  outcome !== 'pass' && exemption === undefined;

/** Its own labels, which are nobody's to check here: a pod that is explained has been read. */
function subjectOf({ submitted, proposed: { workload } }: Rehearsal): Subject {
  const labels = Object.entries(member(submitted, 'metadata', 'labels'));
  return {
    namespace: workload.namespace,
    namespaceLabels: {},
    podLabels: Object.fromEntries(labels.map(([key, value]) => [key, String(value)])),
    ownerKind: workload.kind,
    ownerName: workload.name,
  };
}
