/** Classes, as a policy may list them for a guardrail. */
import type { WorkloadClass } from '../decision.ts';

export const CLASSES: readonly WorkloadClass[] = [
  'serving',
  'batch',
  'training',
  'notebook',
  'build',
  'unknown',
];
