/**
 * A patch that does not apply is refused by the API server as an internal error, whatever the
 * failure policy says: pods could not be created because of us even where we are to be ignored. So
 * each patch is applied here first, to the pod that it was made for, and one that fails never goes
 * out.
 */
import type { Op } from '../core/edits/patch.ts';
import { applyOps, textOf } from './apply-ops.ts';

export type ProvenPatch =
  { readonly ok: true; readonly base64: string } | { readonly ok: false; readonly says: string };

/** Changes `object`. Whoever asks afterwards how a pod came reads the one that stands for it. */
export function provenPatch(
  object: object,
  ops: readonly Op[],
  base64 = inBase64(ops),
): ProvenPatch {
  const result = applyOps(object, ops);
  if (result === 'all') return { ok: true, base64 };
  // Operation and path only; a value may be anything that a pod holds.
  return { ok: false, says: `fails at ${result.failed.op} ${result.failed.path}` };
}

export const inBase64 = (ops: readonly Op[]): string => base64Of(textOf(ops));

/** `btoa` is four times as fast, but it takes characters for bytes: plain ASCII only. */
const base64Of = (text: string): string =>
  Buffer.byteLength(text) === text.length ? btoa(text) : Buffer.from(text).toString('base64');
