/** One guardrail named again by its own policy, held to something that is neither more nor less: a slip of the clipboard. */
import { canonical } from '../canonical.ts';
import { placeOf, type Document } from '../documents.ts';
import { onlySets } from '../guard-rules.ts';
import type { GpuPolicy } from '../schema/gpu-policy.ts';
import { asStrict } from './figures.ts';
import { finding, type Finding } from './finding.ts';
import { looksWherever, namedBy, type Named, type NamedGuard } from './named.ts';

export function twice(policy: Document<GpuPolicy>): Finding[] {
  const all = namedBy(policy);
  return all.flatMap((one, i) => {
    const first = all.slice(0, i).find((other) => saysOtherwise(other, one));
    const again = first === undefined ? [] : sharedIn(first.guard, one.guard);
    if (first === undefined || again.length === 0) return [];
    const place = placeOf(policy.at(`/spec/guards/${first.at}`));
    const says = `says ${again.join(' and ')} of ${one.guard.rule} again, and otherwise than ${place}`;
    const help = 'make them one, or let each pass over the namespaces of the other by except';
    return [finding('lint/twice', policy, { at: `/spec/guards/${one.at}`, says, help })];
  });
}

/** Of one severity, for a warning at one figure and a refusal at another is no slip; what is set is set at any. */
const saysOtherwise = (a: Named, b: Named): boolean =>
  a.guard.rule === b.guard.rule &&
  (a.strength === b.strength || (sets(a.guard) && sets(b.guard))) &&
  (looksWherever(a, b) || looksWherever(b, a)) &&
  !asStrict(a.guard, b.guard) &&
  !asStrict(b.guard, a.guard);

const sets = ({ rule, parameters }: NamedGuard): boolean => onlySets(rule, parameters);

function sharedIn(a: NamedGuard, b: NamedGuard): string[] {
  const [ours, theirs] = [a, b].map(({ parameters }) => Object.entries(parameters ?? {}));
  const before = new Map(ours);
  return (theirs ?? [])
    .filter(([name, value]) => {
      const other = before.get(name);
      return other !== undefined && canonical(other) !== canonical(value);
    })
    .map(([name]) => name);
}
