/** A sign that a pod must stay as it is. It only looks; it cannot edit, so rules have no order. */
import type { Ask } from '../asks.ts';
import type { Catalogue } from '../products/catalogue.ts';
import type { RuleId, Workload } from '../decision.ts';
import type { Pod } from '../pod.ts';

export interface Sight {
  readonly pod: Pod;
  readonly asks: readonly Ask[];
  readonly workload: Workload;
  readonly catalogue: Catalogue;
}

export interface NeverSlice {
  readonly id: RuleId;
  readonly about: string;
  /** One line that says what was seen and why it matters; `undefined` where there is nothing to see. */
  readonly check: (sight: Sight) => string | undefined;
}
