/** What became of each policy for one pod: for whoever asks why this one holds and that one does not. */
import type { Mode, RuleId, WorkloadClass } from './decision.ts';
import type { Severity } from './terms.ts';

export interface Considered {
  readonly policy: string;
  readonly priority: number;
  readonly mode: Mode;
  /** `undecided`: nobody can tell whether it matches, so that its guardrails hold and nothing else. */
  readonly outcome: 'wins' | 'matches' | 'undecided' | 'does not match';
  /** Parts of its match that do not fit, or that nobody can tell. */
  readonly unmet: readonly Unmet[];
  /** Why it matches and does not win, e.g. `lower priority than speech (10)`. */
  readonly because?: string;
  /** The class it gives the pod. */
  readonly class?: WorkloadClass;
  /** The guardrails it brings, each at what it acts as. */
  readonly guards: readonly { readonly rule: RuleId; readonly severity: Severity }[];
}

export interface Unmet {
  /** Field of `match`, or `condition` and its name. */
  readonly part: string;
  readonly asked: string;
  readonly had: string;
}
