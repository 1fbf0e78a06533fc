/** Every guardrail there is. They only look, so a refusal can list all of them at once. */
import { forgedDecision } from './forged-decision.ts';
import { oneSharedUnit } from './one-shared-unit.ts';
import { parallelCount } from './parallel-count.ts';
import type { Guard } from './rule.ts';
import { unknownResource } from './unknown-resource.ts';

export const guards: readonly Guard[] = [
  oneSharedUnit,
  unknownResource,
  forgedDecision,
  parallelCount,
];
