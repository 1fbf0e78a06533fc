/** Guardrails as policies name them, to be compared with each other. */
import type { Document } from '../documents.ts';
import { capped, RANK } from '../policies.ts';
import type { GpuPolicy } from '../schema/gpu-policy.ts';
import { covers, globsCover } from './covers.ts';

export type NamedGuard = GpuPolicy['spec']['guards'][number];

export interface Named {
  readonly policy: Document<GpuPolicy>;
  readonly at: number;
  readonly guard: NamedGuard;
  readonly strength: number;
}

export const namedBy = (policy: Document<GpuPolicy>): Named[] =>
  policy.value.spec.guards.map((guard, at) => ({
    policy,
    at,
    guard,
    strength: RANK[capped(guard.severity, policy.value.spec.mode)],
  }));

/** At every pod that the other looks at. */
export const looksWherever = (more: Named, one: Named): boolean =>
  globsCover(one.guard.except, more.guard.except) &&
  covers(more.policy.value.spec.match, one.policy.value.spec.match);
