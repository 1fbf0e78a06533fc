/** Guardrails that another policy holds the same pods to already, as strictly. */
import { canonical } from '../canonical.ts';
import type { Document } from '../documents.ts';
import { capped, RANK } from '../policies.ts';
import type { GpuPolicy } from '../schema/gpu-policy.ts';
import { covers, globsCover } from './covers.ts';
import { finding, whereIs, type Finding } from './finding.ts';

interface Named {
  readonly policy: Document<GpuPolicy>;
  readonly at: number;
  readonly guard: GpuPolicy['spec']['guards'][number];
  readonly strength: number;
}

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

const namedBy = (policy: Document<GpuPolicy>): Named[] =>
  policy.value.spec.guards.map((guard, at) => ({
    policy,
    at,
    guard,
    strength: RANK[capped(guard.severity, policy.value.spec.mode)],
  }));

/** It looks wherever the other does, at the same, and does no less. */
const replaces = (more: Named, one: Named): boolean =>
  more.guard.rule === one.guard.rule &&
  canonical(more.guard.parameters ?? {}) === canonical(one.guard.parameters ?? {}) &&
  more.strength >= one.strength &&
  globsCover(one.guard.except, more.guard.except) &&
  covers(more.policy.value.spec.match, one.policy.value.spec.match);
