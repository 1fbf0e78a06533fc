/** Patches applied by another hand than ours (`rfc6902`, a second reading of the standard). */
import { applyPatch } from 'rfc6902';
import type { Edit } from '../decision.ts';
import { patchOf, type Op } from '../edits/patch.ts';
import type { Pod } from '../pod.ts';
import type { Raw } from './raw-pods.ts';
import { podIn } from './scenes.ts';

/** As it comes over the wire: what was a T is one again. */
// oxlint-disable-next-line typescript/no-unsafe-type-assertion
export const wire = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/** Throws where an operation does not apply. */
export function apply(raw: Raw, ops: readonly Op[]): Raw {
  const copy = wire(raw);
  const faults = applyPatch(copy, wire([...ops])).filter((fault) => fault !== null);
  if (faults.length > 0) throw new Error(String(faults[0]));
  return copy;
}

/** The pod as the API server has it after the patch, read anew. */
export const patched = (pod: Pod, edits: readonly Edit[]): Pod =>
  podIn(apply({ ...pod }, patchOf(pod, edits)));
