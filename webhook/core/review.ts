/** One pod's visit: from the API server, a manifest or a record. */
import type { Pod } from './pod.ts';

export interface Review {
  /** Names the call, not the pod: every pass and every retry has a fresh one. */
  readonly uid: string;
  readonly operation: 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT';
  /** '' for the pod itself, else e.g. `ephemeralcontainers`. */
  readonly subResource: string;
  /** From the request, never only from the object. */
  readonly namespace: string;
  readonly pod: Pod;
  /** The one that stands for it and all like it (alike.ts): whatever is decided is decided of this. */
  readonly alike: Pod;
  /** On UPDATE. */
  readonly oldPod?: Pod;
  readonly dryRun: boolean;
}
