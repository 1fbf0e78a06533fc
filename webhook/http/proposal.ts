/**
 * What a proposal says is the same for all pods that are alike: patch, warning and audit annotations
 * are written once and kept by their Decision. The patch itself is tried on each pod that it answers.
 */
import { inEffect, type Decision } from '../core/decision.ts';
import { type Op, patchOf } from '../core/edits/patch.ts';
import type { Pod } from '../core/pod.ts';
import type { Review } from '../core/review.ts';
import { type Answer, answering, proposed, type Voice } from './answer.ts';
import { inBase64, provenPatch } from './proven-patch.ts';

interface Told {
  readonly pod: Pod;
  readonly voice: Voice;
  readonly ops: readonly Op[];
  readonly base64: string;
  /** All of the answer but its uid. */
  readonly response: string;
}

const kept = new WeakMap<Decision, Told>();

export type Proposal =
  | { readonly ok: true; readonly answer: Answer }
  /** The pod is left as it is, and why the patch was withheld. */
  | { readonly ok: false; readonly answer: Answer; readonly says: string };

export function proposal(
  { uid, alike }: Review,
  decision: Decision,
  object: object,
  voice: Voice,
): Proposal {
  const { ops, base64, response } = toldOf(alike, decision, voice);
  const proven = ops.length === 0 ? FINE : provenPatch(object, ops, base64);
  if (proven.ok) return { ok: true, answer: answering(uid, response) };
  const warning = `tranche: left as submitted: our change would not apply (decision ${decision.id})`;
  const answer = answering(uid, proposed(decision, undefined, warning));
  return { ok: false, answer, says: proven.says };
}

const FINE = { ok: true } as const;

function toldOf(pod: Pod, decision: Decision, voice: Voice): Told {
  const known = kept.get(decision);
  if (known?.pod === pod && known.voice === voice) return known;
  const ops = patchOf(pod, inEffect(decision));
  const base64 = ops.length === 0 ? '' : inBase64(ops);
  const response = proposed(
    decision,
    ops.length === 0 ? undefined : base64,
    voice.warning(decision),
  );
  const told = { pod, voice, ops, base64, response };
  kept.set(decision, told);
  return told;
}
