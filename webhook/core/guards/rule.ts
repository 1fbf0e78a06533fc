/** A guardrail: who it is, what the manual says of it, what it objects to. It looks at the pod as it will be stored. */
import type { Ask } from '../asks.ts';
import type { Catalogue } from '../products/catalogue.ts';
import type { RuleId } from '../decision.ts';
import type { Menu } from '../menu.ts';
import type { Container, Pod } from '../pod.ts';

/** A pod is made; its keys change, or a container joins it to debug; a binding brings it keys. */
export type Occasion = 'create' | 'update' | 'bind';

export interface Scene {
  readonly occasion: Occasion;
  readonly pod: Pod;
  /** Those that come now: all of a new pod, of an old one those that debug it. */
  readonly containers: readonly Container[];
  readonly asks: readonly Ask[];
  /** On UPDATE. */
  readonly oldPod: Pod | undefined;
  /** The node whose kubelet asks, if it is one. */
  readonly node: string | undefined;
  readonly menu: Menu;
  readonly catalogue: Catalogue;
}

export interface Guard {
  readonly id: RuleId;
  readonly about: string;
  /** When it looks; `create` alone where it does not say. What was let in once is not judged again. */
  readonly occasions?: readonly Occasion[];
  /** One line: what, where, asked and allowed, what would help. */
  readonly check: (scene: Scene) => string | undefined;
}
