/** One pod's visit: from the API server, a manifest or a record. */
import type { Pod } from './pod.ts';

export interface Review {
  /** Names the call, not the pod: every pass and every retry has a fresh one. */
  readonly uid: string;
  readonly operation: 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT';
  /** '' for the pod itself, else e.g. `ephemeralcontainers`; of a `binding` the pod is its keys alone. */
  readonly subResource: string;
  /** From the request, never only from the object. */
  readonly namespace: string;
  readonly pod: Pod;
  /** The one that stands for it and all like it (alike.ts): whatever is decided is decided of this. */
  readonly alike: Pod;
  /** On UPDATE. */
  readonly oldPod?: Pod;
  /** The node whose kubelet asks, as the API server knows it; nothing else of the caller decides. */
  readonly node?: string;
  readonly dryRun: boolean;
}
