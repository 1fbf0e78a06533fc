/**
 * Both visits of one pod without a server: propose, apply, store, judge. What explain, review and
 * the golden cases show is what the cluster would do, because nothing here decides.
 */
import jsonPatch from 'fast-json-patch';
import type { Admit } from './admit.ts';
import { alike } from './core/alike.ts';
import { inEffect, type Decision } from './core/decision.ts';
import { patchOf, type Op } from './core/edits/patch.ts';
import { readPod } from './core/read-pod.ts';
import type { Review } from './core/review.ts';
import { stored } from './expand/admission-review.ts';
import { member, text, type Raw } from './expand/raw.ts';

export interface Rehearsal {
  readonly submitted: Raw;
  readonly proposed: Decision;
  /** Empty where nothing is patched. */
  readonly ops: readonly Op[];
  /** As it would be stored, with UID and name. */
  readonly admitted: Raw;
  readonly judged: Decision;
}

export interface Unreadable {
  readonly faults: readonly { readonly pointer: string; readonly says: string }[];
}

export interface Stage {
  readonly admit: Admit;
  /** Under dry-run nothing is charged. */
  readonly dryRun: boolean;
  /** Tells replicas apart where the API server would generate their names. */
  readonly ordinal: number;
  /** The node whose kubelet asks, if it is one. */
  readonly node?: string;
}

/** A moment long past: offline, a deadline never comes. */
const NEVER = Number.MAX_SAFE_INTEGER;
export const EPOCH = '1970-01-01T00:00:00Z';

export async function rehearse(pod: Raw, stage: Stage): Promise<Rehearsal | Unreadable> {
  const first = reviewOf(pod, stage);
  if (!first.ok) return first;
  const proposed = stage.admit.propose(first.review);
  const ops = patchOf(first.review.pod, inEffect(proposed));
  const admitted = stored(applied(pod, ops), { ordinal: stage.ordinal, time: EPOCH });
  const second = reviewOf(admitted, stage);
  if (!second.ok) return second;
  const judged = await stage.admit.judge(second.review, NEVER);
  return { submitted: pod, proposed, ops, admitted, judged };
}

/** The pod with the patch applied; the one given stays as it is. Throws where the patch does not apply. */
export function applied(pod: Raw, ops: readonly Op[]): Raw {
  const copy = structuredClone(pod);
  return ops.length === 0
    ? copy
    : jsonPatch.applyPatch(copy, structuredClone([...ops]), true).newDocument;
}

type ReadReview =
  { readonly ok: true; readonly review: Review } | ({ readonly ok: false } & Unreadable);

export function reviewOf(pod: Raw, { dryRun, node }: Pick<Stage, 'dryRun' | 'node'>): ReadReview {
  const read = readPod(pod);
  if (!read.ok) return read;
  const namespace = text(member(pod, 'metadata')['namespace']) ?? 'default';
  return {
    ok: true,
    review: {
      uid: '',
      operation: 'CREATE',
      subResource: '',
      namespace,
      pod: read.pod,
      alike: alike(read.pod, namespace),
      dryRun,
      ...(node === undefined ? {} : { node }),
    },
  };
}
