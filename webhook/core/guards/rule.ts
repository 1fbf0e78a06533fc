/** A guardrail: who it is, what the manual says of it, what it objects to. It looks at the pod as it will be stored. */
import type { Ask } from '../asks.ts';
import type { Catalogue } from '../catalogue.ts';
import type { RuleId } from '../decision.ts';
import type { Menu } from '../menu.ts';
import type { Pod } from '../pod.ts';

export interface Scene {
  readonly pod: Pod;
  readonly asks: readonly Ask[];
  /** On UPDATE. */
  readonly oldPod: Pod | undefined;
  readonly menu: Menu;
  readonly catalogue: Catalogue;
}

export interface Guard {
  readonly id: RuleId;
  readonly about: string;
  /** One line: what, where, asked and allowed, what would help. */
  readonly check: (scene: Scene) => string | undefined;
}
