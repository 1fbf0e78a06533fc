/** The part of a Node that placement reads, trimmed on arrival. */
import type { Labels, Taint } from './pod.ts';

export interface NodeFacts {
  readonly name: string;
  readonly labels: Labels;
  readonly taints: readonly Taint[];
  /** Condition Ready is True and the node is not cordoned. A declared pool's node is. */
  readonly schedulable: boolean;
  /** Whole units per extended resource; `cpu` in milli, `memory` in bytes, `pods`. */
  readonly allocatable: Readonly<Record<string, number>>;
  /** Taken by live pods and by charges not yet seen, in the same units. */
  readonly used: Readonly<Record<string, number>>;
  readonly declared: boolean;
  /** Another engine that hands out its cards. */
  readonly engine?: 'hami';
}
