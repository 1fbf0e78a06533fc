/** What we change in a pod, and what we keep of how it was. */
import type { MatchExpression, Pointer, PreferredNodes } from './pod.ts';

/** A change in our words; patch.ts says the same in JSON Patch. */
export type Edit =
  | {
      readonly kind: 'resource';
      readonly pointer: Pointer;
      readonly container: string;
      readonly from: string;
      readonly to: string;
    }
  | { readonly kind: 'nodeAffinity'; readonly require: readonly MatchExpression[] }
  | { readonly kind: 'toleration'; readonly key: string }
  /** Beside what its user prefers; nothing is decided by it, now or later. */
  | { readonly kind: 'preference'; readonly prefer: readonly PreferredNodes[] }
  /** The container no longer asks for the card; another engine or a claim gives it what it gets. */
  | {
      readonly kind: 'withdraw';
      readonly pointer: Pointer;
      readonly container: string;
      readonly resource: string;
    }
  /** A further extended resource, for an engine that reads sizes beside the card's name. */
  | {
      readonly kind: 'beside';
      readonly pointer: Pointer;
      readonly container: string;
      readonly resource: string;
      readonly quantity: string;
    }
  | {
      readonly kind: 'claim';
      readonly pointer: Pointer;
      readonly container: string;
      /** Name of the pod's claim, and of the template it is made from. */
      readonly claim: string;
      readonly template: string;
    }
  /** A variable the container did not have. */
  | {
      readonly kind: 'env';
      readonly pointer: Pointer;
      readonly container: string;
      readonly name: string;
      readonly value: string;
    }
  /** An argument after those the container has. */
  | {
      readonly kind: 'arg';
      readonly pointer: Pointer;
      readonly container: string;
      readonly value: string;
    }
  /** Of what the container says nothing of. A limit is never written: whoever wants one says so. */
  | {
      readonly kind: 'request';
      readonly pointer: Pointer;
      readonly container: string;
      readonly resource: string;
      readonly quantity: string;
    }
  | { readonly kind: 'scheduler'; readonly name: string }
  /** A label or an annotation that another engine reads. */
  | {
      readonly kind: 'mark';
      readonly on: 'labels' | 'annotations';
      readonly key: string;
      readonly value: string;
    }
  | { readonly kind: 'annotate'; readonly key: string; readonly value: string }
  | { readonly kind: 'unannotate'; readonly key: string }
  /** All that an earlier visit of ours wrote is taken back first, as the annotation tells it. */
  | { readonly kind: 'restore'; readonly original: Original };

export interface Original {
  readonly v: 1;
  readonly id: string;
  /** Container name to the resource it asked for and the slice it was given (`Offer.key`, or `whole`). */
  readonly containers: Readonly<
    Record<string, { readonly asked: string; readonly slice: string; readonly got: string }>
  >;
  /** The expressions our placement added to every required term. */
  readonly require: readonly MatchExpression[];
  /** Whether the user had required node affinity of their own. */
  readonly affinity: boolean;
  /** Taint keys our placement tolerates. */
  readonly tolerate: readonly string[];
  /** The wishes we added to its user's; absent where there are none. */
  readonly prefer?: readonly unknown[];
  /** Of a pod that kept its card: the name (`nameOf`) of the revision and images that were decided upon. */
  readonly of?: string;
  /** What else we wrote; absent where there is nothing else. */
  readonly also?: readonly Also[];
}

export type RequestEdit = Extract<Edit, { kind: 'request' }>;

/** Edits that neither rename a resource nor place the pod. */
export type Also = Extract<
  Edit,
  { kind: 'withdraw' | 'beside' | 'claim' | 'env' | 'arg' | 'request' | 'scheduler' | 'mark' }
>;
