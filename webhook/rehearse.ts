/**
 * Both visits of one pod without a server: propose, apply, store, judge. What explain, review and
 * the golden cases show is what the cluster would do, because nothing here decides.
 */
import jsonPatch from 'fast-json-patch';
import type { Admit } from './admit.ts';
import { alike } from './core/alike.ts';
import { copied } from './core/copied.ts';
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
  const admitted = admittedBy(pod, ops, stage.ordinal);
  const second = reviewOf(admitted, stage);
  if (!second.ok) return second;
  const judged = await stage.admit.judge(second.review, NEVER);
  return { submitted: pod, proposed, ops, admitted, judged };
}

/** Worlds that differ in what runs there give most pods the same patch. */
const lastOf = new WeakMap<Raw, { readonly by: string; readonly admitted: Raw }>();

function admittedBy(pod: Raw, ops: readonly Op[], ordinal: number): Raw {
  const by = JSON.stringify([ordinal, ops]);
  const last = lastOf.get(pod);
  if (last?.by === by) return last.admitted;
  const admitted = stored(applied(pod, ops), { ordinal, time: EPOCH });
  lastOf.set(pod, { by, admitted });
  return admitted;
}

/** The pod with the patch applied; the one given stays as it is. Throws where the patch does not apply. */
export function applied(pod: Raw, ops: readonly Op[]): Raw {
  const copy = copied(pod);
  return ops.length === 0 ? copy : jsonPatch.applyPatch(copy, copied([...ops]), true).newDocument;
}

type ReadReview =
  { readonly ok: true; readonly review: Review } | ({ readonly ok: false } & Unreadable);

/** The pod must not be changed from then on: it is read once, however many Worlds it is judged in. */
export function reviewOf(pod: Raw, { dryRun, node }: Pick<Stage, 'dryRun' | 'node'>): ReadReview {
  const read = readings.get(pod) ?? readingOf(pod);
  readings.set(pod, read);
  if (!read.ok) return read;
  const at = node === undefined ? {} : { node };
  return { ok: true, review: { ...read.review, dryRun, ...at } };
}

type Reading =
  | { readonly ok: true; readonly review: Omit<Review, 'dryRun'> }
  | ({ readonly ok: false } & Unreadable);

const readings = new WeakMap<Raw, Reading>();

function readingOf(pod: Raw): Reading {
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
    },
  };
}
