/** Guardrails that another policy holds the same pods to already, as strictly. */
import type { Document } from '../documents.ts';
import type { GpuPolicy } from '../schema/gpu-policy.ts';
import { asStrict } from './figures.ts';
import { finding, whereIs, type Finding } from './finding.ts';
import { looksWherever, namedBy, type Named } from './named.ts';

export function redundant(policies: readonly Document<GpuPolicy>[]): Finding[] {
  const all = policies.flatMap(namedBy);
  return all.flatMap((one, i) => {
    // Of two that do the same, the first stands.
    const other = all.find(
      (more, j) => more !== one && replaces(more, one) && (j < i || !replaces(one, more)),
    );
    if (other === undefined) return [];
    const { rule } = one.guard;
    const says = `adds nothing: ${whereIs(other.policy)} holds the same pods to ${rule}, as strictly`;
    const help = 'remove it here, or make it stricter';
    return [finding('lint/redundant', one.policy, { at: `/spec/guards/${one.at}`, says, help })];
  });
}

/** It looks wherever the other does, holds to no less, and does no less. */
const replaces = (more: Named, one: Named): boolean =>
  more.guard.rule === one.guard.rule &&
  asStrict(more.guard, one.guard) &&
  more.strength >= one.strength &&
  looksWherever(more, one);
