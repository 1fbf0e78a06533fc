/**
 * Documents that must be refused, with the sentence their author gets. Each is wrong in one place.
 * The API server is asked too (e2e/faults/refused.test.ts): what its schema can say it must say.
 */
import type { Refused } from './refused-form.fixture.ts';
import { backOffs } from './refused-back-off.fixture.ts';
import { inConditions } from './refused-conditions.fixture.ts';
import { exemptions } from './refused-exemptions.fixture.ts';
import { figures } from './refused-figures.fixture.ts';
import { inGuards } from './refused-guards.fixture.ts';
import { inPods } from './refused-in-pods.fixture.ts';
import { nonsense } from './refused-nonsense.fixture.ts';
export const refused: readonly Refused[] = [
  ...inConditions,
  ...inPods,
  ...nonsense,
  ...figures,
  ...inGuards,
  ...exemptions,
  ...backOffs,
];
