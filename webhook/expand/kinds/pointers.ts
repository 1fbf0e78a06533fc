/** From a pointer in a pod to the pointer in the object that it was made of. */
import type { Pointers } from './kind.ts';

/** A whole pod template. */
export const templateAt =
  (at: string): Pointers =>
  (pointer) =>
    at + pointer;

/** A pod spec that has no metadata. */
export const specAt = (at: string): Pointers => placed([['/spec', at]], at);

/**
 * What was put together of parts: rows of where a part lies in the pod and in the object. The
 * longest row counts; what was written nowhere was made of `otherwise`.
 */
export function placed(
  rows: readonly (readonly [inPod: string, inObject: string])[],
  otherwise: string,
): Pointers {
  const longest = rows.toSorted(([a], [b]) => b.length - a.length);
  return (pointer) => {
    for (const [inPod, inObject] of longest)
      if (pointer === inPod || pointer.startsWith(`${inPod}/`))
        return inObject + pointer.slice(inPod.length);
    return otherwise;
  };
}
