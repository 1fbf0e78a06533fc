/** A document that must be refused, and why. */
import type { Json } from './schema/forms.ts';
import type { Kind } from './schema/kinds.ts';

export interface Refused {
  readonly name: string;
  readonly kind: Kind;
  readonly spec: Json;
  /** Pointer and sentence. */
  readonly says: string;
  readonly help?: string;
  /** Why no schema of the API server can say it, so that our server tells of it alone (e2e/faults/policy-review.test.ts). */
  readonly byUs?: string;
}
