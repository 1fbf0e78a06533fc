/** All that an answer may depend on; what could not be seen says why. */
import type { Decision } from '../../core/decision.ts';
import type { Op } from '../../core/edits/patch.ts';
import type { Raw } from '../../expand/raw.ts';
import type { Kind } from './reference.ts';

export type Seen<T> =
  | { readonly ok: true; readonly value: T }
  /** `status` as the API server gave it, 0 where it gave none. */
  | { readonly ok: false; readonly status: number; readonly says: string };

/** A pod as the server remembers it. */
export interface Remembered {
  /** RFC 3339. */
  readonly at: string;
  readonly pod: {
    readonly namespace: string;
    readonly name?: string;
    readonly generateName?: string;
    readonly uid?: string;
    readonly owner?: string;
  };
  readonly operation: string;
  readonly dryRun: boolean;
  readonly proposed?: Decision;
  readonly judged?: Decision;
  readonly refusal?: string;
}

export interface Memory {
  readonly startedAt: string;
  /** Of what came before, nothing is known. */
  readonly since: string;
  /** Whether there was room for all that it remembers of them. */
  readonly whole: boolean;
  /** The latest first. */
  readonly items: readonly Remembered[];
}

export interface Rehearsal {
  readonly proposed: Decision;
  readonly judged: Decision;
  readonly patch: readonly Op[];
}

/** A webhook as it is registered, as far as it says who is sent. */
export interface Webhook {
  readonly createdAt: string;
  readonly failurePolicy: string;
  readonly namespaceSelector: Raw;
}

export interface Facts {
  readonly kind: Kind;
  readonly namespace: string;
  readonly name: string;
  /** Where Tranche itself is. */
  readonly home: string;
  readonly object: Seen<Raw>;
  /** The pod itself, or those that it made and that stand, the newest first. */
  readonly pods: readonly Raw[];
  /** Labels of the namespace. */
  readonly labels: Seen<Readonly<Record<string, string>>>;
  /** `none` where it is not registered. */
  readonly webhook: Seen<Webhook | 'none'>;
  readonly memory: Seen<Memory>;
  readonly rehearsal: Seen<Rehearsal>;
  /** Of Events: why a controller could not create pods, the latest first. */
  readonly failures: readonly string[];
  /** Lists that whoever asks may not see. */
  readonly hidden: readonly string[];
}

export const seen = <T>(value: T): Seen<T> => ({ ok: true, value });
export const unseen = <T>(says: string, status = 0): Seen<T> => ({ ok: false, status, says });
