/** What a lint says: of an object as it is written, before any policy is asked. */
import type { World } from '../../core/world.ts';
import type { Pod } from '../../core/pod.ts';
import type { Raw } from '../../expand/raw.ts';
import type { Level } from '../report.ts';
import type { ReviewRuleId } from './rules.ts';

export interface Lint {
  readonly rule: ReviewRuleId;
  readonly level: Level;
  readonly says: string;
  readonly help: string;
  readonly container?: string;
  /** JSON pointer, in the pod or in the object as whoever asks says. */
  readonly pointer: string;
}

/** What one cluster knows: its catalogue, and what its nodes have. */
export type Known = Pick<World, 'catalogue' | 'menu'>;

/** Looks at a pod of an object; its pointers are the pod's. */
export type OfPod = (pod: Pod, known: Known) => readonly Lint[];

/** Looks at an object itself, once; its pointers are the object's. `pods` has the first of each of its templates. */
export type OfObject = (object: Raw, pods: readonly Raw[]) => readonly Lint[];
