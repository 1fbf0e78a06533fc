/** Ids of the guardrails a policy may name: those the core has. */
import type { RuleId } from '../core/decision.ts';
import { guards } from '../core/guards/all.ts';

export const guardRules: readonly RuleId[] = guards.map(({ id }) => id);
